//! Buying in a room: from the product on show to the paid order, in sheets, while the picture goes on.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Visit, journey, journey_with};
use serde_json::json;

use crate::{
    buying::{self, PLACE},
    paying::BRIDGE,
    rooms::{ID, PATH, PIN, enter, is_the_same, mark, moves},
    rooms_caller::{Caller, pays_elsewhere},
};

/// The sheet that is open.
const SHEET: &str = "dialog[open]";
/// What the demo's room asks for the tea, in minor units.
const BOUGHT: &str =
    "room_id = 'morning-tea' AND state = 'paid' AND at_stream_time IS NOT NULL AND goods = 5800";

/// From the product on show to the order that waits to be paid; after each step the picture is the marked one.
async fn order(visit: &Visit) -> Result<()> {
    visit.sees(PIN, "高山白牡丹").await?;
    visit.tap(".room-pin .room-buy").await?;
    choose(visit).await?;
    is_the_same(visit, "with the form").await?;
    place(visit).await?;
    is_the_same(visit, "with the order").await
}

/// In the sheet of the variants: chooses the first of each kind, and goes on.
pub async fn choose(visit: &Visit) -> Result<()> {
    visit.element(&format!("{SHEET} .variant")).await?;
    for axis in 0..2 {
        let first = format!("{SHEET} #axis-{axis} .chip:first-child");
        if visit.has(&first).await? {
            visit.tap(&first).await?;
        }
    }
    visit.tap(&format!("{SHEET} .sheet-foot .button:last-child")).await?;
    visit.element("#buy-street").await.map(drop)
}

/// In the sheet of the purchase: fills in and places the order.
pub async fn place(visit: &Visit) -> Result<()> {
    buying::fill_address(visit).await?;
    visit.tap(PLACE).await?;
    visit.sees(&format!("{SHEET} .hold-until"), "已为你保留到").await?;
    ensure!(visit.path().await? == PATH, "the room was left");
    Ok(())
}

/// The order is paid, once and at the room's price, and the room is there when its sheet is closed.
async fn paid(visit: &Visit) -> Result<()> {
    buying::sees_paid(visit).await?;
    ensure!(visit.path().await? == PATH, "the room was left");
    ensure!(visit.shop.count("orders", BOUGHT)? == 1 && visit.shop.count("orders", "1")? == 1);
    visit.tap(&format!("{SHEET} .sheet-head .icon-button")).await?;
    visit.wait("no sheet", "!document.querySelector('dialog[open]')").await?;
    ensure!(!visit.has(".room-held").await?, "nothing is left to pay");
    Ok(())
}

#[test]
pub fn what_is_shown_is_bought_while_the_picture_goes_on() -> Result<()> {
    journey(async |visit| {
        let host = Caller::host(&visit.shop, ID).await?;
        enter(visit).await?;
        moves(visit).await?;
        mark(visit).await?;
        // What the host shows comes with the stream, and then is bought.
        host.pin("celadon-cup").await?;
        visit.sees(PIN, "青瓷").await?;
        host.pin("white-tea").await?;
        order(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        paid(visit).await?;
        is_the_same(visit, "afterwards").await
    })
}

#[test]
pub fn a_code_is_paid_on_another_phone_while_the_picture_goes_on() -> Result<()> {
    journey(async |visit| {
        enter(visit).await?;
        moves(visit).await?;
        mark(visit).await?;
        order(visit).await?;
        buying::pay_by(visit, "sandbox_qr").await?;
        visit.element("img.pay-code").await?;
        is_the_same(visit, "with the code").await?;
        let content = visit.value("document.querySelector('.pay-action a').href").await?;
        pays_elsewhere(content.as_str().context("no address for this phone")?).await?;
        paid(visit).await?;
        is_the_same(visit, "afterwards").await
    })
}

#[test]
pub fn wechats_bridge_is_paid_while_the_picture_goes_on() -> Result<()> {
    let look = Look { wechat: true, ..Look::with(BRIDGE) };
    journey_with(look, async |visit| {
        enter(visit).await?;
        moves(visit).await?;
        mark(visit).await?;
        order(visit).await?;
        buying::pay_by(visit, "sandbox_wechat").await?;
        visit.element("dialog[data-sandbox-bridge]").await?;
        visit.tap("dialog[data-sandbox-bridge] button[value=pay]").await?;
        paid(visit).await?;
        is_the_same(visit, "afterwards").await
    })
}

#[test]
pub fn who_pays_on_another_page_comes_back_to_the_room_and_the_paid_order() -> Result<()> {
    journey(async |visit| {
        enter(visit).await?;
        moves(visit).await?;
        mark(visit).await?;
        order(visit).await?;
        buying::pay_by(visit, "sandbox_redirect").await?;
        buying::decide(visit, "pay").await?;
        visit.element(&format!("{SHEET} .paying")).await?;
        moves(visit).await?;
        mark(visit).await?;
        paid(visit).await?;
        is_the_same(visit, "back in the room").await
    })
}

#[test]
fn who_comes_back_without_having_paid_is_led_to_the_order() -> Result<()> {
    journey(async |visit| {
        enter(visit).await?;
        moves(visit).await?;
        mark(visit).await?;
        order(visit).await?;
        visit.tap(&format!("{SHEET} .sheet-head .icon-button")).await?;
        visit.sees(".room-held", "你有一笔订单待付款").await?;
        visit.tap(".room-held .link").await?;
        buying::pay_by(visit, "sandbox_none").await?;
        paid(visit).await?;
        is_the_same(visit, "afterwards").await
    })
}

#[test]
fn without_a_picture_the_room_says_so_and_sells() -> Result<()> {
    journey(async |visit| {
        visit.shop.run(&["rooms", "change", ID, "--source", "/demo/live/nothing.m3u8"])?;
        enter(visit).await?;
        visit.sees(".room-says", "画面暂时来不了").await?;
        visit.sees(".room-says", "商品照常买").await?;
        let host = Caller::host(&visit.shop, ID).await?;
        host.pin("celadon-cup").await?;
        // Without a stream nothing waits for it.
        visit.sees(PIN, "青瓷").await?;
        host.pin("white-tea").await?;
        visit.sees(PIN, "高山白牡丹").await?;
        visit.tap(".room-pin .room-buy").await?;
        choose(visit).await?;
        place(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        let bought = "room_id = 'morning-tea' AND state = 'paid' AND goods = 5800";
        ensure!(visit.shop.count("orders", bought)? == 1, "at the room's price");
        ensure!(visit.value("document.querySelector('video').readyState").await? == json!(0));
        Ok(())
    })
}
