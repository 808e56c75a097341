// What comes up in turn on the wall: the lotuses of the tables, or the pages of a long list. P makes it stop and go on.
const EVERY = 15_000;

/** page: the <html> element; language: of this board. */
export function takeTurns(page, language) {
  let at = 0;
  let shown = "";
  let still = false;

  async function next() {
    const turns = document.querySelector("[data-turns]");
    if (!turns) return (shown = ""), (at = 0);
    if (shown !== turns.dataset.turns) (shown = turns.dataset.turns), (at = 0);
    if (still || page.dataset.state === "paused" || Number(turns.dataset.count) < 2) return;
    at += 1;
    const query = new URLSearchParams({ of: shown, at, lang: language });
    try {
      const answer = await fetch(`/r/${encodeURIComponent(page.dataset.room)}/board/turn?${query}`, { cache: "no-store" });
      if (answer.status !== 200) return;
      const fresh = document.createElement("template");
      fresh.innerHTML = await answer.text();
      // Meanwhile the facilitator may have asked for something else.
      document.querySelector(`[data-turns="${shown}"] .turn`)?.replaceChildren(fresh.content);
    } catch {
      at -= 1; // the line is cut: the same one later
    }
  }

  setInterval(next, Number(page.dataset.every) || EVERY);
  return () => (still = !still);
}
