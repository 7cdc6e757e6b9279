//! The start of the app and its end: program that does not come, comes slowly, or breaks off.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Visit, journey_with};
use serde_json::json;

use crate::buying;

/// The app's program.
const PROGRAM: &str = "*.wasm";
const BAR: &str = ".boot-bar";
const RELOAD: &str = ".boot-bar button";

/// Notes when the bar comes for the first time, since the page was begun.
const BAR_AT: &str = "new MutationObserver(() => {
    if (document.querySelector('.boot-bar')) window.bar_at ??= performance.now();
}).observe(document, { childList: true, subtree: true });";

/// Goes to today's page and sees the first pick; the app need not run.
async fn reads_today(visit: &Visit) -> Result<()> {
    visit.browser.web.goto(visit.shop.url("/")).await?;
    visit.wait("today's page", "location.pathname === '/' && window.e2e").await?;
    readable(visit).await
}

/// Title, note, price and picture of the first pick can be seen.
async fn readable(visit: &Visit) -> Result<()> {
    for part in [".pick-title", ".pick-note", ".pick-price"] {
        ensure!(!visit.text(&format!(".pick {part}")).await?.is_empty(), "{part} is there");
    }
    visit.wait("the picture", "document.querySelector('.pick img')?.naturalWidth > 0").await
}

fn hasty(before: &str) -> Look {
    Look { whole: false, ..Look::with(before) }
}

#[test]
fn without_the_program_the_page_is_read_and_offers_to_reload() -> Result<()> {
    journey_with(hasty(""), async |visit| {
        visit.browser.block(&[PROGRAM]).await?;
        reads_today(visit).await?;
        visit.sees(BAR, "购买功能没能打开").await?;
        ensure!(visit.text(RELOAD).await? == "重新加载", "the way out is named");
        readable(visit).await?;
        ensure!(visit.value("window.e2e.started").await? == json!(false), "it did not start");
        // Tabs and links lead on without the app, and the bar does not cover them.
        for tab in ["/deals", "/"] {
            visit.tap(&format!(".tabs a[href='{tab}']")).await?;
            visit.wait(tab, &format!("location.pathname === '{tab}'")).await?;
            visit.sees(BAR, "购买功能没能打开").await?;
        }
        visit.tap(".pick-link").await?;
        visit.wait("the product", "location.pathname.startsWith('/products/')").await?;
        visit.element(".product h1").await?;
        visit.sees(BAR, "购买功能没能打开").await?;

        visit.browser.block(&[]).await?;
        visit.tap(RELOAD).await?;
        visit.started().await?;
        ensure!(!visit.has(BAR).await?, "nothing is complained of");
        ensure!(visit.path().await?.starts_with("/products/"), "it is the same page");
        Ok(())
    })
}

#[test]
fn a_start_that_takes_ten_seconds_is_spoken_of() -> Result<()> {
    journey_with(hasty(BAR_AT), async |visit| {
        visit.browser.hold(PROGRAM).await?;
        reads_today(visit).await?;
        visit.sees(BAR, "网络有点慢").await?;
        readable(visit).await?;
        let at = visit.value("window.bar_at").await?.as_f64().context("no bar was seen")?;
        ensure!((9_900.0..14_000.0).contains(&at), "it came {at} ms after the start");
        ensure!(visit.value("window.e2e.started").await? == json!(false), "it did not start");

        visit.browser.release().await?;
        visit.started().await?;
        visit.wait("no bar", &format!("!document.querySelector({BAR:?})")).await
    })
}

/// The part of the program that comes after the start.
const LATER: &str = "*/late-*.wasm";
const FAILURE: &str = ".state[role=alert]";

