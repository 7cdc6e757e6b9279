//! Finding something in the shop, and coming back to what was found: nothing is lost, and nothing is searched that
//! nobody wrote.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, Visit, journey, journey_with};
use serde_json::json;

const FIELD: &str = "#search-text";
const ROWS: &str = "document.querySelectorAll('.found-row').length";
/// The button for further ones.
const MORE: &str = ".more button";

/// Opens everything the shop has, two pages of it, at its end; gives how many there are.
async fn all(visit: &Visit) -> Result<i64> {
    visit.shop.everything_is_out()?;
    visit.open("/search").await?;
    visit.wait("the first page", &format!("{ROWS} === 20")).await?;
    visit.tap(MORE).await?;
    visit.wait("the second page", &format!("{ROWS} > 20")).await?;
    Ok(visit.value(ROWS).await?.as_i64().unwrap_or_default())
}

#[test]
pub fn what_is_typed_is_found_and_can_be_come_back_to() -> Result<()> {
    journey(async |visit| {
        visit.open("/").await?;
        visit.tap("a[href='/search']").await?;
        visit.arrives("/search").await?;
        visit.element(".found-row").await?;
        visit.fill("#search-text", "亚麻裙").await?;
        visit.sees(".found-row", "亚麻").await?;
        visit
            .wait("the address", "location.search === '?q=' + encodeURIComponent('亚麻裙')")
            .await?;
        visit.tap(".found-row").await?;
        visit.arrives("/products/linen-dress").await?;
        visit.value("history.back()").await?;
        visit.sees(".found-row", "亚麻").await?;
        ensure!(
            visit.value("document.querySelector('#search-text').value").await? == json!("亚麻裙")
        );
        // It is remembered for the next time.
        visit.open("/search").await?;
        visit.sees(".chip", "亚麻裙").await?;
        visit.tap(".chip").await?;
        visit.wait("what was found", "document.querySelectorAll('.found-row').length === 1").await
    })
}

#[test]
fn when_nothing_is_found_the_page_says_what_to_do() -> Result<()> {
    journey(async |visit| {
        visit.open("/search?q=zzzzzz").await?;
        visit.sees("main", "没有找到“zzzzzz”").await?;
        visit.sees("main a", "看看今天的精选").await?;
        // What was typed stays when the line is gone, and is searched when it is back.
        visit.browser.online(false).await?;
        visit.fill("#search-text", "茶").await?;
        visit.sees("main", "网络").await?;
        visit.browser.online(true).await?;
        visit.sees(".found-row", "茶").await
    })
}

#[test]
fn coming_back_one_is_where_one_was() -> Result<()> {
    journey(async |visit| {
        let count = all(visit).await?;
        visit.tap("li:last-child > .found-row").await?;
        visit.arrives("/products/").await?;
        visit.element(".product h1").await?;
        visit.value("history.back()").await?;
        visit.wait("as many", &format!("{ROWS} === {count}")).await?;
        let seen = "(() => {
            const at = document.querySelector('li:last-child > .found-row').getBoundingClientRect();
            return at.top > 0 && at.top < innerHeight;
        })()";
        visit.wait("the row that was tapped", seen).await?;
        ensure!(!visit.is_at(FIELD).await?, "the field would bring the keyboard up");
        Ok(())
    })
}

#[test]
fn a_page_that_is_looked_at_again_shows_as_much_as_before() -> Result<()> {
    let counted = "{
        const fetch = window.fetch;
        window.pages = 0;
        window.fetch = async (url, init) => {
            const answer = await fetch(url, init);
            if (!String(url).includes('/v1/products?')) return answer;
            const text = await answer.text();
            setTimeout(() => { window.pages += 1; });
            return new Response(text, { status: answer.status, headers: answer.headers });
        };
    }";
    journey_with(Look::with(counted), async |visit| {
        let count = all(visit).await?;
        visit
            .value(
                "(document.querySelector('li:last-child > .found-row').focus(), window.pages = 0)",
            )
            .await?;
        visit.value("window.dispatchEvent(new Event('online'))").await?;
        visit.wait("both pages anew", "window.pages === 2").await?;
        ensure!(visit.value(ROWS).await? == json!(count), "nothing is gone");
        ensure!(visit.is_at("li:last-child > .found-row").await?, "the focus stays");
        Ok(())
    })
}

#[test]
fn what_was_typed_goes_along_into_the_other_language_and_the_lens_begins_anew() -> Result<()> {
    journey(async |visit| {
        visit.shop.everything_is_out()?;
        visit.open("/search").await?;
        visit.fill(FIELD, "linen").await?;
        visit.wait("the address", "location.search === '?q=linen'").await?;
        let link = "document.querySelector('.masthead-lang').getAttribute('href')";
        visit.wait("the link", &format!("{link} === '/search?q=linen&lang=en'")).await?;
        visit.tap("a[href='/search']").await?;
        let empty = "location.search === '' && document.querySelector('#search-text').value === ''";
        visit.wait("an empty field", empty).await?;
        visit.wait("all there is", &format!("{ROWS} === 20")).await?;
        visit.value("history.back()").await?;
        visit
            .wait("what was typed", "document.querySelector('#search-text').value === 'linen'")
            .await
    })
}

#[test]
fn pinyin_is_not_searched_for() -> Result<()> {
    let noted = "{
        const fetch = window.fetch;
        window.searched = [];
        window.fetch = (url, init) => {
            const q = new URL(url, location).searchParams.get('q');
            if (q) window.searched.push(q);
            return fetch(url, init);
        };
    }";
    journey_with(Look::with(noted), async |visit| {
        visit.open("/search").await?;
        visit.element(".found-row").await?;
        // The pause after which typing is searched is over before the word is chosen.
        visit
            .answer(
                "const field = document.querySelector('#search-text');
                const typed = (text) => {
                    field.value = text;
                    field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
                };
                field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
                typed('cha');
                await new Promise((done) => setTimeout(done, 500));
                typed('茶');
                field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '茶' }));",
            )
            .await?;
        visit.wait("the address", "location.search === '?q=' + encodeURIComponent('茶')").await?;
        visit.sees(".found-row", "茶").await?;
        let searched = visit.value("window.searched").await?;
        ensure!(searched == json!(["茶"]), "searched for {searched}");
        Ok(())
    })
}

#[test]
fn what_is_shown_says_what_it_was_found_for() -> Result<()> {
    journey(async |visit| {
        visit.open("/search?q=linen").await?;
        visit.sees("main [role=status]", "“linen”").await?;
        visit.browser.online(false).await?;
        visit.fill(FIELD, "zzzzzz").await?;
        visit.sees(".stale", "网络").await?;
        visit.sees("main [role=status]", "“linen”：").await?;
        visit.browser.online(true).await?;
        visit.sees("main", "没有找到“zzzzzz”").await
    })
}
