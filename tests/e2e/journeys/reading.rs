//! Reading: what is there before the app runs, how it takes over, links and the way back.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Visit, journey, journey_with};
use serde_json::{Value, json};

/// What the server says the first pick is.
struct First {
    title: String,
    note: String,
    picture: String,
}

async fn first_pick(visit: &Visit) -> Result<First> {
    let edition = visit.shop.get("/v1/editions/today").await?.json()?;
    let pick = &edition["picks"][0];
    let zh = |value: &Value| value["zh"].as_str().map(str::to_owned).context("no Chinese text");
    let picture = pick["product"]["pictures"][0]["url"].as_str().context("no picture")?;
    Ok(First {
        title: zh(&pick["product"]["title"])?,
        note: zh(&pick["note"])?,
        picture: picture.into(),
    })
}

#[test]
fn todays_picks_are_readable_before_the_app_runs() -> Result<()> {
    journey(async |visit| {
        let first = first_pick(visit).await?;
        let html = visit.shop.get("/").await?.text;
        let (body, _) = html.split_once("application/json").context("no data beside the page")?;
        let card = body.split("class=\"pick-title\"").nth(1).context("no pick in the HTML")?;
        ensure!(card.contains(&first.title), "the first pick's title");
        ensure!(card.contains(&first.note), "the first pick's note");
        ensure!(card.contains('¥'), "the first pick's price");

        visit.open("/").await?;
        ensure!(visit.text(".pick-title").await? == first.title);
        // By then everything that the start asks for has been asked for.
        let asked = |what: &str| {
            format!(
                "performance.getEntriesByType('resource').filter((it) => it.name.includes({})).length",
                json!(what)
            )
        };
        visit.wait("the session", &format!("{} > 0", asked("/v1/session"))).await?;
        visit.wait("the picture", "document.querySelector('.pick img')?.complete").await?;
        ensure!(
            visit.value(&asked(&first.picture)).await? == json!(1),
            "one request for the picture"
        );
        ensure!(visit.value(&asked("/v1/editions")).await? == json!(0), "none for the edition");
        Ok(())
    })
}

/// Looks at the page after every task that changes it and at every frame.
const FRAMES: &str = "window.frames_seen = { seen: false, gaps: [], frames: 0, shift: 0 };
(() => {
  const seen = window.frames_seen;
  const look = (when) => {
    const title = document.querySelector('.pick-title');
    const there = !!title && title.textContent !== '' && title.getClientRects().length > 0;
    if (there) seen.seen = true; else if (seen.seen) seen.gaps.push(when);
  };
  const frame = () => { seen.frames += 1; look('frame ' + seen.frames); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  new MutationObserver(() => look('task')).observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
})();";

#[test]
fn the_first_screen_is_taken_over_without_an_empty_frame() -> Result<()> {
    journey_with(Look::with(FRAMES), async |visit| {
        visit.open("/").await?;
        visit.value("window.e2e.at = window.frames_seen.frames").await?;
        visit.wait("some frames more", "window.frames_seen.frames > window.e2e.at + 20").await?;
        let seen = visit.value("window.frames_seen").await?;
        ensure!(seen["seen"] == json!(true), "the first pick was never seen");
        ensure!(seen["gaps"] == json!([]), "the first pick was gone: {}", seen["gaps"]);
        let shift = seen["shift"].as_f64().context("no layout shift was measured")?;
        ensure!(shift <= 0.01, "the page moved by {shift}");
        Ok(())
    })
}

#[test]
fn links_go_to_the_page_and_back_keeps_the_place() -> Result<()> {
    journey(async |visit| {
        visit.open("/").await?;
        let name = visit.value("document.title").await?;
        visit.value("window.stayed = true").await?;
        let link = ".pick:nth-child(4) .pick-link";
        let title = visit.text(&format!("{link} .pick-title")).await?;
        let middle = format!(
            "document.querySelector({link:?}).scrollIntoView({{ block: 'center', behavior: 'instant' }})"
        );
        visit.value(&middle).await?;
        let place = visit.value("scrollY").await?.as_f64().context("no place")?;
        ensure!(place > 812.0, "the fourth pick is below the first screen");
        visit.tap(link).await?;

        visit.sees("h1", &title).await?;
        ensure!(visit.path().await?.starts_with("/products/"));
        visit.wait("focus on the heading", "document.activeElement?.tagName === 'H1'").await?;
        visit.wait("the upper edge", "scrollY === 0").await?;
        visit.wait("the title", &format!("document.title.startsWith({})", json!(title))).await?;
        ensure!(visit.value("window.stayed").await? == json!(true), "nothing was loaded anew");

        visit.browser.web.back().await?;
        visit.sees(".pick-title", &title).await?;
        // What comes above it a moment later may move it a little, not out of sight.
        let edge = format!("document.querySelector({link:?}).getBoundingClientRect()");
        let seen = format!("{edge}.top < innerHeight && {edge}.bottom > 0 && scrollY > 0");
        visit.wait("the same place", &seen).await?;
        ensure!(visit.value("document.title").await? == name);
        Ok(())
    })
}
