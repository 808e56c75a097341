// The intervention form: preconditions as cards with their suggested theme, counters, errors beside the field, drafts.
import { chooseTheme } from "./sheet.js";
import { copyOf, graphemes, say, themeMark, themeParts, words } from "./words.js";

const form = document.getElementById("write");
const list = document.getElementById("pre");
const line = document.getElementById("f-pre");
const CHOICES = ["formality", "existence", "origin", "reach"];

/** Takes over the form. suggest(text) → {theme} or null; drafts: {get, set, remove}; onSubmit(body) once it is whole. */
export class InterventionForm {
  constructor({ suggest, drafts, onSubmit }) {
    Object.assign(this, { suggest, drafts, onSubmit });
    this.cards = [];
    form.addEventListener("submit", (event) => this.#submit(event));
    form.addEventListener("input", (event) => this.#typed(event.target));
    form.addEventListener("change", () => this.#keep());
    line.addEventListener("keydown", (event) => this.#enter(event));
    line.addEventListener("paste", (event) => this.#paste(event));
    for (const text of form.elements.preconditions.value.split("\n")) if (text.trim()) this.#add(text.trim());
    this.#counters();
  }

  /** What was half typed the last time, when the server did not send the form back with words in it. */
  async restore() {
    const draft = await this.drafts.get("write");
    if (draft && this.empty) this.fill(draft);
  }

  get empty() {
    const { title, description } = form.elements;
    return !title.value && !description.value && !line.value && !this.cards.length;
  }

  /** Puts a body of the API (or a draft) into the fields. */
  fill(body, problem = null) {
    form.elements.title.value = body.title ?? "";
    form.elements.description.value = body.description ?? "";
    form.elements.place.value = body.place ?? "";
    form.elements.reach.value = body.reach ?? "";
    for (const name of CHOICES.slice(0, 3)) {
      for (const radio of form.querySelectorAll(`input[name=${name}]`)) radio.checked = radio.value === body[name];
    }
    for (const box of form.querySelectorAll("input[name=levers]")) box.checked = (body.levers ?? []).includes(box.value);
    this.cards = [];
    (body.preconditions ?? []).forEach((text, i) => this.#add(text, body.themes?.[i] ?? null));
    line.value = body.pending ?? "";
    this.#draw();
    this.#counters();
    this.clearErrors();
    for (const { field, message } of problem?.errors ?? []) this.error(field.split(".")[0], message, field.split(".")[1]);
    if (problem && !problem.errors?.length) this.error("", problem.detail ?? problem.title ?? "");
  }

  clear() {
    clearTimeout(this.timer);
    form.reset();
    for (const name of ["title", "description", "place"]) form.elements[name].value = "";
    this.fill({});
    document.getElementById("save").hidden = true;
    return this.drafts.remove("write");
  }

  /** The form as the API's body. */
  body() {
    const value = (name) => form.elements[name]?.value ?? "";
    const lines = [...this.cards];
    if (line.value.trim()) lines.push({ text: line.value.trim(), chosen: null });
    return {
      title: value("title").trim(),
      description: value("description").trim(),
      place: value("place").trim(),
      ...Object.fromEntries(CHOICES.map((name) => [name, value(name)])),
      levers: [...form.querySelectorAll("input[name=levers]:checked")].map((box) => box.value),
      preconditions: lines.map((card) => card.text),
      themes: lines.map((card) => card.chosen),
      language: document.documentElement.lang,
    };
  }

  // ---- errors: beside the field, focus on the first, nothing lost

  clearErrors() {
    for (const slot of form.querySelectorAll("[data-error-for]")) slot.replaceChildren();
    for (const bad of form.querySelectorAll("[aria-invalid]")) {
      bad.removeAttribute("aria-invalid");
      bad.removeAttribute("aria-describedby");
      bad.classList.remove("bad");
    }
    for (const bad of list.querySelectorAll(".bad")) bad.classList.remove("bad");
  }

  error(field, message, index) {
    const slot = form.querySelector(`[data-error-for="${CSS.escape(field)}"]`) ?? form.querySelector('[data-error-for=""]');
    const error = copyOf("t-error");
    error.firstElementChild.id = `e-${field || "form"}`;
    error.querySelector("span span").textContent = message;
    slot.replaceChildren(error);
    const input = field === "preconditions" ? line : form.elements[field];
    if (index !== undefined) list.children[Number(index)]?.classList.add("bad");
    if (input instanceof Element) {
      input.classList.add("bad");
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", `e-${field}`);
      if (form.querySelector("[aria-invalid]") === input) input.focus();
    } else {
      slot.scrollIntoView({ block: "center" });
    }
    say(message);
  }

  #valid(body) {
    this.clearErrors();
    const over = (text, name) => {
      const limit = Number(name === "preconditions" ? line.dataset.limit : form.elements[name].dataset.limit || 80);
      const length = graphemes(text);
      return length > limit ? words("tooLong", { length, limit }) : "";
    };
    if (!body.title) this.error("title", words("nameIt"));
    for (const name of ["title", "description", "place"]) {
      const message = over(body[name], name);
      if (message) this.error(name, message);
    }
    body.preconditions.forEach((text, i) => {
      const message = over(text, "preconditions");
      if (message) this.error("preconditions", message, i);
    });
    return !form.querySelector("[aria-invalid]");
  }

  #submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const body = this.body();
    if (!this.#valid(body)) return;
    this.busy = true;
    const suggested = this.cards.map((card) => card.chosen ?? card.suggested ?? null);
    Promise.resolve(this.onSubmit(body, suggested)).finally(() => (this.busy = false));
  }

  // ---- preconditions

  #enter(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (line.value.trim()) {
      this.#add(line.value.trim());
      line.value = "";
      this.#keep();
    }
  }

  #paste(event) {
    const lines = (event.clipboardData?.getData("text") ?? "").split(/\r?\n/).map((text) => text.trim()).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    for (const text of lines) this.#add(text);
    this.#keep();
  }

  #add(text, chosen = null) {
    const card = { text, chosen, suggested: null };
    this.cards.push(card);
    this.#draw();
    if (chosen) return;
    this.suggest(text).then((placed) => {
      if (!placed) return;
      card.suggested = placed.theme;
      this.#draw();
    });
  }

  #draw() {
    list.replaceChildren(...this.cards.map((card) => this.#card(card)));
    line.placeholder = this.cards.length ? line.dataset.more : (line.dataset.first ??= line.placeholder);
  }

  #card(card) {
    const item = copyOf("t-pre").firstElementChild;
    const theme = card.chosen ?? card.suggested;
    item.querySelector(".line").textContent = card.text;
    item.querySelector(".line").onclick = () => this.#again(card);
    item.querySelector(".x").onclick = () => this.#remove(card);
    const button = item.querySelector(".sug");
    if (theme) {
      if (themeMark(theme)) item.dataset.t = themeMark(theme);
      button.querySelector(".theme").replaceChildren(themeParts(theme));
    }
    button.querySelector("small").textContent = card.chosen ? "" : words(theme ? "suggestion" : "later");
    button.onclick = async () => {
      const choice = await chooseTheme(card.text, theme ?? "");
      if (choice) card.chosen = choice;
      this.#draw();
      this.#keep();
      list.children[this.cards.indexOf(card)]?.querySelector(".sug").focus();
    };
    return item;
  }

  /** Back into the line, to be changed. */
  #again(card) {
    if (line.value.trim()) this.#add(line.value.trim());
    this.cards = this.cards.filter((one) => one !== card);
    line.value = card.text;
    this.#draw();
    line.focus();
    this.#keep();
  }

