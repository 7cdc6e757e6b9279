//! One purchase from signing in to the refund, with two tabs and a server that stops in the middle.

use anyhow::{Result, ensure};
use picklive_e2e::{Visit, journey};
use serde_json::json;

use crate::{
    buying::{self, PLACE},
    limited,
    merchant::number,
};

const LINE: &str = "#cart-essay-books-0";
const GO: &str = ".cart .pay-bar button";
const SEND: &str = ".return-form .button-wide";

/// Opens the form for giving something back.
async fn opens_return(visit: &Visit) -> Result<()> {
    visit.sees(".order", "申请退货或退款").await?;
    let ask = "[...document.querySelectorAll('.order button')]
        .find((it) => it.textContent.includes('申请退货')).click()";
    visit.value(ask).await?;
    visit.element(SEND).await?;
    Ok(())
}

/// What a field holds.
async fn holds(visit: &Visit, css: &str) -> Result<serde_json::Value> {
    visit.value(&format!("document.querySelector({css:?})?.value")).await
}

#[test]
pub fn from_signing_in_to_the_refund_while_the_server_stops_and_starts() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        visit.open("/account").await?;
        visit.tap(".account-who .button").await?;
        limited::verify(visit).await?;

        // One tab puts it into the cart, another one wants two of it; the first one knows.
        visit.open("/products/essay-books").await?;
        visit.tap(".buy-bar .button").await?;
        visit.tap("dialog[open] .sheet-foot button:first-child").await?;
        visit.tap(".tabs a[href='/cart']").await?;
        visit.sees(GO, "去结算 · ¥128").await?;
        let first = visit.tab().await?;
        visit.new_tab().await?;
        visit.open("/cart").await?;
        visit.tap(&format!("{LINE} .stepper button:last-child")).await?;
        visit.sees(GO, "去结算 · ¥256").await?;
        visit.turn_to(&first).await?;
        visit.sees(GO, "去结算 · ¥256").await?;

        // The server is gone when the order is placed, and again when it is paid.
        visit.tap(GO).await?;
        visit.arrives("/buy").await?;
        buying::fill_address(visit).await?;
        visit
            .wait("a price", &format!("document.querySelector({PLACE:?})?.disabled === false"))
            .await?;
        visit.shop.stop();
        visit.tap(PLACE).await?;
        visit.sees(".pay-bar", "连不上店铺").await?;
        visit.shop.start().await?;
        visit.tap(PLACE).await?;
        let order = buying::placed(visit).await?;
        let number = number(visit).await?;
        visit.shop.stop();
        buying::pay_by(visit, "sandbox_none").await?;
        visit.sees(".paying", "连不上店铺").await?;
        visit.shop.start().await?;
        visit.tap(buying::PAY).await?;
        buying::sees_paid(visit).await?;
        let bought = "state = 'paid' AND goods = 25600 AND person_id IS NOT NULL";
        ensure!(visit.shop.count("orders", bought)? == 1, "it is the person's, once");
        ensure!(visit.shop.count("orders", "1")? == 1 && visit.shop.count("payments", "1")? == 1);

        // It is sent, one of the two comes back, and the server is gone when that is asked for.
        visit.shop.run(&["orders", "ship", &number, "--carrier", "顺丰", "--number", "SF7"])?;
        visit.shop.run(&["orders", "deliver", &number])?;
        visit.open(&order).await?;
        visit.sees(".order", "SF7").await?;
        opens_return(visit).await?;
        visit.choose("#return-units-0", "1").await?;
        visit.choose("#return-reason", "damaged").await?;
        visit.fill("#return-note", "有一册折了角").await?;
        visit.shop.stop();
        visit.tap(SEND).await?;
        visit.sees(".return-form [role=alert]", "连不上店铺").await?;
        ensure!(holds(visit, "#return-note").await? == json!("有一册折了角"), "it is kept");
        visit.shop.start().await?;
        // Also by a page that was loaded anew.
        visit.open(&order).await?;
        opens_return(visit).await?;
        ensure!(holds(visit, "#return-note").await? == json!("有一册折了角"), "it is kept");
        ensure!(holds(visit, "#return-units-0").await? == json!("1"), "it is kept");
        visit.tap(SEND).await?;
        visit.sees(".return", "等店铺答复").await?;
        ensure!(visit.shop.count("returns", "1")? == 1, "it was asked for once");

        let first = format!("{number}-1");
        visit.shop.run(&["returns", "approve", &first])?;
        visit.shop.run(&["returns", "refund", &first])?;
        visit.open(&order).await?;
        visit.sees(".return", "已退款").await?;
        visit.shop.comes_to("refunds", "state = 'done' AND amount = 12800", 1).await?;
        ensure!(visit.shop.number("SELECT refunded FROM orders")? == 12_800);
        visit.open("/orders").await?;
        visit.sees(".order-row", "散文").await
    })
}
