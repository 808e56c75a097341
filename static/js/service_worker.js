// Opens the phone page without a connection, where the browser allows it (https or localhost). Files under a release never
// change and come from the cache; the page comes from the network, and from the cache when there is none.
const FILES = "bloesem-files";
const PAGES = "bloesem-pages";
const PHONE = /^\/r\/[^/]+(\/lotus\/[^/]+\/(put|petal\/[^/]+))?$/;
// An empty petal says in its query which one it is; of a phone page the query only chooses the screen.
const keyOf = (url) => (url.pathname.endsWith("/put") ? url.pathname + url.search : url.pathname);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(fromCache(request, url));
  else if (request.mode === "navigate" && PHONE.test(url.pathname)) event.respondWith(fromNetwork(request, url));
});

async function fromCache(request, url) {
  const cache = await caches.open(FILES);
  const known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    forgetOldReleases(cache, url.pathname.split("/")[2]);
  }
  return answer;
}

async function forgetOldReleases(cache, release) {
  for (const old of await cache.keys()) {
    if (new URL(old.url).pathname.split("/")[2] !== release) cache.delete(old);
  }
}

async function fromNetwork(request, url) {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) cache.put(keyOf(url), answer.clone());
    return answer;
  } catch (problem) {
    const known = (await cache.match(keyOf(url))) ?? (await cache.match(url.pathname));
    if (known) return known;
    throw problem;
  }
}
