// How long to wait before trying again: growing, capped, and spread so that a hall does not come back in one wave.

/** Milliseconds before attempt `n` (0, 1, 2 …): between half and all of base · 1.8ⁿ, at most `cap`. */
export function backoff(n, { base = 500, cap = 15_000, random = Math.random } = {}) {
  const full = Math.min(cap, base * 1.8 ** n);
  return Math.round(full * (0.5 + random() / 2));
}

/** Milliseconds that a Retry-After header asks for, or null. Seconds or an HTTP date. */
export function retryAfter(header, now = Date.now()) {
  if (!header) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
