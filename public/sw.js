// Opens the shop without a line: keeps the app's own files, and a page without content to start it from. What the
// shop says is not kept here: the app remembers the last edition and says how old it is. How to get rid of it: decision
// 0015.
"use strict";
const SCOPE = self.registration.scope;
// Several shops may share an origin.
const NAME = `picklive ${SCOPE}`;
const SHELL = `${SCOPE}shell.html`;
// A name with a hash of what is in it: it never changes. Pages are looked through for such names, and may hold
// megabytes without a blank: from each letter on it is soon seen that none begins there.
const FILES = /\b[a-z_]{1,16}-[0-9a-f]{16}\.(?:js|mjs|wasm|css|txt)\b/g;
const FILE = new RegExp(`^${FILES.source}$`);
// They are kept once a room was opened: a room wants a line anyway.
const BIG = /^(?:rooms|player)-/;
// The app's own addresses (src/address.rs). Whatever else is at the shop's origin answers for itself.
const OURS = /^(?:$|(?:editions|deals|products|live|search|cart|buy|orders|account|policies)(?:\/|$))/;
// How long a page may let one wait, in milliseconds, before the app is started from what is kept.
const PATIENCE = 8000;

const named = (html) => [...new Set(html.match(FILES))];
// The build that a page starts, and its language.
const mark = (html) => [...named(html).sort(), /<html lang="([^"]*)/.exec(html)?.[1]].join();

// Someone else's page, of a wireless network that wants a login, starts no app.
const starts = (html) => html.includes('id="app"') && named(html).length > 0;

// The page without content: a server of ours has it by its name, a plain one serves nothing else.
const bare = async () => {
  for (const address of [SHELL, SCOPE]) {
    const answer = await fetch(address, { cache: "no-cache", headers: { accept: "text/html" } });
    if (answer.status === 404) continue;
    const html = answer.ok && !answer.redirected ? await answer.clone().text() : "";
    return starts(html) && !html.includes('id="picklive-first"') ? { answer, html } : null;
  }
  return null;
};

// A plain server may send a page in the place of a file that is not there.
const isFile = (answer) => answer.status === 200 && !/html/.test(answer.headers.get("content-type"));

const keep = async (seen) => {
  const kept = await caches.open(NAME);
  const old = await kept.match(SHELL);
  const before = old ? await old.text() : "";
  if (seen && (named(seen).length === 0 || mark(seen) === mark(before))) return;
  const shell = await bare();
  if (!shell) return;
  const files = named(shell.html);
  for (const file of files.filter((name) => !BIG.test(name))) {
    if (await kept.match(SCOPE + file)) continue;
    // The browser has just fetched most of them for the page.
    const answer = await fetch(SCOPE + file);
    if (!isFile(answer)) return;
    await kept.put(SCOPE + file, answer);
  }
  await kept.put(SHELL, shell.answer);
  // Pages of the build before may still be open.
  const stays = new Set([SHELL, ...[...files, ...named(before)].map((file) => SCOPE + file)]);
  for (const { url } of await kept.keys()) if (!stays.has(url)) await kept.delete(url);
};

const file = async (event) => {
  const kept = await caches.open(NAME);
  const found = await kept.match(event.request.url);
  if (found) return found;
  const answer = await fetch(event.request);
  if (isFile(answer)) {
    const copy = answer.clone();
    event.waitUntil(kept.put(event.request.url, copy).catch(() => {}));
  }
  return answer;
};

const page = async (event) => {
  const answer = (async () => (await event.preloadResponse) || fetch(event.request))();
  // Also of one that comes too late to be shown.
  const html = answer.then((came) => came.clone().text());
  event.waitUntil(Promise.all([answer, html]).then(([came, text]) => came.ok && keep(text)).catch(() => {}));
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const came = await Promise.race([answer, late]).catch(() => null);
  // Who stands before a server that is away says so in words of its own; the app does it better.
  const away = came && came.status >= 502 && came.status <= 504 && !starts(await html.catch(() => ""));
  if (came && !away) return came;
  const shell = await (await caches.open(NAME)).match(SHELL);
  return shell || answer;
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const { navigationPreload } = self.registration;
  // To start this file must not keep a page waiting.
  event.waitUntil(Promise.all([self.clients.claim(), navigationPreload?.enable()]));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET" || !url.startsWith(SCOPE)) return;
  const [path] = url.slice(SCOPE.length).split(/[?#]/);
  if (mode === "navigate") {
    if (OURS.test(path)) event.respondWith(page(event));
  } else if (FILE.test(path)) {
    event.respondWith(file(event));
  }
});
