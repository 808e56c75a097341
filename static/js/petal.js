// The pages of one petal: what is typed or pressed is kept on the phone first, then sent, also when the line is down.
import { openStores } from "./device.js";
import { roomOf } from "./live.js";
import { Outbox } from "./outbox.js";
import { say, words } from "./words.js";

const room = roomOf();
const { me, lotus, node } = document.documentElement.dataset;
const api = `/api/rooms/${encodeURIComponent(room)}`;
const path = `/lotuses/${lotus}/petals`;
const stores = await openStores(room, me);
const waiters = new Map();
const note = document.getElementById("kept");

const outbox = new Outbox({
  store: stores.outbox,
  lock: stores.lock,
  send: (item) =>
    fetch(api + item.path, {
      method: item.method,
      headers: {
        "Content-Type": "application/json",
        "Accept-Language": document.documentElement.lang,
        "X-Bloesem-As": "participant",
        "X-Bloesem-Person": me,
        "Idempotency-Key": item.id,
      },
      body: JSON.stringify(item.body),
      signal: AbortSignal.timeout ? AbortSignal.timeout(20_000) : undefined,
    }),
  onChange: (items) => {
    for (const item of items) if (item.state === "refused") settle(item.id, "refused", item);
    const waiting = items.filter((item) => item.state !== "refused").length;
    note.hidden = !waiting;
    note.querySelector("span").textContent = waiting;
  },
  onSent: (item, answer) => settle(item.id, "sent", answer),
});

function settle(id, how, what) {
  waiters.get(id)?.({ how, what });
  waiters.delete(id);
}

function arrival(id, milliseconds) {
  return new Promise((resolve) => {
    waiters.set(id, resolve);
    setTimeout(() => settle(id, "kept", null), milliseconds);
  });
}

/** What the API is asked for when this form is sent by `button`: {method, path, body}; null leaves it to the browser. */
function orderOf(form, button) {
  const fields = Object.fromEntries(new FormData(form, button));
  const language = document.documentElement.lang;
  if (form.action.endsWith("/put")) {
    const body = { parent: fields.parent || null, slot: Number(fields.slot) || null, language };
    if (fields.ingredient) return { method: "POST", path, body: { ...body, ingredient: fields.ingredient } };
    const text = (fields.text ?? "").trim();
    return text ? { method: "POST", path, body: { ...body, text } } : null;
  }
  const here = `${path}/${node}`;
  const { do: what, value } = fields;
  if (what === "withdraw") return { method: "DELETE", path: here, body: {} };
  if (what === "link") return { method: value === "1" ? "POST" : "DELETE", path: `${here}/link`, body: {} };
  if (what === "text") return { method: "PATCH", path: here, body: { text: fields.text, language } };
  if (what === "kind") return { method: "PATCH", path: here, body: { kind: value } };
  if (what === "strongest" || what === "open") return { method: "PATCH", path: here, body: { [what]: value === "1" } };
  if (what === "slot") return { method: "PATCH", path: here, body: { slot: Number(fields.slot) || null } };
  return null;
}

document.addEventListener("submit", async (event) => {
  const order = orderOf(event.target, event.submitter);
  if (!order) return;
  event.preventDefault();
  if (event.target.dataset.busy) return;
  event.target.dataset.busy = "1";
  document.getElementById("refused").hidden = true;
  const item = await outbox.add(order);
  const { how, what } = await arrival(item.id, navigator.onLine ? 4000 : 300);
  delete event.target.dataset.busy;
  if (how === "sent") return arrived(order, what);
  if (how === "refused") return refused(what);
  event.target.reset();
  say(words("kept"));
});

function arrived(order, answer) {
  const home = `/r/${encodeURIComponent(room)}`;
  if (order.method === "POST" && order.path === path) return location.assign(`${home}/lotus/${lotus}/petal/${answer.node}`);
  if (order.method === "DELETE" && !order.path.endsWith("/link")) return location.assign(`${home}?home`);
  return location.reload();
}

async function refused(item) {
  const line = document.getElementById("refused");
  line.querySelector(".err > span").textContent = item.problem?.errors?.[0]?.message ?? item.problem?.detail ?? item.problem?.title ?? "";
  line.hidden = false;
  await outbox.remove(item.id);
}

addEventListener("online", () => outbox.hurry());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && outbox.hurry());
await outbox.load();
document.documentElement.dataset.ready = "1";
