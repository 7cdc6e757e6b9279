//! Without a line, or without the shop: what was read last is there, and says how old it is.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, journey, journey_with};
use serde_json::json;

/// What a page of a static host is: nothing of it came with the HTML.
const BARE: &str = "document.addEventListener('readystatechange', () => {
    document.getElementById('picklive-first')?.remove();
});";

/// The note is written anew ten times a second in the place of once a minute.
const QUICK: &str = "{
    const { setInterval } = window;
    window.setInterval = (run, ms, ...more) => setInterval(run, ms === 60000 ? 100 : ms, ...more);
}";

/// Three hours pass on the phone.
const LATER: &str = "{
    const { now } = Date;
    Date.now = () => now.call(Date) + 3 * 3600 * 1000;
}";

#[test]
fn without_a_line_the_last_edition_is_there_with_its_age() -> Result<()> {
    journey_with(Look::with(QUICK), async |visit| {
        visit.open("/").await?;
        let title = visit.text(".pick-title").await?;
        visit.open("/deals").await?;
        visit.wait("the part that comes later", "window.e2e.started").await?;
        visit.browser.online(false).await?;
        visit.tap(".tab[href='/']").await?;
        visit.sees(".pick-title", &title).await?;
        visit.sees(".stale", "没能更新，下面是刚才的内容").await?;
        // It is looked at for a long time.
        visit.script(LATER, &[]).await?;
        visit.sees(".stale", "没能更新，下面是 3 小时前的内容").await?;
        visit.browser.online(true).await?;
        visit.wait("today's as it is now", "!document.querySelector('.stale')").await
    })
}

#[test]
fn what_was_read_on_the_same_visit_says_how_old_it_is() -> Result<()> {
    journey(async |visit| {
        visit.open("/deals").await?;
        visit.tap(".tab[href='/']").await?;
        visit.element(".pick-title").await?;
        visit.tap(".tab[href='/deals']").await?;
        visit.arrives("/deals").await?;
        visit.script(LATER, &[]).await?;
        visit.browser.online(false).await?;
        visit.tap(".tab[href='/']").await?;
        visit.element(".pick-title").await?;
        visit.sees(".stale", "没能更新，下面是 3 小时前的内容").await
    })
}

#[test]
fn a_page_of_a_static_host_whose_shop_is_away_shows_the_last_edition() -> Result<()> {
    journey_with(Look::with(BARE), async |visit| {
        visit.open("/").await?;
        let title = visit.text(".pick-title").await?;
        let kept = "['shop', 'edition'].every((it) => localStorage.getItem(`picklive.${it}`))";
        visit.wait("what is remembered", kept).await?;
        visit.browser.block(&["*/v1/*"]).await?;
        visit.open("/").await?;
        visit.sees(".pick-title", &title).await?;
        visit.sees(".stale", "没能更新，下面是").await?;
        // By the address of another page, too, one comes to it.
        visit.open("/deals").await?;
        visit.sees("[role=alert]", "连不上店铺").await?;
        visit.tap(".tab[href='/']").await?;
        visit.sees(".pick-title", &title).await?;
        visit.browser.block(&[]).await?;
        visit.tap(".stale .link").await?;
        visit.wait("today's as it is now", "!document.querySelector('.stale')").await
    })
}

#[test]
fn what_a_shop_that_is_away_said_of_itself_is_marked_as_old_and_stays_when_it_is_back() -> Result<()>
{
    journey_with(Look::with(BARE), async |visit| {
        visit.open("/policies/returns").await?;
        let title = visit.text("h1").await?;
        let kept = "localStorage.getItem('picklive.shop') !== null";
        visit.wait("what is remembered", kept).await?;
        visit.browser.block(&["*/v1/*"]).await?;
        visit.open("/policies/returns").await?;
        visit.sees("h1", &title).await?;
        visit.sees(".stale", "没能更新，下面是").await?;
        visit.value("document.querySelector('h1').was_there = true").await?;
        visit.browser.block(&[]).await?;
        visit.tap(".stale .link").await?;
        visit.wait("the shop as it is now", "!document.querySelector('.stale')").await?;
        let same = visit.value("document.querySelector('h1').was_there ?? false").await?;
        ensure!(same == json!(true), "the page is not drawn anew");
        Ok(())
    })
}
