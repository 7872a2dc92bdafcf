// The service worker of the workplace: it keeps the files of one build, so that the page opens without a network. It never keeps an answer of the
// API: what a screen has read and may show again is that screen's matter (src/state/device.ts), and ends with the session.
//
// A new build is kept beside the old one and takes over when no page of the old one is open any more, so that a page never misses a file.
const version = __VERSION__;
const files = __FILES__;
const page = '/app/';
const patience = 4000; // ms for the page itself; then what is kept is shown

self.addEventListener('install', (event) => event.waitUntil(caches.open(version).then((cache) => cache.addAll([page, ...files]))));
self.addEventListener('activate', (event) =>
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('zc-page-') && name !== version).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  ),
);

const kept = (address) => caches.open(version).then((cache) => cache.match(address));
async function asked(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(request.url, { signal: stop.signal, credentials: 'same-origin' });
    if (answer.ok) return answer;
    return (await kept(page)) ?? answer;
  } catch (wrong) {
    const there = await kept(page);
    if (there) return there;
    throw wrong;
  } finally {
    clearTimeout(timer);
  }
}
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin || !address.pathname.startsWith(page)) return;
  if (request.mode === 'navigate') event.respondWith(asked(request));
  else if (files.includes(address.pathname)) event.respondWith(kept(address.pathname).then((there) => there ?? fetch(request)));
});
