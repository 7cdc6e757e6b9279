//! Buying in a widget, on a page that is not ours.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Visit, Way, journey_by};
use serde_json::json;

use crate::{
    buying,
    rooms::{ID, PIN, is_the_same, mark, moves},
    rooms_caller::pays_elsewhere,
    rooms_pay::choose,
    widget_page::{BEFORE, is_a_good_guest, open, room, told},
};

const SHEET: &str = "dialog[open]";

/// Opens a room on a page and waits for its picture.
async fn enter(visit: &Visit, attributes: &str) -> Result<()> {
    open(visit, &room(attributes)).await?;
    visit.sees(PIN, "高山白牡丹").await?;
    moves(visit).await
}

/// From the product on show to the order that waits to be paid.
async fn order(visit: &Visit) -> Result<()> {
    visit.tap(".room-pin .room-buy").await?;
    choose(visit).await?;
    buying::fill_address(visit).await?;
    visit.tap(buying::PLACE).await?;
    visit.sees(&format!("{SHEET} .hold-until"), "已为你保留到").await
}

/// It is paid once, at the room's price, under the shop of the link; and the page was told of each step.
async fn is_bought(visit: &Visit) -> Result<()> {
    buying::sees_paid(visit).await?;
    let bought = "room_id = 'morning-tea' AND state = 'paid' AND goods = 5800";
    ensure!(visit.shop.count("orders", bought)? == 1 && visit.shop.count("orders", "1")? == 1);
    visit.wait("the events", "told.filter((it) => it.name === 'order').length === 2").await?;
    let orders = told(visit, "order").await?;
    let states: Vec<_> = orders.iter().map(|it| it["state"].clone()).collect();
    ensure!(states == [json!("awaiting_payment"), json!("paid")], "{states:?}");
    ensure!(orders.iter().all(|it| it["room"] == ID && it["total"]["currency"] == "CNY"));
    Ok(())
}

#[test]
fn one_buys_in_it_while_the_picture_goes_on_and_the_page_is_told() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        enter(visit, "autoplay").await?;
        mark(visit).await?;
        order(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        is_bought(visit).await?;
        let buy = told(visit, "buy").await?;
        ensure!(buy.len() == 1 && buy[0]["variant"] == "white-tea-0", "{buy:?}");
        is_the_same(visit, "after the purchase").await?;
        is_a_good_guest(visit).await
    })
}

#[test]
fn a_code_is_paid_on_another_phone_while_the_picture_goes_on_there() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        enter(visit, "autoplay").await?;
        mark(visit).await?;
        order(visit).await?;
        buying::pay_by(visit, "sandbox_qr").await?;
        visit.element("img.pay-code").await?;
        is_the_same(visit, "with the code").await?;
        let content = visit.value("document.querySelector('.pay-action a').href").await?;
        pays_elsewhere(content.as_str().context("no address for this phone")?).await?;
        is_bought(visit).await?;
        is_the_same(visit, "after the purchase").await?;
        is_a_good_guest(visit).await
    })
}

#[test]
fn who_pays_on_another_page_does_so_in_a_window_of_its_own() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        enter(visit, "autoplay").await?;
        mark(visit).await?;
        let here = visit.tab().await?;
        order(visit).await?;
        buying::pay_by(visit, "sandbox_redirect").await?;
        let pays = loop {
            let all = visit.browser.web.windows().await?;
            if let Some(other) = all.into_iter().find(|tab| *tab != here) {
                break other;
            }
            visit.element(&format!("{SHEET} .paying")).await?;
        };
        visit.turn_to(&pays).await?;
        buying::sees_sandbox(visit).await?;
        ensure!(visit.value("window.opener").await? == json!(null), "it knows who opened it");
        visit.tap(&format!("{}[value=pay]", buying::SANDBOX)).await?;
        visit.sees("body", "这个窗口可以关闭了").await?;
        visit.turn_to(&here).await?;
        is_bought(visit).await?;
        let same = "document.querySelector('video').e2e !== undefined";
        ensure!(visit.value(same).await? == json!(true), "it is the same picture");
        Ok(())
    })
}

#[test]
fn who_closes_the_sheet_and_pays_on_another_phone_is_told_of_all_the_same() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        enter(visit, "autoplay").await?;
        order(visit).await?;
        buying::pay_by(visit, "sandbox_qr").await?;
        visit.element("img.pay-code").await?;
        let content = visit.value("document.querySelector('.pay-action a').href").await?;
        visit.tap(&format!("{SHEET} .sheet-head .icon-button")).await?;
        visit.sees(".room-held", "你有一笔订单待付款").await?;
        pays_elsewhere(content.as_str().context("no address for this phone")?).await?;
        visit.sees(".room-held", "已付款，谢谢").await?;
        visit.wait("nothing to pay", "!document.querySelector('.room-held')").await?;
        let orders = told(visit, "order").await?;
        let states: Vec<_> = orders.iter().map(|it| it["state"].clone()).collect();
        ensure!(states == [json!("awaiting_payment"), json!("paid")], "{states:?}");
        Ok(())
    })
}

#[test]
fn a_page_takes_the_purchase_over_and_has_a_cart_of_its_own() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        enter(visit, "autoplay cart").await?;
        visit.script("window.takes = true", &[]).await?;
        for (button, name) in [("last", "buy"), ("first", "add")] {
            visit.tap(".room-pin .room-buy").await?;
            visit.element(&format!("{SHEET} .variant")).await?;
            for axis in 0..2 {
                visit.tap(&format!("{SHEET} #axis-{axis} .chip:first-child")).await?;
            }
            visit.tap(&format!("{SHEET} .sheet-foot .button:{button}-child")).await?;
            visit.wait(name, &format!("told.some((it) => it.name === '{name}')")).await?;
            visit.wait("no sheet", "!document.querySelector('dialog[open]')").await?;
            let choice = json!([{
                "name": name, "composed": true, "room": ID, "product": "white-tea",
                "variant": "white-tea-0", "quantity": 1, "price": { "amount": 5800, "currency": "CNY" },
            }]);
            let heard = json!(told(visit, name).await?);
            ensure!(heard == choice, "{heard}");
        }
        ensure!(visit.shop.count("orders", "1")? == 0, "the page buys, not the widget");
        Ok(())
    })
}
