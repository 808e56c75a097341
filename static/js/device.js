// The device's side of the outbox: IndexedDB through idb-keyval, and one tab at a time. Where a browser refuses
// IndexedDB (some private windows) a memory store keeps the page working until it is closed.
import { createStore, del, entries, get, set, update } from "../vendor/idb-keyval.js";

/** Stores for one room and person: {outbox, drafts, lease}. */
export async function openStores(room, me) {
  const name = `bloesem-${room}-${me}`;
  try {
    const db = createStore(name, "kept");
    await set("probe", 1, db);
    await del("probe", db);
    return idbStores(db, name);
  } catch {
    return memoryStores();
  }
}

function idbStores(db, name) {
  const prefixed = async (prefix) => (await entries(db)).filter(([key]) => String(key).startsWith(prefix));
  return {
    outbox: {
      all: async () => (await prefixed("item:")).map(([, item]) => item),
      put: (item) => set(`item:${item.id}`, item, db),
      remove: (id) => del(`item:${id}`, db),
    },
    drafts: {
      get: (form) => get(`draft:${form}`, db),
      set: (form, draft) => set(`draft:${form}`, draft, db),
      remove: (form) => del(`draft:${form}`, db),
    },
    lock: navigator.locks ? webLock(name) : lease(db),
  };
}

function memoryStores() {
  const items = new Map();
  const drafts = new Map();
  return {
    outbox: {
      all: async () => [...items.values()],
      put: async (item) => void items.set(item.id, item),
      remove: async (id) => void items.delete(id),
    },
    drafts: {
      get: async (form) => drafts.get(form),
      set: async (form, draft) => void drafts.set(form, draft),
      remove: async (form) => void drafts.delete(form),
    },
    lock: (work) => work(),
  };
}

/** Secure origins: the browser's own lock. */
const webLock = (name) => (work) => navigator.locks.request(`${name}-outbox`, work);

const HELD = 20_000;

/** Plain http: a lease in the database. A tab that is closed while it sends loses it by time; the keys of the items make a
 * double send harmless anyway. */
function lease(db) {
  const mine = Math.random().toString(36).slice(2);
  return async (work) => {
    let won = false;
    await update("lease", (held) => {
      won = !held || held.until < Date.now() || held.by === mine;
      return won ? { by: mine, until: Date.now() + HELD } : held;
    }, db);
    if (!won) {
      await new Promise((resolve) => setTimeout(resolve, 1000 + Math.random() * 1000));
      return lease(db)(work);
    }
    const renew = setInterval(() => set("lease", { by: mine, until: Date.now() + HELD }, db), HELD / 3);
    try {
      return await work();
    } finally {
      clearInterval(renew);
      await del("lease", db);
    }
  };
}