  #remove(card) {
    this.cards = this.cards.filter((one) => one !== card);
    this.#draw();
    line.focus();
    this.#keep();
  }

  // ---- drafts and counters

  #typed(field) {
    this.#counters();
    if (field.getAttribute("aria-invalid") && field.value.trim()) {
      field.removeAttribute("aria-invalid");
      field.classList.remove("bad");
      const name = field === line ? "preconditions" : field.name;
      form.querySelector(`[data-error-for="${CSS.escape(name)}"]`)?.replaceChildren();
    }
    this.#keep();
  }

  #keep() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keepNow(), 250);
  }

  /** Keeps the draft at once; also when the page is about to go. */
  async keepNow() {
    clearTimeout(this.timer);
    if (this.empty) return;
    const { preconditions, themes, ...body } = this.body();
    const cards = this.cards.length;
    await this.drafts.set("write", {
      ...body,
      preconditions: preconditions.slice(0, cards),
      themes: themes.slice(0, cards),
      pending: line.value,
    });
    const save = document.getElementById("save");
    save.querySelector("span").textContent = words("kept");
    save.hidden = false;
  }

  #counters() {
    for (const counter of form.querySelectorAll("[data-count-for]")) {
      const field = document.getElementById(counter.dataset.countFor);
      const count = graphemes(field.value);
      counter.textContent = count ? counter.dataset.words.replace("{count}", count).replace("{limit}", field.dataset.limit) : "";
    }
  }
}
