// The stream of cards: newest first, a window at a time. A frame changes rows in place and never moves what the
// facilitator is reading: the chosen row, the scroll and the focus stay; while scrolled, new rows wait behind a counter.

const $ = (id) => document.getElementById(id);
export const WINDOW = 60;
const MOST = 5000;
const REFETCH = 700; // ms between two fetches of a filtered or long list

/** What comes in. Choosing among it is its heir's, in console-stream.js. */
export class Rows {
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
}

/** With script the row itself is in the tab order, not the link in it. */
function prepare(row) {
  row.querySelector(".pick")?.setAttribute("tabindex", "-1");
}

function parse(html) {
  const root = new DOMParser().parseFromString(html, "text/html").getElementById("r-stream");
  return { rows: [...root.querySelectorAll("#rows > .it")].map((row) => document.adoptNode(row)), total: Number(root.dataset.total) };
}
