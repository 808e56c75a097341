// Dragging a card to a theme of the bar, with mouse, pen or finger: a shortcut for the keys 1-8 and the button "Move".

const SLOP = 6; // px before a press becomes a drag

export function startDrag({ stream, act }) {
  let press = null;
  let justDropped = false;

  stream.list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".it");
    if (!row || event.button || stream.kind === "interventions" || event.target.closest("button, summary, textarea, input, .acts, .editor")) return;
    if (event.pointerType === "touch" && !event.target.closest(".grip")) return; // a finger on the words scrolls
    press = { id: row.dataset.id, x: event.clientX, y: event.clientY, card: null };
  });

  document.addEventListener("pointermove", (event) => {
    if (!press) return;
    if (!press.card && Math.hypot(event.clientX - press.x, event.clientY - press.y) < SLOP) return;
    if (!press.card && !pickUp()) return;
    press.card.style.left = `${event.clientX + 8}px`;
    press.card.style.top = `${event.clientY + 8}px`;
    const over = themeAt(event);
    for (const drop of document.querySelectorAll("#r-drops button")) drop.classList.toggle("over", drop === over);
  });

  document.addEventListener("pointerup", (event) => {
    const { id, card } = press ?? {};
    const over = card && themeAt(event);
    putDown();
    if (over) act(id, over.dataset.theme);
  });
  document.addEventListener("pointercancel", putDown);
  document.addEventListener("keydown", (event) => event.key === "Escape" && putDown());
  // The click that ends a drag chooses nothing.
  document.addEventListener(
    "click",
    (event) => {
      if (!justDropped) return;
      event.stopPropagation();
      event.preventDefault();
    },
    true,
  );
  document.addEventListener("dragstart", (event) => event.target.closest?.(".it") && event.preventDefault());

  function themeAt(event) {
    return document.elementFromPoint(event.clientX, event.clientY)?.closest("#r-drops button");
  }

  function pickUp() {
    const row = stream.row(press.id);
    if (!row) {
      press = null;
      return false;
    }
    const card = document.createElement("div");
    card.className = "drag";
    if (row.dataset.t) card.dataset.t = row.dataset.t;
    card.append(row.querySelector(".where").firstElementChild.cloneNode(true), row.querySelector(".voice").cloneNode(true));
    document.body.append(card);
    document.body.classList.add("dragging");
    row.classList.add("held-up");
    getSelection()?.removeAllRanges();
    press.card = card;
    return true;
  }

  function putDown() {
    if (!press) return;
    press.card?.remove();
    stream.row(press.id)?.classList.remove("held-up");
    document.body.classList.remove("dragging");
    for (const drop of document.querySelectorAll("#r-drops .over")) drop.classList.remove("over");
    if (press.card) {
      justDropped = true;
      setTimeout(() => (justDropped = false), 60);
    }
    press = null;
  }
}
