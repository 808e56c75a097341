// The outbox against a server that fails in every way. Network and clock are handed in; nothing sleeps.
import assert from "node:assert/strict";
import test from "node:test";

import { uuid } from "../../static/js/ids.js";
import { Outbox } from "../../static/js/outbox.js";

const memory = () => {
  const kept = new Map();
  return {
    kept,
    all: async () => structuredClone([...kept.values()]),
    put: async (item) => void kept.set(item.id, structuredClone(item)),
    remove: async (id) => void kept.delete(id),
  };
};
const answer = (status, data = {}, headers = {}) => ({ status, json: async () => data, headers: { get: (name) => headers[name] ?? null } });

/** An outbox with a script of answers; a function in it is called with the item, "down" is no network. */
function stage(script, store = memory()) {
  const calls = [];
  const sent = [];
  const waits = [];
  let clock = 1000;
  const outbox = new Outbox({
    store,
    now: () => clock++,
    random: () => 1,
    wait: (ms, action) => {
      const entry = { ms, action };
      waits.push(entry);
      return () => waits.splice(waits.indexOf(entry) >>> 0, 1);
    },
    send: async (item) => {
      calls.push({ id: item.id, body: item.body });
      const next = script.shift() ?? answer(201);
      if (next === "down") throw new TypeError("network");
      return typeof next === "function" ? next(item) : next;
    },
    onSent: (item, data) => sent.push([item.id, data]),
  });
  const idle = async () => {
    while (outbox.flushing) await outbox.flushing;
  };
  /** The waiting time is over. */
  const ring = async () => {
    const { ms, action } = waits.shift();
    clock += ms;
    action();
    await idle();
  };
  return { outbox, store, calls, sent, waits, idle, ring };
}

test("what is written is kept before it is sent, and gone once the room has it", async () => {
  const s = stage([(item) => (assert.equal(s.store.kept.get(item.id).state, "sending"), answer(201, { id: "c1" }))]);
  const item = await s.outbox.add({ path: "/findings", body: { text: "a" } });
  await s.idle();
  assert.deepEqual(s.sent, [[item.id, { id: "c1" }]]);
  assert.equal(s.store.kept.size, 0);
});

test("without network it waits and goes again under the same key, in the order written", async () => {
  const s = stage(["down", "down"]);
  const a = await s.outbox.add({ path: "/findings", body: { text: "a" } });
  await s.idle();
  assert.equal(s.store.kept.get(a.id).state, "waiting");
  await s.ring();
  const first = s.waits[0].ms;
  await s.ring();
  assert.ok(first > 0);
  assert.deepEqual(s.calls.map((call) => call.id), [a.id, a.id, a.id]);
  assert.equal(s.store.kept.size, 0);
});

test("several items written without network arrive once each, oldest first", async () => {
  const s = stage(["down"]);
  for (const text of ["a", "b", "c"]) await s.outbox.add({ path: "/findings", body: { text } });
  await s.idle();
  await s.outbox.hurry();
  await s.idle();
  const arrived = s.sent.length;
  assert.equal(arrived, 3);
  assert.deepEqual(s.calls.slice(-3).map((call) => call.body.text), ["a", "b", "c"]);
});

test("a Retry-After is honoured, also when the person writes on or the connection comes back", async () => {
  const s = stage([answer(429, {}, { "Retry-After": "7" })]);
  await s.outbox.add({ path: "/findings", body: { text: "a" } });
  await s.idle();
  assert.ok(s.waits[0].ms >= 7000);
  await s.outbox.add({ path: "/findings", body: { text: "b" } });
  await s.idle();
  await s.outbox.hurry();
  await s.idle();
  assert.equal(s.calls.length, 1);
  await s.ring();
  assert.equal(s.calls.length, 3);
  assert.equal(s.store.kept.size, 0);
});

test("what the room refuses stays with its reason, holds up nobody, and can be changed under a new key", async () => {
  const s = stage([answer(422, { detail: "too long" })]);
  const a = await s.outbox.add({ path: "/findings", body: { text: "a" } });
  await s.outbox.add({ path: "/findings", body: { text: "b" } });
  await s.idle();
  assert.equal(s.store.kept.get(a.id).state, "refused");
  assert.equal(s.store.kept.get(a.id).problem.detail, "too long");
  assert.equal(s.sent.length, 1);
  const changed = await s.outbox.change(a.id, { text: "shorter" });
  await s.idle();
  assert.notEqual(changed.id, a.id);
  assert.deepEqual(s.calls.at(-1), { id: changed.id, body: { text: "shorter" } });
  assert.equal(s.store.kept.size, 0);
});

test("what somebody is changing waits, holds up nobody, and goes out once with the new words only", async () => {
  const s = stage(["down"]);
  const a = await s.outbox.add({ path: "/findings", body: { text: "first" } });
  await s.idle();
  assert.equal(s.outbox.hold(a.id), true);
  await s.outbox.add({ path: "/findings", body: { text: "other" } });
  await s.outbox.hurry();
  await s.idle();
  assert.deepEqual(s.calls.map((call) => call.body.text), ["first", "other"]);
  const changed = await s.outbox.change(a.id, { text: "better" });
  await s.idle();
  assert.notEqual(changed.id, a.id);
  assert.deepEqual(s.calls.map((call) => call.body.text), ["first", "other", "better"]);
  assert.equal(s.store.kept.size, 0);
});

test("what was held and left as it was goes as it is", async () => {
  const s = stage(["down"]);
  const a = await s.outbox.add({ path: "/findings", body: { text: "first" } });
  await s.idle();
  s.outbox.hold(a.id);
  await s.outbox.hurry();
  assert.equal(s.calls.length, 1);
  s.outbox.letGo();
  await s.idle();
  assert.deepEqual(s.sent.map(([id]) => id), [a.id]);
});

test("what is on its way cannot be held or changed", async () => {
  let arrive;
  const s = stage([() => new Promise((resolve) => (arrive = () => resolve(answer(201))))]);
  const a = await s.outbox.add({ path: "/findings", body: { text: "first" } });
  while (!arrive) await null;
  assert.equal(s.outbox.hold(a.id), false);
  assert.equal(await s.outbox.change(a.id, { text: "better" }), null);
  arrive();
  await s.idle();
  assert.deepEqual(s.sent.map(([id]) => id), [a.id]);
});

test("an item that was on its way when the page went is sent again with its own key", async () => {
  const store = memory();
  await store.put({ id: "k", at: 1, method: "POST", path: "/findings", body: {}, state: "sending", tries: 1, problem: null });
  const s = stage([answer(200, { id: "c1" })], store);
  await s.outbox.load();
  await s.idle();
  assert.deepEqual(s.calls.map((call) => call.id), ["k"]);
  assert.equal(store.kept.size, 0);
});

test("a waiting item is taken out for good", async () => {
  const s = stage(["down"]);
  const a = await s.outbox.add({ path: "/findings", body: { text: "a" } });
  await s.idle();
  await s.outbox.remove(a.id);
  await s.outbox.hurry();
  await s.idle();
  assert.equal(s.calls.length, 1);
  assert.equal(s.sent.length, 0);
});

test("names are version 4 UUIDs and differ", () => {
  const names = new Set(Array.from({ length: 500 }, () => uuid()));
  assert.equal(names.size, 500);
  for (const name of names) assert.match(name, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
