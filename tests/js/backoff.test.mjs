import assert from "node:assert/strict";
import test from "node:test";

import { backoff, retryAfter } from "../../static/js/backoff.js";

test("waits grow, stay under the cap, and are spread", () => {
  assert.equal(backoff(0, { random: () => 1 }), 500);
  assert.equal(backoff(0, { random: () => 0 }), 250);
  assert.ok(backoff(3, { random: () => 1 }) > backoff(2, { random: () => 1 }));
  assert.equal(backoff(50, { random: () => 1 }), 15_000);
});

test("Retry-After is read as seconds or as a date, and nothing else", () => {
  assert.equal(retryAfter("3"), 3000);
  assert.equal(retryAfter("Thu, 01 Jan 1970 00:00:10 GMT", 4000), 6000);
  assert.equal(retryAfter("soon"), null);
  assert.equal(retryAfter(null), null);
});
