// Choosing in the stream of cards: picking, editing and merging a row, and the keys of the list.

import { Rows, WINDOW } from "./console-rows.js";

const $ = (id) => document.getElementById(id);

export class Stream extends Rows {
  /** Narrows the list: a theme's id or other, unsure, held, hidden; `kind` interventions shows those. */
  filter(only, kind = "") {
    this.only = only;
    this.kind = kind;
    this.limit = WINDOW;
    this.waiting = [];
    this.select(null);
    this.known.clear();
    this.list.replaceChildren();
    this.current = null;
    const query = new URLSearchParams([["f", only], ["kind", kind]].filter(([, value]) => value)).toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
    $("act").elements.back.value = query;
    this.markFilter();
    return this.fetch();
  }

  /** Shows which filter is on, in the menu and in the theme bar. */
  markFilter() {
    for (const link of document.querySelectorAll("#m-filter .opt")) {
      const on = this.kind ? link.dataset.kind === this.kind : link.dataset.f === this.only;
      if (on) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      if (on) $("filter-name").textContent = link.textContent.trim();
    }
    for (const drop of document.querySelectorAll("#r-drops button")) drop.classList.toggle("on", drop.dataset.theme === this.only);
  }

  // ---- choosing

  clicked(event) {
    const row = event.target.closest(".it");
    if (!row || event.target.closest("button, summary, textarea, input, .acts, .editor")) return;
    event.preventDefault();
    this.pick(row.dataset.id);
  }

  entered(event) {
    const row = event.target.closest(".it");
    if (row) this.current = row.dataset.id;
    this.rove();
  }

  pick(id) {
    if (this.merging && this.merging !== id) return this.mergeInto(id);
    this.select(id, { focus: true });
  }

  /** Chooses a row (null: none) and gives it its actions. */
  select(id, { focus = false } = {}) {
    const old = this.selected && this.row(this.selected);
    if (old) {
      old.classList.remove("sel");
      old.setAttribute("aria-selected", "false");
      old.querySelector(":scope > .acts, :scope > .editor")?.remove();
    }
    this.editing = null;
    this.selected = id;
    $("act").elements.card.value = id ?? "";
    const row = id && this.row(id);
    if (!row) return;
    this.current = id;
    row.classList.add("sel");
    row.setAttribute("aria-selected", "true");
    const bar = cloned(this.kind === "interventions" ? "t-acts-i" : "t-acts", id);
    if (bar) row.append(bar);
    this.rove();
    if (focus) row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  edit(id) {
    const form = cloned(this.kind === "interventions" ? "t-edit-i" : "t-edit", id);
    if (!form) return;
    this.select(id);
    const row = this.row(id);
    row.querySelector(":scope > .acts")?.remove();
    row.append(form);
    this.editing = id;
    const [text, description] = form.querySelectorAll("textarea");
    text.value = row.querySelector(".pick").textContent;
    if (description) description.value = row.dataset.description ?? "";
    text.focus();
  }

  /** The next picked row is the one that stays. */
  merge(id) {
    this.merging = id;
    this.row(id)?.classList.add("merging");
    $("merge-strip").hidden = false;
    this.row(id)?.focus({ preventScroll: true });
  }

  async mergeInto(id) {
    const card = this.stopMerging();
    if (await this.act(`merge:${card}:${id}`)) this.select(id, { focus: true });
  }

  stopMerging() {
    const id = this.merging;
    this.merging = null;
    if (id) this.row(id)?.classList.remove("merging");
    $("merge-strip").hidden = true;
    return id;
  }

  escape() {
    if (this.merging) return this.stopMerging();
    const row = this.selected && this.row(this.selected);
    if (this.editing) return this.select(this.selected, { focus: true });
    this.select(null);
    row?.focus({ preventScroll: true });
  }

  // ---- keys of the list

  key(event) {
    const rows = this.rows();
    if (!rows.length || event.target.closest?.("summary, details[open]")) return false;
    if (event.key === "Enter" && event.target.classList?.contains("it")) {
      this.pick(event.target.dataset.id);
      return true;
    }
    const at = rows.findIndex((row) => row.dataset.id === (this.current ?? this.selected));
    const goals = { ArrowDown: at + 1, ArrowUp: Math.max(at - 1, 0), Home: 0, End: rows.length - 1, PageDown: at + 8, PageUp: at - 8 };
    if (!(event.key in goals)) return false;
    // The first arrow from elsewhere chooses the row where the list stands.
    const there = this.selected || this.merging || event.target.classList?.contains("it") || !event.key.startsWith("Arrow");
    const goal = there ? goals[event.key] : Math.max(at, 0);
    const row = rows[Math.max(0, Math.min(goal, rows.length - 1))];
    if (this.merging) {
      this.current = row.dataset.id;
      this.rove();
      row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    } else this.select(row.dataset.id, { focus: true });
    return true;
  }

  /** One row is in the tab order: the current one, else the first. */
  rove() {
    const goal = (this.current && this.row(this.current)) || this.list.firstElementChild;
    for (const row of this.list.querySelectorAll(':scope > [tabindex="0"]')) if (row !== goal) row.tabIndex = -1;
    if (goal) goal.tabIndex = 0;
  }
}

function cloned(template, id) {
  const source = $(template)?.content.firstElementChild;
  if (!source) return null;
  const copy = document.importNode(source, true);
  for (const el of [copy, ...copy.querySelectorAll("*")]) {
    for (const { name, value } of [...el.attributes]) if (value.includes("CARD")) el.setAttribute(name, value.replaceAll("CARD", id));
  }
  return copy;
}
