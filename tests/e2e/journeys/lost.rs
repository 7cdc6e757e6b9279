//! Answers to an order that are lost on the way or come too late for the page: nothing is bought twice, and
//! nothing that was bought or typed is lost.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, Visit, journey_with};
use serde_json::json;

use crate::{
    buying::{self, BOOKS, PLACE},
    limited,
};

/// The server takes the first order of the tab, and the page never hears of it.
const LOST: &str = "const usual = window.fetch;
    window.fetch = async (...asked) => {
        const answer = await usual(...asked);
        const orders = asked[1]?.method === 'POST' && String(asked[0]).endsWith('/v1/orders');
        if (!orders || sessionStorage.getItem('e2e.lost')) return answer;
        sessionStorage.setItem('e2e.lost', 'yes');
        throw new TypeError('the line is gone');
    };";
/// The answer to an order is there, and the page hears of it when `window.hear` is called.
const LATE: &str = "const usual = window.fetch;
    const heard = new Promise((hear) => { window.hear = hear; });
    window.fetch = async (...asked) => {
        const answer = await usual(...asked);
        const orders = asked[1]?.method === 'POST' && String(asked[0]).endsWith('/v1/orders');
        if (orders) {
            window.answered = answer.status;
            await heard;
        }
        return answer;
    };";
/// What is said of an order that was not answered.
const OPEN: &str = ".checkout form > .note-bar";

/// Fills in checkout and waits until it can be sent.
async fn fill(visit: &Visit) -> Result<()> {
    visit.open(BOOKS).await?;
    buying::fill_address(visit).await?;
    visit.fill("#buy-note", "轻放").await?;
    visit.wait("a price", &format!("document.querySelector({PLACE:?})?.disabled === false")).await
}

/// Sends what was filled in, and hears nothing.
async fn lose(visit: &Visit) -> Result<()> {
    fill(visit).await?;
    visit.tap(PLACE).await?;
    visit.sees(".pay-bar", "连不上店铺").await
}

#[test]
fn an_order_that_took_the_last_unit_is_found_though_its_answer_was_lost() -> Result<()> {
    journey_with(Look::with(LOST), async |visit| {
        visit.shop.stock("essay-books-0", 1)?;
        lose(visit).await?;
        ensure!(visit.shop.count("orders", "1")? == 1, "the shop has the order");

        visit.open(BOOKS).await?;
        visit.sees(OPEN, "上次提交没有收到答复").await?;
        visit.sees(".line-trouble", "已经售完").await?;
        visit.tap(&format!("{OPEN} .link")).await?;
        buying::placed(visit).await?;
        ensure!(visit.shop.count("orders", "1")? == 1, "it is the same order");
        visit.open(BOOKS).await?;
        visit.element(".line-trouble").await?;
        ensure!(!visit.has(OPEN).await?, "it is answered");
        Ok(())
    })
}

#[test]
fn a_form_changed_after_a_lost_answer_does_not_buy_twice() -> Result<()> {
    journey_with(Look::with(LOST), async |visit| {
        lose(visit).await?;
        visit.fill("#buy-name", "林小晓").await?;
        visit.tap(PLACE).await?;
        buying::placed(visit).await?;
        visit.sees(".order-facts", "林晓").await?;
        visit.sees(".toast", "之前那次提交已经成功").await?;
        ensure!(visit.shop.count("orders", "1")? == 1, "the first one had arrived");
        Ok(())
    })
}

#[test]
fn an_order_is_remembered_though_its_page_was_left_meanwhile() -> Result<()> {
    journey_with(Look::with(LATE), async |visit| {
        fill(visit).await?;
        visit.tap(PLACE).await?;
        visit.wait("the shop's answer", "window.answered > 0").await?;
        visit.tap(".tabs a[href='/orders']").await?;
        visit.sees("h1", "还没有订单").await?;
        visit.value("window.hear()").await?;
        visit.sees(".toast", "刚才的订单已提交").await?;
        visit.sees(".order-row", "待付款").await?;
        visit.tap(".order-row").await?;
        buying::placed(visit).await?;
        visit.open(BOOKS).await?;
        visit.element("#buy-note").await?;
        let note = visit.value("document.querySelector('#buy-note').value").await?;
        ensure!(note == json!("") && !visit.has(OPEN).await?, "the next purchase is a new one");
        Ok(())
    })
}

#[test]
fn what_was_typed_is_there_though_the_refusal_came_after_leaving() -> Result<()> {
    journey_with(Look::with(LATE), async |visit| {
        fill(visit).await?;
        visit.shop.stock("essay-books-0", 0)?;
        visit.tap(PLACE).await?;
        visit.wait("the shop's answer", "window.answered === 409").await?;
        visit.tap(".tabs a[href='/deals']").await?;
        visit.element(".deal").await?;
        visit.value("window.hear()").await?;
        visit
            .wait(
                "an end",
                "Object.keys(sessionStorage).every((it) => !it.startsWith('picklive.wish'))",
            )
            .await?;
        visit.open(BOOKS).await?;
        visit.element("#buy-street").await?;
        for (field, typed) in [("street", "清晨路 7 号"), ("name", "林晓"), ("note", "轻放")]
        {
            let there =
                visit.value(&format!("document.querySelector('#buy-{field}').value")).await?;
            ensure!(there == json!(typed), "{field} is {there}");
        }
        Ok(())
    })
}

#[test]
fn who_signs_in_after_a_lost_answer_finds_the_order_of_the_guest() -> Result<()> {
    journey_with(Look::with(LOST), async |visit| {
        visit.shop.stock("essay-books-0", 1)?;
        lose(visit).await?;
        visit.tap(".tabs a[href='/account']").await?;
        visit.tap(".account-who .button").await?;
        limited::verify(visit).await?;
        visit.open(BOOKS).await?;
        visit.tap(&format!("{OPEN} .link")).await?;
        buying::placed(visit).await?;
        ensure!(visit.shop.count("orders", "1")? == 1, "it is the same order");
        Ok(())
    })
}
