//! The app takes the place of the server's first screen: nobody sees it happen.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, journey_with};
use serde_json::json;

/// Looks at the page after every task that changes it and at every frame. A layout shift as the browser
/// measures it is of an element that stays: what moves because it is replaced is seen by its place.
const FRAMES: &str = "window.frames_seen = { seen: false, gaps: [], frames: 0, shift: 0, moved: [], jumps: [] };
let place = null;
(() => {
  const seen = window.frames_seen;
  const look = (when) => {
    const title = document.querySelector('MARK');
    const there = !!title && title.textContent !== '' && title.getClientRects().length > 0;
    if (there) seen.seen = true; else if (seen.seen) seen.gaps.push(when);
    if (!there || scrollY > 0) return;
    const top = title.getBoundingClientRect().top;
    if (place !== null && Math.abs(top - place) > 1) seen.jumps.push(when + ': ' + place + ' to ' + top);
    place = top;
  };
  const frame = () => { seen.frames += 1; look('frame ' + seen.frames); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  new MutationObserver(() => look('task')).observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      seen.shift += entry.value;
      for (const { node } of entry.sources) seen.moved.push(node?.className || node?.nodeName);
    }
  }).observe({ type: 'layout-shift', buffered: true });
})();";

/// What the start asks for has come.
const ASKED: &str =
    "['/v1/session', '/v1/time'].every((what) => performance.getEntriesByType('resource')
    .some((it) => it.name.includes(what) && it.responseEnd > 0))";

/// Opens a page and looks at `mark`, which is on its first screen.
fn taken_over(path: &str, mark: &str) -> Result<()> {
    journey_with(Look::with(&FRAMES.replace("MARK", mark)), async |visit| {
        visit.open(path).await?;
        visit.wait("session and time", ASKED).await?;
        visit.value("window.e2e.at = window.frames_seen.frames").await?;
        visit.wait("some frames more", "window.frames_seen.frames > window.e2e.at + 20").await?;
        let seen = visit.value("window.frames_seen").await?;
        ensure!(seen["seen"] == json!(true), "{mark} was never seen");
        ensure!(seen["gaps"] == json!([]), "{mark} was gone: {}", seen["gaps"]);
        ensure!(seen["jumps"] == json!([]), "{mark} moved: {}", seen["jumps"]);
        let shift = seen["shift"].as_f64().context("no layout shift was measured")?;
        ensure!(shift <= 0.01, "the page moved by {shift}: {}", seen["moved"]);
        Ok(())
    })
}

#[test]
fn todays_page_is_taken_over_without_an_empty_frame() -> Result<()> {
    taken_over("/", ".pick-title")
}

#[test]
fn the_deals_page_is_taken_over_without_an_empty_frame() -> Result<()> {
    taken_over("/deals", ".deal h3")
}

#[test]
fn a_product_is_taken_over_without_an_empty_frame() -> Result<()> {
    taken_over("/products/linen-dress", ".product .pick-note")
}
