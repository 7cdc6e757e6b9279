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

/// The app's files are kept, and what was read.
const KEPT: &str = "await navigator.serviceWorker.ready;
    const keeps = async () => {
        const kept = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
        const all = (await Promise.all(kept.map((it) => it.keys()))).flat().map(({ url }) => url);
        return localStorage.getItem('picklive.edition') && navigator.serviceWorker.controller !== null && all.some((url) => url.endsWith('/shell.html'));
    };
    while (!await keeps()) await new Promise((done) => setTimeout(done, 50));
    return true;";

#[test]
pub fn a_shop_that_was_opened_before_opens_without_a_line() -> Result<()> {
    journey(async |visit| {
        visit.open("/").await?;
        let title = visit.text(".pick-title").await?;
        visit.answer(KEPT).await?;
        visit.shop.stop();
        visit.open("/").await?;
        visit.sees(".pick-title", &title).await?;
        visit.sees(".stale", "没能更新，下面是").await?;
        // An address that was never opened starts the app, too, which says what is the matter.
        visit.open("/deals").await?;
        visit.sees("[role=alert]", "连不上店铺").await?;
        visit.shop.start().await?;
        visit.open("/deals").await?;
        visit.element(".deal").await?;
        visit.open("/").await?;
        ensure!(!visit.has(".stale").await?, "today's as it is now");
        Ok(())
    })
}

#[test]
fn another_build_takes_the_place_of_the_kept_one() -> Result<()> {
    journey(async |visit| {
        visit.open("/").await?;
        visit.answer(KEPT).await?;
        // As if what is kept were of a build long ago.
        let old = "const [name] = await caches.keys(), kept = await caches.open(name);
            const shell = (await kept.keys()).find(({ url }) => url.endsWith('/shell.html')).url;
            const file = new URL('app-00000000deadbeef.js', shell).href;
            const html = '<html lang=\"zh-CN\"><p id=\"app\">app-00000000deadbeef.js</p>';
            await kept.put(shell, new Response(html, { headers: { 'content-type': 'text/html' } }));
            await kept.put(file, new Response(''));
            await kept.put(file.replace('dead', 'd00d'), new Response(''));
            return true;";
        visit.answer(old).await?;
        visit.open("/deals").await?;
        let renewed = "const [name] = await caches.keys(), kept = await caches.open(name);
            const has = async (end) => (await kept.keys()).some(({ url }) => url.endsWith(end));
            while (!await has('.wasm') || await has('d00dbeef.js')) await new Promise((done) => setTimeout(done, 50));
            const shell = await (await kept.match(new URL('shell.html', document.baseURI))).text();
            return [shell.includes('deadbeef'), await has('deadbeef.js')];";
        // The build before stays for pages that are still open.
        ensure!(visit.answer(renewed).await? == json!([false, true]), "the new one is kept");
        Ok(())
    })
}
