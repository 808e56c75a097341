// Ticks the timer and empties the bar, from the times that the server gave.

/** [minutes, seconds] that are left, as they are shown: a started second counts whole. */
export function left(ends, now) {
  const seconds = Math.max(0, Math.ceil((ends - now) / 1000));
  return [Math.floor(seconds / 60), seconds % 60];
}

export function runClock(now, doc = document) {
  const draw = () => {
    const timer = doc.getElementById("timer");
    if (!timer) return;
    const [ends, starts] = [Number(timer.dataset.ends), Number(timer.dataset.starts)];
    const digits = timer.querySelectorAll("b");
    left(ends, now()).forEach((n, i) => (digits[i].textContent = String(n).padStart(2, "0")));
    const share = Math.min(1, Math.max(0, (ends - now()) / Math.max(1, ends - starts)));
    doc.getElementById("clockbar")?.setAttribute("d", `M0 5H${Math.round(1000 * share)}`);
  };
  const tick = () => {
    draw();
    setTimeout(tick, 1005 - (now() % 1000));
  };
  doc.addEventListener("regions:applied", draw);
  tick();
}
