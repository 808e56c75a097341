// One thing arrives at a time: frames that only add are put together and shown at most once every so often; what takes
// something away, or changes the board itself, is shown at once.

export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** `apply(frame)` shows; `every` in ms. Later regions replace earlier ones of the same name, so nothing stale is shown. */
export function calm({ apply, every, clock = () => Date.now(), later = setTimeout }) {
  let pending = null;
  let timer = null;
  let last = -Infinity;

  function flush() {
    timer = null;
    const frame = pending;
    pending = null;
    last = clock();
    if (frame) apply(frame);
  }

  return {
    take(frame) {
      pending = pending ? { ...frame, full: pending.full || frame.full, regions: { ...pending.regions, ...frame.regions } } : frame;
      const wait = urgent(frame) ? 0 : last + every - clock();
      if (wait <= 0) {
        clearTimeout(timer);
        return flush();
      }
      timer ??= later(flush, wait);
    },
  };
}

/** A frame waits only when it brings more of the same: a statement that was there is still there. */
export function urgent(frame, doc = globalThis.document) {
  if (frame.full || "frame" in frame.regions || "head" in frame.regions) return true;
  const aside = frame.regions.aside;
  if (aside === undefined || !doc) return false;
  const shown = [...doc.querySelectorAll("#r-aside > .said:not([hidden])")].slice(0, 3);
  if (!shown.length) return true;
  // Hidden, withdrawn or moved to another theme: the words on the wall are gone or stand elsewhere.
  return shown.some((card) => !aside.includes(`id="${card.id}" data-t="${card.dataset.t}"`));
}
