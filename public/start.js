// Starts the app once the first screen with its first picture has been painted: what is read comes before
// what is tapped, and what is replaced in the middle of being painted is painted twice. Whatever of this a
// browser does not tell of, or a tab in the background does not do, is not waited for.
const told = (type, wanted) => new Promise((done) => {
  if (!PerformanceObserver.supportedEntryTypes.includes(type)) return done();
  new PerformanceObserver((list) => list.getEntries().some(wanted) && done()).observe({ type, buffered: true });
});
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const picture = document.querySelector("img[fetchpriority=high]");
const there = () => new Promise((done) => {
  if (!picture || picture.complete) return done();
  picture.addEventListener("load", done);
  picture.addEventListener("error", done);
});
const painted = async () => {
  await Promise.all([there(), told("paint", () => true)]);
  if (picture) await Promise.race([told("largest-contentful-paint", (it) => it.element === picture), pause(200)]);
};
// What the app says, by language, in a file each; none in a build that has them in the program.
const texts = {};
const page = document.documentElement;
if (!document.getElementById("picklive-first")) {
  // A server that has drawn the page has chosen the language. Here the address says it, and is remembered.
  try {
    // As the app names what it remembers: each shop of a host for itself.
    const base = new URL(document.baseURI).pathname;
    const name = `picklive${base === "/" ? "." : base}lang`;
    const known = (text) => /^(zh|en)\b/i.exec(text)?.[1].toLowerCase();
    const asked = known(new URLSearchParams(location.search).get("lang"));
    if (asked) localStorage.setItem(name, asked);
    const kept = known(localStorage.getItem(name));
    if (kept) page.lang = kept === "en" ? "en" : "zh-CN";
  } catch {
    // Storage may be blocked: then the address says it each time.
  }
}
const theirs = texts[page.lang.slice(0, 2)] || texts.zh;
if (!document.hidden) await Promise.race([painted(), pause(2000)]);
const program = fetch(wasm);
// What comes after the start; where nothing is read, that is what the page was opened for.
const part = document.querySelector("meta[name=picklive-part]").content;
if (part && !picture) fetch(part).catch(() => {});
// What plays streams, fetched when one is opened (src/platform/video/hls.rs).
window.picklivePlayer = (again) => import(new URL("player.mjs" + again, document.baseURI).href);
// Who opens a room at once needs both for it; from elsewhere they come when a room is gone to.
const rooms = document.querySelector("link[rel=rooms]");
if (rooms && /\/live\/./.test(location.pathname)) {
  fetch(rooms.dataset.part).catch(() => {});
  window.picklivePlayer("").catch(() => {});
}
const said = theirs && fetch(theirs);
// The sheets of what is drawn after the start; absent where all stand in the page.
const late = document.querySelector("link[rel=late]");
const styled = late && new Promise((done, failed) => {
  late.onload = done;
  late.onerror = failed;
  late.rel = "stylesheet";
});
// The whole address: Safari takes what an inline module imports from the page's own address, not from `base`.
const { default: init } = await import(new URL(script, document.baseURI).href);
await styled;
if (said) {
  const answer = await said;
  if (!answer.ok) throw new Error(theirs);
  const meta = document.createElement("meta");
  meta.name = "picklive-texts";
  meta.content = await answer.text();
  document.head.append(meta);
}
await init({ module_or_path: program });
// What nothing waited for.
document.querySelector("link[rel=icon]").href = "icon.svg";
for (const { href } of document.querySelectorAll("link[rel=late-script]")) import(href);
// What opens the shop without a line (public/sw.js), once the line has nothing else to do. Where the page may not have
// it, the shop needs a line.
const worker = () => {
  const rules = { createScriptURL: () => new URL("sw.js", document.baseURI).href };
  const policy = window.trustedTypes?.createPolicy("picklive-worker", rules) || rules;
  navigator.serviceWorker.register(policy.createScriptURL("")).catch(() => {});
};
if ("serviceWorker" in navigator) setTimeout(worker, 2000);
