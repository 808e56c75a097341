// The projected board: keeps its regions current, lets arrivals come one at a time, runs the clock.
import { connect, apply } from "./live.js";
import { calm, still } from "./board/calm.js";
import { runClock } from "./board/clock.js";
import { before, grow, step } from "./board/arrival.js";
import { takeTurns } from "./board/turns.js";

const page = document.documentElement;
const offset = Number(page.dataset.now) - Date.now(); // the server's clock tells the time in the hall
const now = () => Date.now() + offset;

const wall = calm({ apply: show, every: 1200 });
let said = document.querySelector(".is-hero")?.id;
let spoken = 0;
let waiting = null;

connect({
  page: "board",
  onFrame(frame) {
    wall.take(frame);
    return false;
  },
  onState: tell,
});
runClock(now);
step.start();
const stopOrGo = takeTurns(page, page.lang);
addEventListener("keydown", keys);

/** Puts a frame on the wall: what the page follows first, then the regions, then the movement. */
function show(frame) {
  const was = before();
  apply(frame);
  follow();
  if (!still()) page.classList.add("moves");
  grow(was);
  step.refresh();
  announce();
}

function follow() {
  const frame = document.getElementById("r-frame");
  page.dataset.board = frame.dataset.board;
  page.dataset.state = frame.dataset.state;
  if (!("themeFixed" in page.dataset)) page.dataset.theme = frame.dataset.theme;
}

/** The newest statement for those who listen, at most once in six seconds. */
function announce() {
  const hero = document.querySelector(".is-hero");
  const news = document.getElementById("news");
  // What left the wall must not be read out or found here either.
  if (said && !document.getElementById(said)) news.textContent = "";
  if (!hero || hero.id === said) return;
  const wait = spoken + 6000 - Date.now();
  if (wait > 0) {
    waiting ??= setTimeout(() => ((waiting = null), announce()), wait);
    return;
  }
  const words = [...hero.querySelectorAll(".hero-k b, .voice")].map((el) => el.textContent.trim());
  news.textContent = news.dataset.text.replace("{text}", words.join(": "));
  said = hero.id;
  spoken = Date.now();
}

function tell(state) {
  const strip = document.getElementById("offline");
  const away = state.status === "offline" || state.status === "gone" || state.status === "refused";
  page.classList.toggle("is-away", away);
  page.dataset.live = state.status;
  if (!away) return;
  const at = new Date(state.at + offset);
  const time = `${at.getHours()}.${String(at.getMinutes()).padStart(2, "0")}`;
  const text = state.status === "offline" ? strip.dataset.text.replace("{time}", time) : strip.dataset.gone;
  strip.querySelector("span").textContent = text;
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  if (key === "f") return document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen?.();
  if (key === "p") return stopOrGo();
  if (key !== "t") return;
  if (page.dataset.view === "table") delete page.dataset.view;
  else page.dataset.view = "table";
}
