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

/// Enters the room and waits for its picture, which is marked: it has to stay the same.
async fn watch(visit: &Visit) -> Result<()> {
    enter(visit).await?;
    moves(visit).await?;
    mark(visit).await
}

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

/// Places an order and closes its sheet without paying.
async fn order_and_close(visit: &Visit) -> Result<()> {
    order(visit).await?;
    visit.tap(&format!("{SHEET} .sheet-head .icon-button")).await?;
    visit.sees(".room-held", "你有一笔订单待付款").await
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
        watch(visit).await?;
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
        watch(visit).await?;
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
        watch(visit).await?;
        order(visit).await?;
        buying::pay_by(visit, "sandbox_wechat").await?;
        visit.element("dialog[data-sandbox-bridge]").await?;
        visit.tap("dialog[data-sandbox-bridge] button[value=pay]").await?;
        paid(visit).await?;
        is_the_same(visit, "afterwards").await
    })
}

#[test]
fn who_pays_on_another_page_does_so_in_a_window_of_its_own() -> Result<()> {
    journey(async |visit| {
        watch(visit).await?;
        let here = visit.tab().await?;
        order(visit).await?;
        buying::pay_by(visit, "sandbox_redirect").await?;
        visit.element(".pay-action a[target=_blank]").await?;
        let windows = visit.browser.web.windows().await?;
        let pays = windows.into_iter().find(|tab| *tab != here).context("no window")?;
        visit.turn_to(&pays).await?;
        buying::sees_sandbox(visit).await?;
        ensure!(visit.value("window.opener").await? == json!(null), "it knows who opened it");
        visit.tap(&format!("{}[value=pay]", buying::SANDBOX)).await?;
        visit.sees("body", "这个窗口可以关闭了").await?;
        visit.turn_to(&here).await?;
        let same = "document.querySelector('video').e2e !== undefined";
        ensure!(visit.value(same).await? == json!(true), "it is the same picture");
        paid(visit).await?;
        // A phone may have let go of that page: the window it was paid in leads back to the order.
        visit.turn_to(&pays).await?;
        visit.tap("#back").await?;
        visit.element(&format!("{SHEET} .paying")).await?;
        ensure!(visit.path().await?.ends_with("/live/morning-tea"), "it is the room");
        paid(visit).await
    })
}

/// A phone lets a page go while it is paid elsewhere, and the room is opened anew by its plain address.
#[test]
fn who_opens_the_room_anew_is_led_to_the_order_that_waits() -> Result<()> {
    journey(async |visit| {
        watch(visit).await?;
        order(visit).await?;
        visit.element(&format!("{SHEET} .paying")).await?;
        visit.browser.web.goto(visit.shop.url("/live/morning-tea")).await?;
        visit.started().await?;
        visit.sees(".room-held", "你有一笔订单待付款").await?;
        visit.tap(".room-held button").await?;
        buying::pay_by(visit, "sandbox_none").await?;
        paid(visit).await
    })
}

/// Where no window may be opened, the room is left and come back to.
#[test]
pub fn who_pays_on_another_page_comes_back_to_the_room_and_the_paid_order() -> Result<()> {
    journey_with(Look::with("window.open = () => null;"), async |visit| {
        watch(visit).await?;
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
fn who_is_refused_on_another_page_comes_back_to_the_room_and_pays_another_way() -> Result<()> {
    journey_with(Look::with("window.open = () => null;"), async |visit| {
        watch(visit).await?;
        order(visit).await?;
        buying::pay_by(visit, "sandbox_redirect").await?;
        buying::decide(visit, "fail").await?;
        visit.element(&format!("{SHEET} .paying")).await?;
        ensure!(visit.path().await?.ends_with("/live/morning-tea"), "it is the room");
        moves(visit).await?;
        mark(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        paid(visit).await?;
        is_the_same(visit, "afterwards").await
    })
}

#[test]
fn who_comes_back_without_having_paid_is_led_to_the_order() -> Result<()> {
    journey(async |visit| {
        watch(visit).await?;
        order_and_close(visit).await?;
        visit.tap(".room-held .link").await?;
        buying::pay_by(visit, "sandbox_none").await?;
        paid(visit).await?;
        is_the_same(visit, "afterwards").await
    })
}

#[test]
fn an_order_that_lapses_while_its_sheet_is_closed_is_not_called_one_to_pay() -> Result<()> {
    journey(async |visit| {
        watch(visit).await?;
        order_and_close(visit).await?;
        visit.shop.holds_lapse().await?;
        visit.sees(".room-held", "那笔订单没有付成").await?;
        visit.tap(".room-held .link").await?;
        visit.element(&format!("{SHEET} .paying")).await?;
        ensure!(!visit.has(&format!("{SHEET} label.method")).await?, "it can still be paid");
        Ok(())
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
