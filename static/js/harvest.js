// The harvest desk by keyboard: a key presses the button that carries it. The page itself is plain forms.
const form = document.getElementById("card");
const on = document.getElementById("keys-on");
const KEPT = "bloesem-harvest-keys";
const WAIT_MS = 5000;

on.checked = localStorage.getItem(KEPT) !== "off";
on.addEventListener("change", () => localStorage.setItem(KEPT, on.checked ? "on" : "off"));

document.addEventListener("keydown", (event) => {
  if (!form || !on.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("select, input, textarea")) return;
  // Enter on a button the helper moved to means that button, not the first suggestion.
  const key = event.key.toLowerCase();
  if (key === "enter" && event.target.closest("button, a")) return;
  const button = key === "enter" ? form.querySelector(".first") : form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// One press places one card, however often it is pressed while the next is on its way.
form?.addEventListener("submit", () => setTimeout(() => form.inert = true));

if (!form && !document.body.classList.contains("groups")) setTimeout(() => location.reload(), WAIT_MS);
