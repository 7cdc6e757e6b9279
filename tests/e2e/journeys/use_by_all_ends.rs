//! Everybody can use it, also where things end or have changed, and on screens of other widths.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, Visit, journey_with};
use serde_json::json;

use crate::{
    buying::{self, BOOKS, PLACE},
    digital::{COURSE, VOUCHERS},
    fresh::LOOKED_AT,
    merchant,
    use_by_all::{Found, english},
};

#[test]
fn axe_finds_nothing_where_an_order_ends_in_chinese() -> Result<()> {
    journey_with(Look::default(), async |visit| ends(visit).await)
}

#[test]
fn axe_finds_nothing_where_an_order_ends_in_english() -> Result<()> {
    journey_with(english(), async |visit| ends(visit).await)
}

#[test]
fn axe_finds_nothing_where_something_has_changed_in_chinese() -> Result<()> {
    journey_with(Look::default(), async |visit| changed(visit).await)
}

#[test]
fn axe_finds_nothing_where_something_has_changed_in_english() -> Result<()> {
    journey_with(english(), async |visit| changed(visit).await)
}

#[test]
fn axe_finds_nothing_on_a_narrow_and_on_a_wide_screen() -> Result<()> {
    journey_with(Look::default(), async |visit| widths(visit).await)
}

/// Buys something, paid or not; gives its order's path. In either language.
async fn order(visit: &Visit, path: &str, paid: bool) -> Result<String> {
    visit.open(path).await?;
    visit.element(PLACE).await?;
    match path {
        BOOKS => buying::fill_address(visit).await?,
        _ => visit.fill("#buy-email", "lin@example.com").await?,
    }
    visit.tap(PLACE).await?;
    visit.element(".hold-until").await?;
    if paid {
        buying::pay_by(visit, "sandbox_none").await?;
        visit.element(".result-good").await?;
    }
    visit.path().await
}

async fn ends(visit: &Visit) -> Result<()> {
    let mut found = Found::default();
    let lapsed = order(visit, BOOKS, false).await?;
    visit.shop.holds_lapse().await?;
    found.open(visit, &lapsed, ".result").await?;
    let back = order(visit, BOOKS, true).await?;
    let number = merchant::number(visit).await?;
    visit.shop.run(&["orders", "refund", &number, "--reason", "路上碰碎了，抱歉"])?;
    visit.shop.comes_to("orders", "state = 'refunded'", 1).await?;
    found.open(visit, &back, ".steps li:nth-child(3)").await?;
    order(visit, COURSE, true).await?;
    visit.element(".given a").await?;
    found.look(visit, "an order with a course").await?;
    order(visit, VOUCHERS, true).await?;
    visit.element(".codes code").await?;
    found.look(visit, "an order with vouchers").await?;
    found.nothing()
}

/// Puts what a product's page shows into the cart.
async fn put_in(visit: &Visit, product: &str) -> Result<()> {
    visit.open(&format!("/products/{product}")).await?;
    visit.tap(".buy-bar .button").await?;
    visit.tap("dialog[open] .sheet-foot button:first-child").await?;
    visit.element(".tab-count").await?;
    Ok(())
}

async fn changed(visit: &mut Visit) -> Result<()> {
    let mut found = Found::default();
    visit.shop.everyday_prices()?;
    put_in(visit, "essay-books").await?;
    put_in(visit, "osmanthus-honey").await?;
    visit.shop.price("essay-books-0", 11_800)?;
    visit.shop.stock("osmanthus-honey-0", 0)?;
    visit.open("/cart").await?;
    visit.element("#cart-essay-books-0 .note-bar").await?;
    visit.element("#cart-osmanthus-honey-0 .line-trouble").await?;
    found.look(visit, "a cart in which something has changed").await?;
    visit.open("/").await?;
    visit.element(".pick-title").await?;
    visit.shop.stop();
    visit.browser.online(false).await?;
    visit.value(LOOKED_AT).await?;
    visit.element(".stale").await?;
    found.look(visit, "an edition that is old").await?;
    found.nothing()
}

async fn widths(visit: &Visit) -> Result<()> {
    let mut found = Found::default();
    put_in(visit, "essay-books").await?;
    for width in [320, 1_280] {
        for (path, there) in [
            ("/", ".pick-title"),
            ("/products/linen-dress", ".pick-price"),
            ("/cart", ".cart-line"),
        ] {
            visit.open(path).await?;
            visit.element(there).await?;
            // Every page that is opened is a phone's again.
            visit.browser.wide(width).await?;
            visit.wait(&format!("{width} pixels"), &format!("innerWidth === {width}")).await?;
            let wide =
                "document.documentElement.scrollWidth - document.documentElement.clientWidth";
            ensure!(visit.value(wide).await? == json!(0), "{path} is wider than {width}");
            found.look(visit, &format!("{path} at {width}")).await?;
        }
    }
    found.nothing()
}
