//! The page of a product: its pictures by swipe and by arrow key, and its link shared.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, journey, journey_with};
use serde_json::json;
use thirtyfour::prelude::Key;

const DRESS: &str = "/products/linen-dress";

#[test]
fn pictures_are_swiped_and_stepped_through() -> Result<()> {
    journey(async |visit| {
        visit.open(DRESS).await?;
        visit.sees(".gallery-place", "1 / 2").await?;
        visit.swipe_left(".slides").await?;
        visit.sees(".gallery-place", "2 / 2").await?;
        ensure!(visit.has(".gallery-next[aria-disabled]").await?, "nothing is after the last");
        visit.value("document.querySelector('.slides').focus()").await?;
        visit.press(Key::Left).await?;
        visit.sees(".gallery-place", "1 / 2").await
    })
}

#[test]
fn what_was_swiped_before_the_app_ran_stays() -> Result<()> {
    journey(async |visit| {
        visit.open("/").await?;
        visit.browser.hold("*.wasm").await?;
        visit.browser.web.goto(visit.shop.url(DRESS)).await?;
        visit.swipe_left(".slides").await?;
        let second = "document.querySelector('.slides').scrollLeft >= document.querySelector('.slides').clientWidth - 1";
        visit.wait("the second picture", second).await?;
        ensure!(visit.value("window.e2e?.started === true").await? == json!(false), "too early");
        visit.browser.release().await?;
        visit.started().await?;
        visit.wait("the second picture still", second).await?;
        visit.sees(".gallery-place", "2 / 2").await
    })
}

#[test]
fn a_link_that_can_be_neither_shared_nor_copied_is_shown_to_be_copied() -> Result<()> {
    // The phone's sheet does not come, and that is not the person closing it.
    let phone =
        "navigator.share = async () => { throw new DOMException('no', 'NotAllowedError'); };
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
      window.prompt = (words, text) => { window.shown = text; return null; };";
    journey_with(Look::with(phone), async |visit| {
        visit.open(DRESS).await?;
        visit.tap(".buy-bar button:first-child").await?;
        visit.wait("the link", "!!window.shown").await?;
        let path = visit.value("new URL(window.shown).pathname").await?;
        ensure!(path == json!(DRESS), "{path} was shown");
        Ok(())
    })
}

#[test]
fn sharing_gives_the_products_link_to_the_phone() -> Result<()> {
    let phone = "navigator.share = async (what) => { window.given = what; };";
    journey_with(Look::with(phone), async |visit| {
        visit.open(DRESS).await?;
        visit.tap(".buy-bar button:first-child").await?;
        visit.wait("the phone's sheet", "!!window.given").await?;
        let path = visit.value("new URL(window.given.url).pathname").await?;
        ensure!(path == json!(DRESS), "{path} was shared");
        let title = visit.value("window.given.title").await?;
        ensure!(title.as_str().is_some_and(|title| !title.is_empty()), "{title}");
        Ok(())
    })
}

#[test]
fn where_the_phone_shares_nothing_the_link_is_copied() -> Result<()> {
    let desk = "delete Navigator.prototype.share;
      Object.defineProperty(navigator, 'clipboard', { value: {
        writeText: async (text) => { window.copied = text; },
      } });";
    journey_with(Look::with(desk), async |visit| {
        visit.open(DRESS).await?;
        visit.tap(".buy-bar button:first-child").await?;
        visit.wait("the clipboard", "!!window.copied").await?;
        let path = visit.value("new URL(window.copied).pathname").await?;
        ensure!(path == json!(DRESS), "{path} was copied");
        visit.sees(".toast", "链接").await
    })
}
