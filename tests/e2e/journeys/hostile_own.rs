//! A person's own pages, and a purchase through every misdeed.

use anyhow::{Result, ensure};
use picklive_e2e::{MISDEEDS, Misdeed, Visit, WAITS};
use serde_json::json;

use crate::{
    buying::{self, BOOKS, PLACE},
    hostile::{GO, Place, SESSION, journey, place, settled, walk},
    limited,
};

const ORDERING: &[&str] = &["/v1/orders"];
/// Checkout, when it is read and when the order is placed.
const QUOTED: Place = place("checkout", BOOKS, &["/v1/quotes"], "#buy-street");
const PLACED: Place = place("checkout", BOOKS, ORDERING, "#buy-street, .order");
const CART: Place = place("cart", "/cart", &["/v1/quotes"], ".cart-line");
const ORDERS: Place = place("orders", "/orders", ORDERING, ".order-row");
const ACCOUNT: Place = place("account", "/account", &[SESSION], ".account-who");
/// A cart as the browser remembers it.
const IN_CART: &str = "localStorage.setItem('picklive.cart', JSON.stringify([
    { product: 'essay-books', variant: 'essay-books-0', quantity: 2 },
    { product: 'osmanthus-honey', variant: 'osmanthus-honey-0', quantity: 1 }]))";

#[test]
fn a_persons_own_pages_bear_every_misdeed() -> Result<()> {
    journey(async |visit| {
        visit.open("/account").await?;
        visit.tap(".account-who .button").await?;
        limited::verify(visit).await?;
        let order = buying::order(visit).await?;
        visit.value(IN_CART).await?;
        let order = place("order", order.leak(), ORDERING, ".order");
        walk(visit, &[CART, ORDERS, order, QUOTED, ACCOUNT], |_| true).await
    })
}

/// Waits until checkout can be sent; what was typed is in it.
async fn ready(visit: &Visit) -> Result<()> {
    visit.element("#buy-street").await?;
    for (field, typed) in [("street", "清晨路 7 号"), ("name", "林晓")] {
        let there = visit.value(&format!("document.querySelector('#buy-{field}').value")).await?;
        ensure!(there == json!(typed), "{field} is {there}");
    }
    visit.wait("a price", &format!("document.querySelector({PLACE:?})?.disabled === false")).await
}

/// Tries to buy while this is done; gives what is wrong then.
async fn buys(visit: &Visit, misdeed: Misdeed) -> Result<Vec<String>> {
    visit.script(GO, &[json!(BOOKS)]).await?;
    visit.arrives("/buy").await?;
    ready(visit).await?;
    let before = visit.shop.count("orders", "1")?;
    visit.shop.spoiler()?.spoil(misdeed, PLACED.reads);
    visit.tap(PLACE).await?;
    let mut faults = settled(visit, PLACED, misdeed).await?;
    visit.shop.spoiler()?.behave();
    if visit.path().await?.starts_with("/buy") {
        let said = ".pay-bar [role=alert], dialog[open]";
        visit.wait("a sentence", &format!("document.querySelector({said:?})")).await?;
        ready(visit).await?;
    }
    if visit.shop.count("orders", "1")? > before + 1 {
        faults.push("it was bought twice".into());
    }
    // Nobody may have more than some unpaid orders.
    if visit.shop.count("orders", "state = 'awaiting_payment'")? > 0 {
        visit.shop.holds_lapse().await?;
    }
    Ok(faults)
}

#[test]
fn a_purchase_bears_every_misdeed_and_is_finished_afterwards() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        visit.open(BOOKS).await?;
        buying::fill_address(visit).await?;
        let mut all = Vec::new();
        for misdeed in MISDEEDS {
            let faults = buys(visit, *misdeed).await;
            let faults = faults.unwrap_or_else(|error| vec![format!("{error:#}")]);
            if !faults.is_empty() {
                visit.shop.spoiler()?.behave();
                visit.open(BOOKS).await?;
            }
            let told = |fault| format!("page checkout, misdeed {}: {fault}", misdeed.name);
            all.extend(faults.into_iter().map(told));
        }
        ensure!(all.is_empty(), "{}", all.join("\n"));

        visit.open(BOOKS).await?;
        ready(visit).await?;
        visit.tap(PLACE).await?;
        buying::placed(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await
    })
}

#[test]
fn who_is_kept_waiting_is_told_and_buys_once() -> Result<()> {
    journey(async |visit| {
        visit.shop.spoiler()?.bare(true);
        let before = buying::order(visit).await?;
        visit.value(IN_CART).await?;
        visit.open(BOOKS).await?;
        ready(visit).await?;
        let slow = ["/v1/orders", "/v1/editions/", "/v1/products/", "/v1/quotes"];
        visit.shop.spoiler()?.spoil(WAITS, &slow);
        let buying_tab = visit.tab().await?;
        visit.tap(PLACE).await?;
        // All wait beside each other.
        let mut waiting = Vec::new();
        let pages =
            [("/", ".pick"), ("/products/essay-books", ".product"), ("/cart", ".cart-line")];
        for (path, there) in pages.into_iter().chain([(before.as_str(), ".order")]) {
            waiting.push((visit.new_tab().await?, there));
            visit.open(path).await?;
            visit.sees(".wait", "正在打开").await?;
        }
        for (tab, _) in &waiting {
            visit.turn_to(tab).await?;
            visit.sees(".state[role=alert]", "店铺很久没有回应").await?;
        }
        visit.turn_to(&buying_tab).await?;
        visit.sees(".pay-bar", "店铺很久没有回应").await?;
        visit.shop.spoiler()?.behave();
        for (tab, there) in &waiting {
            visit.turn_to(tab).await?;
            // A page that is looked at again may have asked again by itself.
            visit.value("document.querySelector('.state[role=alert] button')?.click()").await?;
            visit.element(there).await?;
        }
        visit.turn_to(&buying_tab).await?;
        ready(visit).await?;
        visit.tap(PLACE).await?;
        buying::placed(visit).await?;
        let orders = visit.shop.count("orders", "1")?;
        ensure!(orders == 2, "the shop has {orders} orders, one of them from before");
        Ok(())
    })
}
