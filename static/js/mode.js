// Before the page is drawn: what only works with scripts may show, what stands in for it may go.
document.documentElement.classList.add("js");
