//! A page asks again and again only for what nobody tells it.

use anyhow::Result;
use picklive_e2e::{Look, Visit, journey_with, now};

use crate::clock;

/// Makes the timer quick by which the deals page asks, counts how often it came, and what was asked for of drops.
const QUICK: &str = "{
    const { fetch, setInterval } = window;
    window.turns = window.asked = 0;
    window.setInterval = (run, ms, ...more) => ms === 10000
        ? setInterval(() => { window.turns += 1; run(); }, 100)
        : setInterval(run, ms, ...more);
    window.fetch = (url, init) => {
        const path = String(url);
        if (path.includes('/v1/drops')) window.asked += 1;
        if (CUT && path.includes('/v1/events')) return Promise.reject(new TypeError('cut off'));
        return fetch(url, init);
    };
}";

/// Nothing was asked for during thirty turns of the timer.
const QUIET: &str = "(() => {
    if (window.asked !== window.before) {
        window.before = window.asked;
        window.since = window.turns;
    }
    return window.turns - window.since >= 30;
})()";

/// Looks at a drop that is on; the events are `cut` off, or reach the page.
fn during_a_drop(cut: bool, look: impl AsyncFnOnce(&mut Visit) -> Result<()>) -> Result<()> {
    let quick = QUICK.replace("CUT", &cut.to_string());
    journey_with(Look::with(&quick), async |visit| {
        let at = now()?;
        visit.shop.only_drop(clock::TITLE, at - 60_000, at + 600_000, clock::DEAL)?;
        visit.open("/deals").await?;
        visit.wait("an open deal", &format!("{} === 'open'", clock::STATE)).await?;
        look(visit).await
    })
}

#[test]
fn a_page_that_is_told_does_not_ask() -> Result<()> {
    during_a_drop(false, async |visit| visit.wait("a page that asks for nothing", QUIET).await)
}

#[test]
fn a_page_that_nothing_is_told_asks() -> Result<()> {
    during_a_drop(true, async |visit| {
        visit.wait("questions", "window.asked >= 3").await?;
        visit.shop.deal_left(0)?;
        visit.wait("a button that is shut", &format!("{} === 'shut'", clock::STATE)).await
    })
}