#[test]
fn the_later_part_is_asked_for_again_when_the_line_is_back() -> Result<()> {
    journey_with(Look::default(), async |visit| {
        visit.browser.hold(LATER).await?;
        visit.open("/").await?;
        visit.tap(".tabs a[href='/orders']").await?;
        visit.sees(".wait", "正在打开").await?;
        visit.shop.stop();
        visit.browser.release().await?;
        visit.sees(FAILURE, "连不上店铺").await?;
        visit.shop.start().await?;
        visit.tap(&format!("{FAILURE} button")).await?;
        visit.sees("h1", "还没有订单").await?;
        ensure!(visit.path().await? == "/orders");
        Ok(())
    })
}

#[test]
fn a_page_whose_later_part_is_gone_is_loaded_anew() -> Result<()> {
    let gone = "const usual = window.fetch;
        window.fetch = async (...asked) => /late-[^/]*wasm$/.test(String(asked[0])) && !localStorage.getItem('e2e.built')
            ? new Response('', { status: 404 }) : usual(...asked);";
    journey_with(Look::with(gone), async |visit| {
        visit.open("/").await?;
        visit.tap(".tabs a[href='/account']").await?;
        visit.sees(FAILURE, "页面版本旧了").await?;
        visit.value("localStorage.setItem('e2e.built', 'yes')").await?;
        visit.value("window.stayed = true").await?;
        visit.tap(&format!("{FAILURE} button")).await?;
        visit.wait("another page", "window.stayed !== true").await?;
        visit.started().await?;
        visit.element(".account-who").await?;
        Ok(())
    })
}

/// Keeps what the program exports, of which something that is called with nonsense traps: the very end that
/// a panic has in a release.
const TRAP: &str = "const usual = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...given) => {
        const made = await usual.apply(WebAssembly, given);
        const inside = Object.values(made.instance.exports);
        // The later part exports nothing.
        const it = inside.findLast((it) => typeof it === 'function' && it.length > 2);
        if (it) window.trap = () => it(-1, -1, -1, -1);
        return made;
    };";

#[test]
pub fn a_panic_in_a_task_is_told_of_as_one_in_a_listener() -> Result<()> {
    for trap in ["queueMicrotask(trap)", "Promise.resolve().then(trap)", "setTimeout(trap)"] {
        journey_with(Look { breaks: true, ..Look::with(TRAP) }, async |visit| {
            visit.open("/").await?;
            visit.script(&format!("{trap};"), &[]).await?;
            visit.sees(BAR, "已填写的内容都保存着").await
        })?;
    }
    Ok(())
}

#[test]
fn after_a_panic_reload_brings_back_what_was_typed() -> Result<()> {
    let trap = format!("{TRAP} addEventListener('trap', () => window.trap());");
    journey_with(Look { breaks: true, ..Look::with(&trap) }, async |visit| {
        visit.open(buying::BOOKS).await?;
        buying::fill_address(visit).await?;
        visit.fill("#buy-note", "轻放").await?;
        ensure!(!visit.has(BAR).await?, "nothing has happened yet");
        // As when the program meets an instruction it cannot go on from, in a listener.
        visit.script("dispatchEvent(new Event('trap'));", &[]).await?;
        visit.sees(BAR, "已填写的内容都保存着").await?;
        visit.value("window.stayed = true").await?;
        visit.tap(RELOAD).await?;
        visit.wait("another page", "window.stayed !== true").await?;
        visit.started().await?;
        visit.element("#buy-street").await?;
        ensure!(!visit.has(BAR).await?, "the bar is gone");
        let typed = [
            ("name", "林晓"),
            ("phone", "13800138000"),
            ("city", "北京市"),
            ("district", "东城区"),
            ("street", "清晨路 7 号"),
            ("note", "轻放"),
        ];
        for (field, text) in typed {
            let there = format!("document.querySelector('#buy-{field}')?.value");
            let there = visit.value(&there).await?;
            ensure!(there == json!(text), "{field} holds {there}");
        }
        // And the purchase goes on.
        visit.tap(buying::PLACE).await?;
        buying::placed(visit).await?;
        Ok(())
    })
}
