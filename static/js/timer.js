// The clock of the round: the server says when it ends, the phone counts. It advises; at zero nothing is cut off.
const offset = Number(document.documentElement.dataset.now) - Date.now();

function tick() {
  for (const clock of document.querySelectorAll("[data-ends]")) {
    const left = Math.max(0, Math.ceil((Number(clock.dataset.ends) - Date.now() - offset) / 1000));
    const colon = document.createElement("i");
    colon.textContent = ":";
    const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (clock.textContent !== text) clock.replaceChildren(String(Math.floor(left / 60)), colon, String(left % 60).padStart(2, "0"));
  }
}

export function startTimer() {
  tick();
  setInterval(tick, 500);
  document.addEventListener("regions:applied", tick);
}
