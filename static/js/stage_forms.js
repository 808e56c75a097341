// The short forms of the other stages (a finding, dots, a commitment): kept first, then sent, like everything else.
import { copyOf, say, words } from "./words.js";

const PATHS = { finding: "/findings", commitment: "/commitments", dots: "/dots" };
const pathOf = (form) => form.dataset.path ?? PATHS[form.dataset.send]; // a petal's path names its lotus

export function startStageForms({ outbox, arrival }) {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-send]");
    if (!form) return;
    form.dataset.dirty = "1";
    if (form.dataset.send === "dots") left(form);
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-send]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    try {
      await submit(form);
    } finally {
      delete form.dataset.busy;
    }
  });

  async function submit(form) {
    clear(form);
    const kind = form.dataset.send;
    const body = bodyOf(form);
    const missing = { finding: ["text"], petal: ["text"], commitment: ["who", "what"] }[kind]?.filter((name) => !body[name]) ?? [];
    for (const name of missing) error(form, name, words("empty"));
    if (missing.length) return form.elements[missing[0]].focus();
    const item = await outbox.add({ method: kind === "dots" ? "PUT" : "POST", path: pathOf(form), body });
    delete form.dataset.dirty;
    if (kind !== "dots") form.reset();
    const { how, what } = await arrival(item.id);
    if (how !== "refused") return say(words(how === "sent" ? "sent" : "kept"));
    await outbox.remove(what.id);
    fill(what);
  }

  /** Puts an item back into its form, with what the room said about it. */
  function fill(item) {
    const form = [...document.querySelectorAll("form[data-send]")].find((one) => pathOf(one) === item.path);
    if (!form) return;
    const kind = form.dataset.send;
    const held = kind === "dots" ? {} : { ...item.body, text: item.body.text ?? item.body.label }; // a line of the longlist as words
    for (const [name, value] of Object.entries(held)) if (form.elements[name] && value != null) form.elements[name].value = value;
    form.dataset.dirty = "1";
    for (const { field, message } of item.problem?.errors ?? []) error(form, field, message);
    if (item.problem && !item.problem.errors?.length) error(form, "", item.problem.detail);
    (form.querySelector("[aria-invalid]") ?? form.querySelector("textarea, input, select")).focus();
  }

  return { fill };
}

function bodyOf(form) {
  const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
  if (form.dataset.send !== "dots") return { ...fields, language: document.documentElement.lang };
  const spent = Object.entries(fields).filter(([name, n]) => name.startsWith("dots.") && Number(n));
  return { themes: Object.fromEntries(spent.map(([name, n]) => [name.slice(5), Number(n)])) };
}

function left(form) {
  const spent = [...form.querySelectorAll("select")].reduce((sum, select) => sum + Number(select.value), 0);
  const line = form.querySelector("[data-left]");
  line.textContent = line.dataset.left.replace("{n}", Number(form.dataset.budget) - spent);
}

function clear(form) {
  for (const slot of form.querySelectorAll("[data-error-for]")) slot.replaceChildren();
  for (const bad of form.querySelectorAll("[aria-invalid]")) bad.removeAttribute("aria-invalid");
}

function error(form, field, message) {
  const slot = form.querySelector(`[data-error-for="${CSS.escape(field)}"]`) ?? form.querySelector("[data-error-for]");
  const text = copyOf("t-error");
  text.firstElementChild.id = `e-${field || "form"}-${form.dataset.send}`;
  text.querySelector("span span").textContent = message;
  slot.replaceChildren(text);
  const input = form.elements[field];
  if (input instanceof Element) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `e-${field || "form"}-${form.dataset.send}`);
  }
  say(message);
}
