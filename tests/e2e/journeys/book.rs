//! A person's address book: kept, changed, chosen from; and where parcels do not go.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, Visit, journey, journey_with};
use serde_json::json;
use thirtyfour::prelude::Key;

use crate::{
    after::sign_in,
    buying::{self, BOOKS, PLACE},
};

/// What stands in a field of an address.
async fn has(visit: &Visit, field: &str, text: &str) -> Result<()> {
    let there = format!("document.querySelector('#buy-{field}')?.value === {}", json!(text));
    visit.wait(&format!("{text} in {field}"), &there).await
}

/// While the tab says so, the book comes when `window.give` is called.
const HELD: &str = "const usual = window.fetch;
    const given = new Promise((give) => { window.give = give; });
    window.fetch = async (...asked) => {
        const answer = await usual(...asked);
        const read = asked[1]?.method === 'GET' && String(asked[0]).endsWith('/v1/addresses');
        if (read && sessionStorage.getItem('e2e.held')) await given;
        return answer;
    };";

#[test]
fn what_was_typed_before_the_book_came_stays_and_a_tap_takes_nothing_away() -> Result<()> {
    journey_with(Look::with(HELD), async |visit| {
        sign_in(visit).await?;
        buying::order(visit).await?;
        visit.shop.comes_to("addresses", "1 = 1", 1).await?;
        let forgotten = "(localStorage.clear(), sessionStorage.clear(), sessionStorage.setItem('e2e.held', 'yes'))";
        visit.value(forgotten).await?;
        visit.open(BOOKS).await?;
        visit.fill("#buy-name", "王五").await?;
        visit.value("window.give()").await?;
        visit.element(".searches .chip").await?;
        has(visit, "name", "王五").await?;
        has(visit, "street", "").await?;
        visit.tap(".searches .chip").await?;
        has(visit, "name", "林晓").await?;
        has(visit, "street", "清晨路 7 号").await?;
        visit.sees(".searches .chip", "刚才填写的").await?;
        visit.tap(".searches .chip:last-child").await?;
        has(visit, "name", "王五").await?;
        has(visit, "street", "").await
    })
}

/// Says how often an address was to be kept.
const COUNTED: &str = "const usual = window.fetch;
    window.kept = 0;
    window.fetch = (...asked) => {
        window.kept += asked[1]?.method === 'POST' && String(asked[0]).endsWith('/v1/addresses');
        return usual(...asked);
    };";

#[test]
fn a_course_brings_no_address_into_the_book_not_even_one_that_was_removed() -> Result<()> {
    journey_with(Look::with(COUNTED), async |visit| {
        sign_in(visit).await?;
        buying::order(visit).await?;
        visit.shop.comes_to("addresses", "1 = 1", 1).await?;
        visit.open("/account").await?;
        visit.tap(".saved-act .link:last-child").await?;
        visit.shop.comes_to("addresses", "1 = 1", 0).await?;
        visit.shop.course("essay-books")?;
        visit.open(BOOKS).await?;
        visit.fill("#buy-email", "lin@example.com").await?;
        visit.tap(PLACE).await?;
        buying::placed(visit).await?;
        ensure!(visit.value("window.kept").await? == json!(0), "nothing is to be kept");
        ensure!(visit.shop.count("addresses", "1")? == 0, "it stays away");
        Ok(())
    })
}

/// The button that adds an address.
pub const ADD: &str = "#address-add";
/// The button that saves it.
pub const SAVE: &str = "dialog[open] .button-wide";

/// The focus is on an address with this in it.
async fn at_address(visit: &Visit, text: &str) -> Result<()> {
    let there = format!(
        "document.activeElement?.matches('.saved') && document.activeElement.innerText.includes({})",
        json!(text)
    );
    visit.wait(&format!("focus on {text}"), &there).await
}

#[test]
pub fn an_address_is_added_corrected_and_made_the_default() -> Result<()> {
    journey(async |visit| {
        sign_in(visit).await?;
        visit.sees(".account-part", "下单时填的地址会存在这里").await?;
        visit.tap(ADD).await?;
        visit.tap(SAVE).await?;
        visit.wait("the first that is wrong", "document.activeElement?.id === 'buy-name'").await?;
        buying::fill_address(visit).await?;
        visit.fill("#address-label", "家").await?;
        // Closed by mistake.
        visit.press(Key::Escape).await?;
        visit.wait("no sheet", "!document.querySelector('dialog[open], #buy-name')").await?;
        visit.tap(ADD).await?;
        has(visit, "street", "清晨路 7 号").await?;
        visit.tap(SAVE).await?;
        visit.sees(".saved", "家").await?;
        at_address(visit, "清晨路 7 号").await?;

        visit.tap(".saved-act .link").await?;
        visit.fill("#buy-street", "清晨路 8 号").await?;
        visit.tap(SAVE).await?;
        at_address(visit, "清晨路 8 号").await?;
        visit.shop.comes_to("addresses", "label = '家'", 1).await?;

        visit.tap(ADD).await?;
        has(visit, "street", "").await?;
        buying::fill_address(visit).await?;
        visit.fill("#buy-street", "晚霞路 1 号").await?;
        visit.tap(SAVE).await?;
        at_address(visit, "晚霞路 1 号").await?;
        visit.tap(".saved:last-child .saved-act .link").await?;
        at_address(visit, "默认").await?;
        visit.sees(".saved:first-child", "晚霞路 1 号").await?;
        visit.tap(".saved-act .link:last-child").await?;
        visit
            .wait("focus on the way back", "document.activeElement?.id === 'address-undo'")
            .await?;
        visit.tap("#address-undo").await?;
        at_address(visit, "晚霞路 1 号").await?;
        ensure!(visit.axe().await?.is_empty(), "axe finds nothing");
        Ok(())
    })
}

/// While the tab says so, the book cannot be read.
const BROKEN: &str = "const usual = window.fetch;
    window.fetch = async (...asked) => {
        const read = String(asked[0]).endsWith('/v1/addresses');
        if (!read || !sessionStorage.getItem('e2e.broken')) return usual(...asked);
        return new Response('', { status: 500 });
    };";

#[test]
fn a_book_that_cannot_be_read_says_so_and_is_read_again() -> Result<()> {
    journey_with(Look::with(BROKEN), async |visit| {
        sign_in(visit).await?;
        visit.value("sessionStorage.setItem('e2e.broken', 'yes')").await?;
        visit.open("/account").await?;
        visit.sees(".account-part [role=alert]", "店铺那边出了问题").await?;
        visit.value("sessionStorage.removeItem('e2e.broken')").await?;
        visit.tap(".account-part [role=alert] .button").await?;
        visit.sees(".account-part", "下单时填的地址会存在这里").await
    })
}

#[test]
fn where_no_parcels_go_is_greyed_out_with_the_reason() -> Result<()> {
    journey(async |visit| {
        visit.open(BOOKS).await?;
        visit.element("#buy-province").await?;
        let out = "[...document.querySelectorAll('#buy-province option:disabled')].map((it) => it.textContent)";
        let out = visit.value(out).await?;
        ensure!(out == json!(["西藏自治区（暂不配送）"]), "{out}");
        Ok(())
    })
}
