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
if (!document.hidden) await Promise.race([painted(), pause(2000)]);
const program = fetch(wasm);
// The sheets of what is drawn after the start; absent where all stand in the page.
const late = document.querySelector("link[rel=late]");
const styled = late && new Promise((done, failed) => {
  late.onload = done;
  late.onerror = failed;
  late.rel = "stylesheet";
});
const { default: init } = await import(script);
await styled;
await init({ module_or_path: program });
