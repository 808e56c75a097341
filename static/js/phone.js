// The participant's page: keeps itself current, keeps what was written, and works on when the connection does not.
import { openStores } from "./device.js";
import { InterventionForm } from "./form.js";
import { connect, roomOf } from "./live.js";
import { Outbox } from "./outbox.js";
import { drawQueue } from "./queue.js";
import { chooseTheme } from "./sheet.js";
import { startPutSheet } from "./put_sheet.js";
import { startStageForms } from "./stage_forms.js";
import { startTimer } from "./timer.js";
import { say, themeMark, themeParts, themeWord, words } from "./words.js";

const room = roomOf();
const api = `/api/rooms/${encodeURIComponent(room)}`;
const headers = {
  "Content-Type": "application/json",
  "Accept-Language": document.documentElement.lang,
  "X-Bloesem-As": "participant",
};
const me = document.documentElement.dataset.me;
const stores = await openStores(room, me);
const waiters = new Map(); // item id → what to do when it arrives or is refused

const outbox = new Outbox({
  store: stores.outbox,
  lock: stores.lock,
  send: sendAs(me),
  onChange: (items, retryAt) => {
    drawQueue(items, retryAt, edit);
    for (const item of items) if (item.state === "refused") settle(item.id, "refused", item);
  },
  onSent: (item, answer) => {
    say(words("sent"));
    settle(item.id, "sent", answer);
  },
});

/** Sends an item as one of the people of this device: what somebody wrote stays theirs after the device is handed over. */
function sendAs(person) {
  return (item) =>
    fetch(api + item.path, {
      method: item.method,
      headers: { ...headers, "Idempotency-Key": item.id, "X-Bloesem-Person": person },
      body: JSON.stringify(item.body),
      signal: timeout(20_000),
    });
}

function timeout(milliseconds) {
  return AbortSignal.timeout ? AbortSignal.timeout(milliseconds) : undefined;
}

function settle(id, how, what) {
  waiters.get(id)?.({ how, what });
  waiters.delete(id);
}

/** Waits a little for an item to arrive: {how: sent | refused | kept}. */
function arrival(id, milliseconds = 2500) {
  return new Promise((resolve) => {
    waiters.set(id, resolve);
    setTimeout(() => settle(id, "kept", null), milliseconds);
  });
}

// ---- writing an intervention

const form = new InterventionForm({ suggest, drafts: stores.drafts, onSubmit: submit });
let editing = null; // an item that waits or was refused, being changed

async function suggest(text) {
  try {
    const body = JSON.stringify({ text: text.slice(0, 2000), language: document.documentElement.lang });
    const answer = await fetch(`${api}/suggest`, { method: "POST", headers, body, signal: timeout(5000) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function submit(body, suggested) {
  const kept = { ...body, suggested };
  const old = editing;
  editing = null;
  const item = (old && (await outbox.change(old.id, kept))) || (await outbox.add({ path: "/interventions", body: kept }));
  await form.clear();
  go("home");
  arrival(item.id).then((end) => arrived(end, body));
}

function arrived({ how, what }, body) {
  // Whoever has gone on writing by now is not called back: what was refused waits in the queue with its reason.
  const here = document.body.classList.contains("p-home") && form.empty;
  if (how === "refused" && here) edit(what);
  else if (how === "sent" && here) showSent(what, body);
  else say(words(how === "sent" ? "sent" : "kept"));
}

/** Opens an item of the queue: an intervention in the form, the rest where it stands. */
async function edit(item) {
  if (item.path === "/interventions") {
    if (!form.empty) await form.keepNow();
    if (!outbox.hold(item.id)) return undefined; // on its way after all
    editing = item;
    go("write");
    return form.fill(item.body, item.problem);
  }
  if (item.method === "DELETE") return outbox.remove(item.id);
  await outbox.remove(item.id);
  stageForms.fill(item);
}

const sent = document.getElementById("sent");
let last = null;

function showSent(answer, body) {
  last = answer.id;
  const [first] = answer.preconditions ?? [];
  if (first && themeMark(first.theme)) sent.dataset.t = themeMark(first.theme);
  else delete sent.dataset.t;
  const text = first?.text ?? body.title;
  const voice = sent.querySelector(".voice");
  sent.querySelector(".k").replaceChildren(first ? themeParts(first.theme) : "");
  voice.textContent = text;
  voice.className = `voice${text.length > 70 ? " long" : ""}${text.length > 140 ? " very-long" : ""}`;
  const where = first?.number ? words("onBoard", { n: first.number, theme: themeWord(first.theme) }) : words("onBoardPlain");
  sent.querySelector(".ok span").textContent = first && first.number === null ? words("held") : where;
  sent.showModal();
}

sent.addEventListener("click", (event) => {
  const next = event.target.closest("[data-after]")?.dataset.after;
  if (!next) return;
  sent.close();
  if (next === "same") location.assign(`/r/${room}/mine/${last}/add`);
  if (next === "other") go("write");
});

// ---- the other stages, and the theme of what was sent

const stageForms = startStageForms({ outbox, arrival });
startPutSheet({ outbox, arrival });

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-theme-of]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const theme = await chooseTheme(link.closest("li").querySelector(".voice").textContent, link.dataset.theme);
  link.focus();
  if (theme && theme !== link.dataset.theme) {
    await outbox.add({ method: "PATCH", path: `/preconditions/${link.dataset.themeOf}`, body: { theme } });
  }
});

// ---- two screens in one page, so that writing works without a connection

function go(screen, push = true) {
  document.body.classList.toggle("p-write", screen === "write");
  document.body.classList.toggle("p-home", screen !== "write");
  if (screen !== "write") outbox.letGo();
  if (push) history.pushState(null, "", `?${screen}`);
  // The second half of a double tap must not press what has just come to stand under the finger.
  document.body.classList.add("settling");
  setTimeout(() => document.body.classList.remove("settling"), 400);
  scrollTo(0, 0);
  const head = document.querySelector(screen === "write" ? "#write h1" : "#home h1");
  head?.setAttribute("tabindex", "-1");
  head?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  go(link.dataset.go);
});
addEventListener("popstate", () => go(new URLSearchParams(location.search).has("write") ? "write" : "home", false));

// ---- the connection

const net = document.getElementById("net");
let sinking;

function onState(state) {
  clearTimeout(sinking);
  if (state.status === "live" || state.status === "polling") {
    net.hidden = true;
    outbox.hurry();
  } else if (state.status === "offline") {
    // A socket that blinks is nobody's business; two seconds without is.
    sinking = setTimeout(() => (net.hidden = false), navigator.onLine ? 2000 : 0);
  }
}

addEventListener("offline", () => (net.hidden = false));
addEventListener("online", () => outbox.hurry());
addEventListener("pagehide", () => form.keepNow());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") form.keepNow();
  else outbox.hurry();
});

startTimer();
await form.restore();
connect({ page: "phone", onState });
await outbox.load();
for (const other of (document.documentElement.dataset.people ?? "").split(" ")) {
  if (!other || other === me) continue;
  const theirs = await openStores(room, other);
  new Outbox({ store: theirs.outbox, lock: theirs.lock, send: sendAs(other) }).load();
}
document.documentElement.dataset.ready = "1";

if ("serviceWorker" in navigator && isSecureContext) navigator.serviceWorker.register("/sw.js").catch(() => {});
