// What a person wrote, kept on the phone until the room has it. Pure: store, network, clock and lock are handed in.
//
// An item is {id, at, method, path, body, state, tries, problem}. `id` is its Idempotency-Key, so that a resend is answered
// again and nothing is made twice. State: `waiting` (to be sent), `sending`, `refused` (the room said no; it can be
// changed and sent again under a new id). What was sent leaves the store.
import { backoff, retryAfter } from "./backoff.js";
import { uuid } from "./ids.js";

const REFUSALS = new Set([400, 401, 403, 404, 409, 410, 413, 415, 422]);

export class Outbox {
  /**
   * store: {all(), put(item), remove(id)}, all async. send(item) → {status, headers: {get}, json()}; throws when the network
   * fails. lock(work): runs `work` in one tab at a time, or not at all. onChange(items), onSent(item, answer).
   */
  constructor({ store, send, lock = (work) => work(), onChange = () => {}, onSent = () => {}, now = Date.now, wait = later, newId = uuid, random = Math.random }) {
    Object.assign(this, { store, send, lock, onChange, onSent, now, wait, newId, random });
    this.items = [];
    this.failures = 0;
    this.retryAt = null;
    this.stopWaiting = () => {};
    this.flushing = null;
    this.again = false;
    this.notBefore = 0;
    this.held = null; // the item that somebody is changing: it waits
  }

  /** What an earlier visit left: an item that was on its way may have arrived or not, so it goes again. */
  async load() {
    await this.#read();
    return this.flush();
  }

  /** Keeps an item; resolves when it is safe on the device, not when it was sent. */
  async add({ method = "POST", path, body }) {
    const item = { id: this.newId(), at: this.now(), method, path, body, state: "waiting", tries: 0, problem: null };
    await this.store.put(item);
    await this.#read();
    this.flush();
    return item;
  }

  /** Keeps an item back while somebody changes it, else its old words would go out beside the new. False when it is on
   *  its way or gone. */
  hold(id) {
    const item = this.items.find((one) => one.id === id);
    if (!item || item.state === "sending") return false;
    this.held = id;
    return true;
  }

  /** What was held goes as it is: nobody is changing it any more. */
  letGo() {
    if (this.held === null) return;
    this.held = null;
    this.flush();
  }

  /** Other words for an item that has not arrived. Once it was on its way the old id may be known: it gets a new one. */
  async change(id, body) {
    const old = this.items.find((item) => item.id === id);
    if (!old || old.state === "sending") return null;
    const item = { ...old, body, id: old.tries ? this.newId() : old.id, state: "waiting", tries: 0, problem: null };
    if (item.id !== old.id) await this.store.remove(old.id);
    await this.store.put(item);
    if (this.held === id) this.held = null;
    await this.#read();
    this.flush();
    return item;
  }

  /** Takes an item out for good; null when it is on its way. */
  async remove(id) {
    const item = this.items.find((one) => one.id === id);
    if (!item || item.state === "sending") return null;
    await this.store.remove(id);
    await this.#read();
    return item;
  }

  /** Tries now, whatever the waiting time was. */
  hurry() {
    this.stopWaiting();
    return this.flush();
  }

  /** Sends what waits, oldest first, one at a time. */
  flush() {
    if (this.flushing) {
      this.again = true; // whatever came in since the last look is looked at once more
      return this.flushing;
    }
    this.again = false;
    this.flushing = Promise.resolve(this.lock(() => this.#run())).finally(() => {
      this.flushing = null;
      if (this.again && this.retryAt === null) this.flush();
    });
    return this.flushing;
  }

  // ---- private

  async #run() {
    this.stopWaiting();
    for (;;) {
      await this.#read();
      const item = this.items.find((one) => one.state !== "refused" && one.id !== this.held);
      if (!item) return this.#calm();
      const asked = this.notBefore - this.now(); // the server said when: no sooner
      const pause = asked > 0 ? asked : await this.#attempt(item);
      if (pause === null) continue;
      this.retryAt = this.now() + pause;
      this.#tell();
      this.stopWaiting = this.wait(pause, () => this.flush());
      return undefined;
    }
  }

  /** Null when the next one may go, else how long to wait (ms). */
  async #attempt(item) {
    this.retryAt = null;
    Object.assign(item, { state: "sending", tries: item.tries + 1 });
    await this.store.put(item);
    this.#tell();
    let answer;
    try {
      answer = await this.send(item);
    } catch {
      return this.#later(item);
    }
    if (answer.status >= 200 && answer.status < 300) {
      const data = await answer.json().catch(() => ({}));
      await this.store.remove(item.id);
      this.failures = 0;
      await this.#read();
      this.onSent(item, data);
      return null;
    }
    if (REFUSALS.has(answer.status)) {
      const problem = await answer.json().catch(() => ({}));
      await this.store.put({ ...item, state: "refused", problem: { ...problem, status: answer.status } });
      this.failures = 0;
      await this.#read();
      return null;
    }
    return this.#later(item, retryAfter(answer.headers.get("Retry-After"), this.now()));
  }

  async #later(item, asked = null) {
    await this.store.put({ ...item, state: "waiting" });
    await this.#read();
    const own = backoff(this.failures, { base: 1000, cap: 30_000, random: this.random });
    this.failures += 1;
    // Everyone who was asked to wait comes back spread over half a second more.
    const pause = asked === null ? own : asked + Math.round(this.random() * 500);
    if (asked !== null) this.notBefore = this.now() + pause;
    return pause;
  }

  async #read() {
    const items = await this.store.all();
    this.items = items.sort((a, b) => a.at - b.at);
    this.#tell();
  }

  #calm() {
    this.retryAt = null;
    this.#tell();
  }

  #tell() {
    this.onChange(this.items, this.retryAt);
  }
}

function later(milliseconds, action) {
  const timer = setTimeout(action, milliseconds);
  return () => clearTimeout(timer);
}
