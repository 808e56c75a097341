// The stream of cards: newest first, a window at a time. A frame changes rows in place and never moves what the
// facilitator is reading: the chosen row, the scroll and the focus stay; while scrolled, new rows wait behind a counter.

const $ = (id) => document.getElementById(id);
const WINDOW = 60;
const MOST = 5000;
const REFETCH = 700; // ms between two fetches of a filtered or long list

export class Stream {
  constructor({ room, fill, act }) {
    Object.assign(this, { room, fill, act });
    const asked = new URLSearchParams(location.search);
    this.only = asked.get("f") ?? "";
    this.kind = asked.get("kind") ?? "";
    this.limit = Number(asked.get("limit")) || WINDOW;
    this.list = $("rows");
    this.scroller = $("r-stream");
    this.known = new Map(); // id: the row's HTML as it came
    this.waiting = []; // [id, html, row] that came while the reader was further down
    this.selected = this.merging = this.editing = null;
    this.current = null; // the row that arrows start from
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.list.addEventListener("focusin", (event) => this.entered(event));
    this.scroller.addEventListener("scroll", () => this.waiting.length && this.atTop() && this.flush(), { passive: true });
    $("newer").addEventListener("click", () => this.flush(true));
    $("more-link").addEventListener("click", (event) => {
      event.preventDefault();
      this.older();
    });
    for (const row of this.rows()) prepare(row);
    const chosen = this.list.querySelector(".sel");
    if (chosen) {
      this.selected = this.current = chosen.dataset.id;
      if (asked.get("edit")) this.editing = chosen.dataset.id;
    }
    this.rove();
    this.markFilter();
  }

  rows() {
    return [...this.list.children];
  }

  row(id) {
    return $(`c-${id}`);
  }

  // ---- what comes in

  /** The stream region of a frame, or undefined when only counts changed. */
  frame(html) {
    const plain = !this.only && !this.kind;
    if (html !== undefined && plain) this.take(parse(html), this.limit > WINDOW);
    if (!plain || this.limit > WINDOW) this.fetchSoon();
  }

  fetchSoon() {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.fetch();
    }, REFETCH);
  }

  query() {
    return new URLSearchParams({ f: this.only, kind: this.kind, limit: this.limit }).toString();
  }

  async fetch() {
    const query = this.query();
    try {
      const answer = await fetch(`/r/${this.room}/console/rows?${query}`);
      if (!answer.ok) return;
      const fresh = parse(await answer.text());
      if (query === this.query()) this.take(fresh);
    } catch {
      // the next frame asks again
    }
  }

  /** Puts a list in place. `partial`: rows beyond it stay. */
  take({ rows, total }, partial = false) {
    this.order = new Map(rows.map((row, i) => [row.dataset.id, i]));
    const fresh = [];
    for (const row of rows) {
      const id = row.dataset.id;
      const html = row.outerHTML;
      if (!this.row(id)) fresh.push([id, html, row]);
      else if (this.known.get(id) !== html) this.replace(id, row, html);
    }
    if (!partial) for (const row of this.rows()) if (!this.order.has(row.dataset.id) && row.dataset.id !== this.editing) this.drop(row);
    const newest = this.rows().find((row) => this.order.has(row.dataset.id));
    const edge = newest ? this.order.get(newest.dataset.id) : Infinity;
    const waits = new Map(this.waiting.map((item) => [item[0], item]));
    for (const item of fresh) {
      if (newest && this.order.get(item[0]) < edge) waits.set(item[0], item);
      else this.insert(item);
    }
    this.waiting = [...waits.values()].filter(([id]) => partial || this.order.has(id));
    if (this.atTop()) this.flush();
    this.counter();
    $("empty").hidden = this.list.children.length > 0 || this.waiting.length > 0;
    $("more").hidden = this.list.children.length + this.waiting.length >= total || this.limit >= MOST;
    this.rove();
  }

  replace(id, row, html) {
    const old = this.row(id);
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const extra = old.querySelector(":scope > .acts, :scope > .editor");
    prepare(row);
    if (id === this.selected) {
      row.classList.add("sel");
      row.setAttribute("aria-selected", "true");
    }
    if (id === this.merging) row.classList.add("merging");
    old.after(row);
    // What is being typed moves along as it is.
    if (id === this.selected && extra) row.append(extra);
    old.remove();
    this.known.set(id, html);
    if (focused) (extra?.contains(focused) ? focused : row).focus({ preventScroll: true });
  }

  insert([id, html, row]) {
    this.known.set(id, html);
    prepare(row);
    const at = this.order.get(id) ?? -1;
    const next = this.rows().find((other) => (this.order.get(other.dataset.id) ?? Infinity) > at);
    this.list.insertBefore(row, next ?? null);
  }

  drop(row) {
    const id = row.dataset.id;
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    const focused = row.contains(document.activeElement);
    row.remove();
    this.known.delete(id);
    if (this.current === id) this.current = neighbour?.dataset.id ?? null;
    if (this.selected === id) this.select(null);
    if (focused) neighbour?.focus({ preventScroll: true });
  }

  atTop() {
    const box = this.scroller;
    return box.scrollHeight > box.clientHeight + 1 ? box.scrollTop < 8 : this.list.getBoundingClientRect().top > -8;
  }

  /** The rows that wait come in; asked for by the counter, the list goes to its top. */
  flush(jump = false) {
    for (const item of this.waiting.splice(0)) {
      if (this.row(item[0])) continue;
      this.insert(item);
      item[2].classList.add("new");
    }
    // The window slides: what falls out comes back with "older".
    if (!jump && this.limit === WINDOW && !this.only && !this.kind) {
      for (const row of this.rows().slice(WINDOW)) if (row.dataset.id !== this.selected) this.drop(row);
    }
    if (jump) {
      this.scroller.scrollTo({ top: 0 });
      this.list.firstElementChild?.focus();
    }
    this.counter();
    this.rove();
  }

  counter() {
    const button = $("newer");
    button.hidden = this.waiting.length === 0;
    const text = this.fill("fresh", this.waiting.length);
    if (button.textContent !== text) button.textContent = text;
  }

  older() {
    this.limit = Math.min(this.limit * 4, MOST);
    return this.fetch();
  }

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

/** With script the row itself is in the tab order, not the link in it. */
function prepare(row) {
  row.querySelector(".pick")?.setAttribute("tabindex", "-1");
}

function parse(html) {
  const root = new DOMParser().parseFromString(html, "text/html").getElementById("r-stream");
  return { rows: [...root.querySelectorAll("#rows > .it")].map((row) => document.adoptNode(row)), total: Number(root.dataset.total) };
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
