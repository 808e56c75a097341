// The grouping desk by keyboard: a key presses the button, or moves to the field, that carries it. The page is plain forms.
const on = document.getElementById("keys-on");
const KEPT = "bloesem-harvest-keys";
const FIELDS = "select, textarea, input:not([type=checkbox])";

on.checked = localStorage.getItem(KEPT) !== "off";
on.addEventListener("change", () => localStorage.setItem(KEPT, on.checked ? "on" : "off"));

for (const button of document.querySelectorAll("[data-all], [data-first]")) button.hidden = false;

const boxes = (id) => [...document.getElementById(id).querySelectorAll("input[type=checkbox]")];

document.addEventListener("click", (event) => {
  const all = event.target.closest("[data-all]");
  if (all) {
    const some = boxes(all.dataset.all);
    const tick = !some.every((box) => box.checked);
    for (const box of some) box.checked = tick;
    some[0]?.focus();
  }
  const first = event.target.closest("[data-first]");
  if (first) boxes(first.dataset.first)[0]?.focus();
});

// Up and down walk along groups and boxes; what follows the first press is a link or a box like any other.
function walk(step) {
  const here = document.activeElement.closest("ul, ol");
  const list = here?.matches(".g-list, .g-members") ? here : document.querySelector(".g-list");
  const stops = list ? [...list.querySelectorAll("a, input")] : [];
  const at = stops.indexOf(document.activeElement);
  stops[Math.min(stops.length - 1, Math.max(0, at < 0 ? 0 : at + step))]?.focus();
  return stops.length > 0;
}

function press(key, target) {
  if (key === "arrowdown" || key === "arrowup") return walk(key === "arrowdown" ? 1 : -1);
  // Enter on what the helper moved to means that, not the proposal.
  if (key === "enter" && target.closest("button, a, input")) return false;
  const found = key === "enter" ? document.querySelector("#card .first") : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return false;
  found.focus();
  if (found.matches("button")) found.click();
  else found.select?.();
  return true;
}

document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  const typing = event.target.closest(FIELDS);
  if (key === "escape" && typing) return typing.blur();
  if (!on.checked || event.repeat && !key.startsWith("arrow") || event.altKey || typing) return;
  const undo = (event.ctrlKey || event.metaKey) && key === "z" && !event.shiftKey;
  if ((event.ctrlKey || event.metaKey) && !undo) return;
  if (press(undo ? "u" : key, event.target)) event.preventDefault();
});

// One press does one thing, however often it is pressed while the next page is on its way.
for (const form of document.querySelectorAll("form[method=post]")) form.addEventListener("submit", () => setTimeout(() => { form.inert = true; }));
