// What moves when a statement arrives: petals grow from their base, and a burst of statements passes one by one.
import { still } from "./calm.js";

const LAYERS = ".under path, .petals path, .keylines path, .seeds path";
const MANY = 10; // with more waiting, only the newest is shown
const EVERY = 1200;

/** The length of each petal layer on the wall, before a frame is put in place. */
export function before() {
  const lengths = new Map();
  for (const path of document.querySelectorAll(LAYERS)) lengths.set(path.id, Number(path.dataset.length));
  return lengths;
}

/** Petals that changed grow (or shrink) from their base to where they now stand. */
export function grow(was) {
  if (still() || !was.size) return;
  const [duration, easing] = [360, "cubic-bezier(.2,.7,.2,1)"];
  for (const path of document.querySelectorAll(LAYERS)) {
    const length = Number(path.dataset.length);
    const old = was.get(path.id) ?? 0;
    if (old === length) continue;
    const place = `rotate(${path.dataset.turn}deg) translate(0px, -92px)`;
    path.animate([{ transform: `${place} scale(${old / length})` }, { transform: `${place} scale(1)` }], { duration, easing });
  }
}

/** Which of the newest statements is large. The server sends twelve, newest first; the wall takes them in turn. */
export const step = {
  seen: null,
  timer: null,

  start() {
    this.seen = this.cards()[0]?.id ?? "";
  },

  refresh() {
    const cards = this.cards();
    const at = cards.findIndex((card) => card.id === this.seen);
    // The one on the wall is gone, or too many wait: the newest.
    if (at < 0 || at > MANY) this.seen = cards[0]?.id ?? "";
    else if (at > 0 && !this.timer) return this.next();
    this.place();
  },

  cards() {
    return [...document.querySelectorAll("#r-aside > .said")];
  },

  place() {
    const cards = this.cards();
    const at = Math.max(0, cards.findIndex((card) => card.id === this.seen));
    cards.forEach((card, i) => {
      card.hidden = i < at || i > at + 2;
      card.classList.toggle("is-hero", i === at);
      card.classList.toggle("is-trail", i !== at);
    });
  },

  next() {
    this.timer = null;
    const cards = this.cards();
    const at = cards.findIndex((card) => card.id === this.seen);
    if (at <= 0) return;
    this.seen = cards[at - 1].id;
    this.place();
    if (at > 1) this.timer = setTimeout(() => this.next(), EVERY);
  },
};
