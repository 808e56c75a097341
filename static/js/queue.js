// Shows what waits on this phone: dashed until the room has it, with the reason when the room said no.
import { copyOf, themeMark, themeParts, themeWord, words } from "./words.js";

const section = document.getElementById("queue");

/** items of the outbox; onEdit(item) opens one to change it. */
export function drawQueue(items, retryAt, onEdit) {
  section.hidden = !items.length;
  section.querySelector("h2 span").textContent = items.length;
  section.querySelector("ul").replaceChildren(...items.flatMap((item) => lines(item).map((one) => row(item, one, onEdit))));
  countDown(items.length ? retryAt : null);
}

/** What an item says, one line a statement: {text, theme}. */
function lines(item) {
  const { body, path } = item;
  if (path === "/interventions" && body.preconditions.length) {
    return body.preconditions.map((text, i) => ({ text, theme: item.body.themes?.[i] ?? item.body.suggested?.[i] ?? null }));
  }
  if (path.startsWith("/preconditions/")) return [{ text: words("themeChange", { theme: themeWord(body.theme) }), theme: body.theme }];
  if (path === "/dots") return [{ text: words("dots"), theme: null }];
  if (path.startsWith("/lotuses/")) return [{ text: body.text ?? body.label ?? words("petalChange"), theme: null }];
  return [{ text: body.title ?? body.text ?? `${body.who}: ${body.what}`, theme: null }];
}

function row(item, { text, theme }, onEdit) {
  const li = copyOf("t-queued").firstElementChild;
  const mark = theme ? themeParts(theme).querySelector("svg") : null;
  if (mark) {
    li.querySelector(".m").replaceChildren(mark);
    if (themeMark(theme)) li.dataset.t = themeMark(theme);
  }
  li.querySelector(".voice").textContent = text;
  li.querySelector("small").textContent = status(item, theme);
  li.classList.toggle("refused", item.state === "refused");
  li.querySelector(".edit").onclick = () => onEdit(item);
  li.querySelector(".edit").hidden = item.state === "sending";
  return li;
}

function status(item, theme) {
  if (item.state === "refused") return words("refused", { why: item.problem?.detail ?? item.problem?.title ?? "" });
  if (item.state === "sending") return words("sending");
  const at = new Date(item.at);
  const time = `${at.getHours()}.${String(at.getMinutes()).padStart(2, "0")}`;
  const kept = words("keptAt", { time });
  return theme ? `${themeWord(theme)}, ${kept}` : kept[0].toUpperCase() + kept.slice(1);
}

let timer;
function countDown(retryAt) {
  clearInterval(timer);
  const tick = () => {
    const foot = document.querySelector("#r-foot .foot");
    if (!foot) return;
    let line = foot.querySelector("#retry");
    const left = retryAt === null ? 0 : Math.ceil((retryAt - Date.now()) / 1000);
    if (left <= 0) return line?.remove();
    if (!line) {
      line = document.createElement("p");
      line.className = "save";
      line.id = "retry";
      line.dataset.keep = "";
      foot.prepend(line);
    }
    line.textContent = words("retry", { n: left });
  };
  tick();
  if (retryAt !== null) timer = setInterval(tick, 500);
}
