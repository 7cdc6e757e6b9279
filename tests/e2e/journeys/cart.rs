//! The cart: put in, changed in two tabs, at prices that move, bought together.

use anyhow::{Result, ensure};
use picklive_e2e::{Visit, journey, now};
use serde_json::json;

use crate::{buying, clock};

const BOOKS: &str = "/products/essay-books";
const HONEY: &str = "/products/osmanthus-honey";
/// The line of the books.
const LINE: &str = "#cart-essay-books-0";
const GO: &str = ".cart .pay-bar button";

/// Puts what a product's page shows into the cart.
async fn put_in(visit: &Visit, product: &str) -> Result<()> {
    visit.open(product).await?;
    visit.tap(".buy-bar .button").await?;
    visit.tap("dialog[open] .sheet-foot button:first-child").await?;
    visit.sees(".toast", "已加入购物车").await
}

/// Waits until the button leads to checkout for this sum.
async fn comes_to(visit: &Visit, sum: &str) -> Result<()> {
    visit.sees(GO, &format!("去结算 · {sum}")).await
}

#[test]
pub fn what_is_put_in_stays_and_is_bought_together() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        put_in(visit, BOOKS).await?;
        put_in(visit, HONEY).await?;
        visit.sees(".tab-count", "2").await?;
        visit.tap(".tabs a[href='/cart']").await?;
        comes_to(visit, "¥186").await?;
        visit.tap(&format!("{LINE} .stepper button:last-child")).await?;
        comes_to(visit, "¥314").await?;
        let focused = "document.activeElement?.getAttribute('aria-label')";
        ensure!(visit.value(focused).await? == json!("多一件"), "the button that was tapped stays");

        visit.open("/cart").await?;
        comes_to(visit, "¥314").await?;
        visit.tap(GO).await?;
        visit.arrives("/buy").await?;
        visit.sees(".checkout .lines", "× 2").await?;
        buying::place_and_pay(visit).await?;
        ensure!(visit.shop.count("orders", "state = 'paid' AND goods = 31400")? == 1);
        ensure!(!visit.has(".tab-count").await?, "the cart is empty");
        visit.tap(".tabs a[href='/cart']").await?;
        visit.sees("h1", "购物车是空的").await
    })
}

#[test]
pub fn two_tabs_have_one_cart() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        put_in(visit, BOOKS).await?;
        visit.open("/cart").await?;
        comes_to(visit, "¥128").await?;
        let first = visit.tab().await?;
        visit.new_tab().await?;
        put_in(visit, HONEY).await?;
        visit.sees(".tab-count", "2").await?;
        visit.turn_to(&first).await?;
        comes_to(visit, "¥186").await?;
        visit.tap(&format!("{LINE} .link")).await?;
        comes_to(visit, "¥58").await?;
        visit.tap("#cart-undo").await?;
        comes_to(visit, "¥186").await?;
        let order = "[...document.querySelectorAll('.cart-line')].map((it) => it.id)";
        let there = json!(["cart-essay-books-0", "cart-osmanthus-honey-0"]);
        ensure!(visit.value(order).await? == there, "it is back in its place");
        ensure!(visit.is_at(LINE).await?, "and has the focus");
        Ok(())
    })
}

#[test]
fn the_cart_says_what_has_changed_since() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        put_in(visit, BOOKS).await?;
        put_in(visit, HONEY).await?;
        visit.shop.price("essay-books-0", 11_800)?;
        visit.shop.stock("osmanthus-honey-0", 0)?;
        visit.open("/cart").await?;
        visit.sees(LINE, "的价格从 ¥128 变为 ¥118").await?;
        visit.sees("#cart-osmanthus-honey-0", "已经售完").await?;
        // What is gone is not in the way of the rest.
        comes_to(visit, "¥118").await?;

        visit.shop.price("essay-books-0", 13_000)?;
        visit.open("/cart").await?;
        visit.sees(LINE, "的价格从 ¥118 变为 ¥130").await?;
        visit.tap(&format!("{LINE} .cart-choose input")).await?;
        visit.sees(GO, "请选择要买的商品").await?;
        visit.tap(&format!("{LINE} .cart-choose input")).await?;
        visit.tap(GO).await?;
        visit.arrives("/buy").await?;
        buying::place_and_pay(visit).await?;
        ensure!(visit.shop.count("orders", "state = 'paid' AND goods = 13000")? == 1);
        visit.open("/cart").await?;
        visit.sees("#cart-osmanthus-honey-0", "已经售完").await?;
        ensure!(!visit.has(LINE).await?, "only what was bought has left the cart");
        Ok(())
    })
}

#[test]
fn a_deal_that_ended_in_the_cart_is_said_to_have_ended() -> Result<()> {
    journey(async |visit| {
        let at = now()?;
        visit.shop.only_drop(clock::TITLE, at - 60_000, at + 600_000, clock::DEAL)?;
        put_in(visit, "/products/thread-notebook").await?;
        visit.open("/cart").await?;
        comes_to(visit, "¥15").await?;
        visit.shop.only_drop(clock::TITLE, at - 120_000, at - 60_000, clock::DEAL)?;
        visit.open("/cart").await?;
        visit.sees("#cart-thread-notebook-0", "限时价已结束，现在 ¥36").await?;
        comes_to(visit, "¥36").await
    })
}

#[test]
fn what_another_tab_remembers_besides_leaves_the_cart_alone() -> Result<()> {
    let told = |key: &str| {
        format!(
            "window.dispatchEvent(new StorageEvent('storage', {{ key: '{key}' }}));
            for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);"
        )
    };
    journey(async |visit| {
        put_in(visit, BOOKS).await?;
        visit.sees(".tab-count", "1").await?;
        visit.value("localStorage.setItem('picklive.cart', '[]')").await?;
        visit.answer(&told("picklive.searches")).await?;
        ensure!(visit.has(".tab-count").await?, "nothing was said of the cart");
        visit.answer(&told("picklive.cart")).await?;
        visit.wait("an empty cart", "!document.querySelector('.tab-count')").await
    })
}
