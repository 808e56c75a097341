// Keeps a page current: a socket that comes back by itself, polling where sockets are blocked, regions morphed in by id.
//
//   const page = connect({ page: "board", onFrame(frame) {…}, onState(state) {…} });
//
// A frame is {seq, full, regions: {name: html}}; the root of a region has id `r-NAME`. By default its HTML is morphed in
// right after `onFrame`; when `onFrame` returns false the caller does that itself, with `apply(frame)`.
// A state is {status, at, seq, retryAt}: status `connecting`, `live`, `polling`, `offline`, `refused` or `gone`; `at` is
// when the last news or sign of life came (ms), `retryAt` when the next attempt starts.
// Elements with `data-keep` are the visitor's own (a half-typed form, an open dialog): a frame never touches them.
import { Idiomorph } from "../vendor/idiomorph.js";
import { backoff } from "./backoff.js";

const SILENCE = 40_000; // the server gives a sign of life every 15 s
const TYPED = "[data-keep][data-dirty], [data-keep]:focus-within, p[data-keep]";
const POLL = 2_000;
const SOCKET_AGAIN = 30_000; // while polling, how often a socket is tried

/** The room of this page: `<html data-room>`, else the code in the address. */
export function roomOf(doc = document) {
  return doc.documentElement.dataset.room || decodeURIComponent(doc.location.pathname.split("/")[2] || "");
}

export function connect({ page, onFrame, onState, room = roomOf(), language = document.documentElement.lang }) {
  return new Live(page, room, language, onFrame ?? (() => {}), onState ?? (() => {})).start();
}

/** Puts a frame's regions in place. Tells the document with `regions:applied`. */
export function apply(frame) {
  const names = [];
  for (const [name, html] of Object.entries(frame.regions)) {
    const region = document.getElementById(`r-${name}`);
    if (!region) continue;
    morph(region, html);
    names.push(name);
  }
  if (names.length) document.dispatchEvent(new CustomEvent("regions:applied", { detail: { names, frame } }));
  return names;
}

function morph(region, html) {
  Idiomorph.morph(region, html.trim(), {
    morphStyle: "outerHTML",
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (old, fresh) => {
        if (!(old instanceof Element)) return true;
        if (old.hasAttribute("data-keep")) return false;
        // What a visitor opened stays open: the server does not know of it.
        if (old instanceof HTMLDetailsElement && old.open && fresh instanceof Element) fresh.setAttribute("open", "");
        return true;
      },
      // A form that nobody has typed in may go with its round; a half-typed one stays until it was sent.
      beforeNodeRemoved: (old) => !(old instanceof Element && (old.matches(TYPED) || old.querySelector(TYPED))),
    },
  });
}

class Live {
  constructor(page, room, language, onFrame, onState) {
    this.page = page;
    this.query = new URLSearchParams({ as: page, ...(language ? { lang: language } : {}) });
    this.path = `/r/${encodeURIComponent(room)}`;
    this.onFrame = onFrame;
    this.onState = onState;
    this.seq = Number(document.documentElement.dataset.seq ?? -1);
    this.state = { status: "connecting", at: Date.now(), seq: this.seq, retryAt: null };
    this.failures = 0;
    this.socket = null;
    this.timer = null;
    this.closed = false;
  }

  start() {
    this.wake = () => {
      if (document.visibilityState === "visible" && this.state.status !== "live") this.again(Math.random() * 400);
    };
    this.lost = () => this.tell("offline");
    addEventListener("online", this.wake);
    addEventListener("offline", this.lost);
    document.addEventListener("visibilitychange", this.wake);
    addEventListener("pageshow", this.wake);
    this.watch = setInterval(() => this.checkSilence(), 5_000);
    this.open();
    return this;
  }

  /** Stops for good. */
  close() {
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.watch);
    removeEventListener("online", this.wake);
    removeEventListener("offline", this.lost);
    removeEventListener("pageshow", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.drop();
  }

  /** Asks for the complete view now, for example after the page wrote something. */
  refresh() {
    return this.poll().catch(() => {});
  }

  // ---- the socket

  open() {
    this.drop();
    if (this.closed) return;
    const url = new URL(`${this.path}/live?${this.query}`, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = (this.socket = new WebSocket(url));
    socket.onmessage = (event) => this.heard(socket, event.data);
    socket.onclose = (event) => this.ended(socket, event.code);
  }

  drop() {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }

  heard(socket, text) {
    if (socket !== this.socket) return;
    this.failures = 0;
    clearTimeout(this.timer);
    this.tell("live");
    this.take(JSON.parse(text));
  }

  ended(socket, code) {
    if (socket !== this.socket) return;
    this.socket = null;
    if (code === 4404) return this.stop("gone");
    this.failures += 1;
    // A socket that never opened says nothing of why; one poll tells blocked from refused from out of reach.
    this.pollThenWait();
  }

  checkSilence() {
    if (this.state.status !== "live" || Date.now() - this.state.at < SILENCE) return;
    this.drop();
    this.failures += 1;
    this.pollThenWait();
  }

  again(wait) {
    clearTimeout(this.timer);
    if (this.closed) return;
    this.timer = setTimeout(() => this.open(), wait);
  }

  // ---- polling

  async pollThenWait() {
    clearTimeout(this.timer);
    let reached = false;
    try {
      reached = await this.poll();
    } catch {
      this.tell("offline");
    }
    if (this.closed || this.socket) return;
    if (!reached) {
      const wait = backoff(this.failures);
      this.tell("offline", Date.now() + wait);
      return this.again(wait);
    }
    if (this.failures < 3) return this.again(backoff(this.failures - 1));
    this.tell("polling");
    if (Date.now() - (this.tried ?? 0) > SOCKET_AGAIN) {
      this.tried = Date.now();
      return this.again(0);
    }
    this.timer = setTimeout(() => this.pollThenWait(), POLL * (0.75 + Math.random() / 2));
  }

  /** True when the server answered with a view or a sign of life. */
  async poll() {
    const answer = await fetch(`${this.path}/frames?${this.query}&since=${this.seq}`, {
      headers: { Accept: "application/json" },
      cache: "no-store",
    });
    if (answer.status === 404) this.stop("gone");
    if (answer.status === 401 || answer.status === 403) this.stop("refused");
    if (!answer.ok) return false;
    const frame = await answer.json();
    this.state.at = Date.now();
    this.take(frame);
    return true;
  }

  // ---- both

  take(frame) {
    // A room that counts lower than we do was restored from a copy: its complete view is still the truth.
    if (frame.full || frame.seq > this.seq) this.seq = frame.seq;
    this.state.seq = this.seq;
    if (!Object.keys(frame.regions).length) return;
    if (this.onFrame(frame) !== false) apply(frame);
  }

  stop(status) {
    this.tell(status);
    this.close();
  }

  tell(status, retryAt = null) {
    if (this.closed) return;
    const at = status === "live" || status === "polling" ? Date.now() : this.state.at;
    const changed = status !== this.state.status || retryAt !== this.state.retryAt;
    this.state = { status, at, seq: this.seq, retryAt };
    if (changed) this.onState(this.state);
  }
}
