// The facilitator's console: keeps the page current, sends its one form without leaving, and knows every key.
import { connect, apply } from "./live.js";
import { Stream } from "./console-stream.js";
import { startClocks } from "./console-time.js";
import { startDrag } from "./console-drag.js";

const room = document.documentElement.dataset.room;
const says = document.getElementById("says").dataset;
const $ = (id) => document.getElementById(id);
const fill = (name, x = "") => (says[name] ?? "").replace("{x}", x);

let state = { status: "connecting", at: Date.now() };
let quiet;
const stream = new Stream({ room, fill, act });
const clocks = startClocks({ fill, state: () => state });
startDrag({ stream, act: move });

const page = connect({
  page: "console",
  onFrame(frame) {
    const { stream: html, ...rest } = frame.regions;
    apply({ ...frame, regions: rest });
    if (html !== undefined || rest.counts !== undefined) stream.frame(html);
    stream.markFilter();
    clocks.tick();
    return false;
  },
  onState(next) {
    state = next;
    document.body.dataset.net = next.status;
    if (next.status === "refused" || next.status === "gone") tell(fill(next.status), true);
    clocks.tick();
  },
});

// ---- saying things

/** One sentence for everybody: seen in the strip when it is a refusal, spoken either way. */
function tell(text, wrong = false) {
  const strip = $("strip");
  clearTimeout(quiet);
  if (!wrong) $("live").textContent = text;
  strip.hidden = !wrong;
  strip.textContent = wrong ? text : "";
  if (wrong) quiet = setTimeout(() => (strip.hidden = true), 8_000);
}

// ---- doing things

/** Posts `verb:argument` as the page's form would. Resolves to the answer, or null when it was refused. */
async function act(what, fields = {}) {
  if (state.status === "refused" || state.status === "gone") return refuse(fill(state.status));
  try {
    const answer = await fetch(`/r/${room}/console/act`, {
      method: "POST",
      body: new URLSearchParams({ ...fields, do: what }),
      headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang },
    });
    const data = await answer.json();
    if (!answer.ok) return refuse(data.errors?.map((e) => e.message).join(" ") || data.detail || fill("failed"));
    $("strip").hidden = true;
    if (state.status !== "live") page.refresh();
    return data;
  } catch {
    return refuse(state.status === "live" ? fill("failed") : fill("offline", clocks.age(Date.now() - state.at)));
  }
}

function refuse(text) {
  tell(text, true);
  return null;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const what = event.submitter?.value;
  if (!form.action.endsWith("/console/act") || !what) return;
  event.preventDefault();
  const { back, card, do: _, ...fields } = Object.fromEntries(new FormData(form));
  event.submitter.closest("details.menu")?.removeAttribute("open");
  if (what.startsWith("drop:")) return drop(what.slice(5));
  if (what.startsWith("move:")) return move(...what.split(":").slice(1));
  const done = await act(what, fields);
  if (!done) return;
  if (what.startsWith("edit:")) stream.select(what.slice(5), { focus: true });
  if (what === "undo") tell(fill("undone"));
  if (what === "link" && done.link) show(`/r/${room}/console/links/${done.link}`);
});

/** A theme of the bar: the chosen card goes there; without one the list shows only that theme. */
function drop(theme) {
  if (stream.selected && stream.kind !== "interventions") return move(stream.selected, theme);
  return stream.filter(stream.only === theme ? "" : theme);
}

async function move(card, theme) {
  const done = await act(`move:${card}:${theme}`);
  if (!done) return;
  offer(done.offer);
  tell(fill("moved", document.querySelector(`#r-drops [data-theme="${theme}"] > span:last-child`)?.textContent ?? theme));
}

/** After two like corrections: a rule to make with one press, or to leave. */
function offer(found) {
  const strip = $("offer"), [yes, no] = strip.querySelectorAll("button");
  strip.hidden = !found;
  if (!found) return;
  strip.firstElementChild.textContent = fill("offer", found.pattern);
  yes.textContent = fill("make", `${found.pattern} → ${found.name} (${found.moves})`);
  no.onclick = () => (strip.hidden = true);
  yes.onclick = async () => {
    if (!(await act(`rule:${found.theme}:${found.pattern}`))) return;
    strip.hidden = true;
    tell(fill("made"));
  };
}

// ---- dialogs, menus, links

async function show(url) {
  const answer = await fetch(url);
  const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("handover");
  if (!part) return;
  $("frag").replaceChildren(document.adoptNode(part));
  $("frag").scrollIntoView({ block: "nearest" });
}

function openDialog(id) {
  const dialog = $(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.addEventListener("close", () => $("frag")?.replaceChildren(), { once: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { dialog, f, kind, key } = link.dataset;
  if (dialog) openDialog(dialog);
  else if ("close" in link.dataset) link.closest("dialog").close();
  else if ("frag" in link.dataset) show(link.href);
  else if (f !== undefined || kind !== undefined) {
    stream.filter(f ?? "", kind ?? "");
    link.closest("details")?.removeAttribute("open");
    if (link.closest("#m-filter")) document.querySelector("#m-filter summary").focus();
  } else if (key) keyed(key);
  else return;
  event.preventDefault();
});

for (const dialog of document.querySelectorAll("dialog[open]")) {
  dialog.removeAttribute("open");
  dialog.showModal();
}

// ---- keys

const KEYS_OFF = "bloesem.keys.off";
$("keys-on").checked = localStorage.getItem(KEYS_OFF) !== "1";
$("keys-on").addEventListener("change", (event) => localStorage.setItem(KEYS_OFF, event.target.checked ? "0" : "1"));

const typing = (el) => el?.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

function keyed(key) {
  const card = stream.selected;
  const row = card && stream.row(card);
  const is = (name) => row.classList.contains(name);
  const needs = (then) => (row ? then() : tell(fill("pick"), true));
  const top = $("r-top").dataset;
  const theme = document.querySelector(`#r-drops [data-key="${CSS.escape(key)}"]`)?.dataset.theme;
  const keys = {
    s: () => needs(() => act(is("lit") ? "spot:" : `spot:${card}`)),
    h: () => needs(() => act(is("off") || is("held") ? `show:${card}` : `hide:${card}`)),
    m: () => needs(() => stream.merge(card)),
    e: () => needs(() => stream.edit(card)),
    cancel: () => stream.select(card, { focus: true }),
    z: async () => (await act("undo")) && tell(fill("undone")),
    n: () => $("b-next")?.click(),
    "+": () => act("timer:60"),
    "-": () => act("timer:-60"),
    q: () => $("b-qr")?.click(),
    p: () => $("b-pause")?.click(),
    f: () => act(top.frozen === "1" ? "frozen:0" : "frozen:1"),
    b: () => act(top.board === "black" ? `board:${top.own}` : "board:black"),
    "?": () => openDialog("d-keys"),
  };
  if (theme !== undefined && stream.kind !== "interventions") {
    needs(() => move(card, theme));
    return true;
  }
  keys[key]?.();
  return key in keys;
}

document.addEventListener("keydown", (event) => {
  const open = document.querySelector("dialog[open]");
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    } else if (!open) stream.escape();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || open || typing(event.target)) return;
  if (stream.key(event)) return event.preventDefault();
  if (!$("keys-on").checked) return;
  if (event.repeat && !"+-".includes(event.key)) return;
  if (event.key.length === 1 && keyed(event.key.toLowerCase())) event.preventDefault();
});

document.body.dataset.net = "connecting";
document.documentElement.dataset.ready = "1";
