// The join page: the button names the table that was chosen.
const button = document.querySelector("button.btn[data-at]");
document.querySelector("form.join")?.addEventListener("change", () => {
  const table = document.querySelector("input[name=table]:checked")?.value;
  button.querySelector("span").textContent = table ? button.dataset.at.replace("{n}", table) : button.dataset.plain;
});
// One tap joins once; coming back with the back button finds it ready again.
document.querySelector("form.join")?.addEventListener("submit", (event) => {
  if (button.dataset.busy) event.preventDefault();
  button.dataset.busy = "1";
});
addEventListener("pageshow", () => delete button?.dataset.busy);
