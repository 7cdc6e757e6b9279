//! What is on the screen follows the shop: in its place, and nothing under a thumb is drawn anew.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Deal, journey, now};
use serde_json::json;

use crate::{
    buying,
    clock::{self, BUY},
    merchant,
};

/// The phone is looked at again.
pub const LOOKED_AT: &str = "window.dispatchEvent(new Event('online'))";

#[test]
fn a_price_that_is_gone_leaves_todays_page_and_the_focus_stays() -> Result<()> {
    journey(async |visit| {
        let edition = visit.shop.get("/v1/editions/today").await?.json()?;
        let product = &edition["picks"][0]["product"];
        let (id, variant) = (product["id"].as_str(), product["variants"][0]["id"].as_str());
        let deal = Deal {
            product: id.context("no product")?.to_owned().leak(),
            variant: variant.context("no variant")?.to_owned().leak(),
            price: 100,
            ..clock::DEAL
        };
        let at = now()?;
        visit.shop.only_drop(clock::TITLE, at - 60_000, at + 600_000, deal)?;
        visit.open("/").await?;
        visit.sees(".pick .pick-price .tag", clock::TITLE).await?;
        visit.value("(window.link = document.querySelector('.pick-link')).focus()").await?;
        visit.shop.deal_left(0)?;
        visit.value(LOOKED_AT).await?;
        let gone = format!(
            "!document.querySelector('.pick .pick-price').textContent.includes('{}')",
            clock::TITLE
        );
        visit.wait("the usual price", &gone).await?;
        let kept = visit.value("document.activeElement === window.link").await?;
        ensure!(kept == json!(true), "the page was drawn anew");
        Ok(())
    })
}

#[test]
pub fn the_last_unit_while_it_is_paid_for_is_not_called_gone() -> Result<()> {
    journey(async |visit| {
        let at = now()?;
        let deal = Deal { quota: 1, ..clock::DEAL };
        // It goes on for longer than a unit is held.
        visit.shop.only_drop(clock::TITLE, at - 60_000, at + 3_600_000, deal)?;
        visit.open("/deals").await?;
        visit.wait("an open deal", &format!("{} === 'open'", clock::STATE)).await?;
        visit.tap(BUY).await?;
        visit.sees(".checkout .lines", "¥15").await?;
        let order = buying::place(visit).await?;
        visit.open("/deals").await?;
        visit.sees(".deal-act", "都有人在付款").await?;
        visit.sees(".deal-act", "前未付款会放出来").await?;

        visit.open(&order).await?;
        visit.tap("#pay-ask").await?;
        visit.wait("the question", "document.activeElement?.id === 'pay-keep'").await?;
        visit.tap("#pay-keep").await?;
        visit.wait("the button again", "document.activeElement?.id === 'pay-ask'").await?;
        visit.tap("#pay-ask").await?;
        visit.tap(".pay-cancel button:last-child").await?;
        visit.sees(".paying", "订单已取消").await?;
        visit.open("/deals").await?;
        visit.sees(BUY, "马上抢").await
    })
}

#[test]
fn orders_that_are_looked_at_again_have_gone_on() -> Result<()> {
    journey(async |visit| {
        buying::order(visit).await?;
        let number = merchant::number(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        visit.tap(".tabs a[href='/orders']").await?;
        visit.sees(".order-row", "已付款").await?;
        visit.shop.run(&["orders", "ship", &number, "--carrier", "顺丰", "--number", "SF1"])?;
        visit.value(LOOKED_AT).await?;
        visit.sees(".order-row", "已发货").await
    })
}

#[test]
fn a_note_stays_with_what_it_was_written_about() -> Result<()> {
    journey(async |visit| {
        let note = async || visit.value("document.querySelector('#buy-note').value").await;
        visit.open(buying::BOOKS).await?;
        buying::fill_address(visit).await?;
        visit.fill("#buy-note", "写上名字").await?;
        visit.open(buying::BOOKS).await?;
        visit.element("#buy-note").await?;
        ensure!(note().await? == json!("写上名字"), "it survives a reload");
        let two = buying::BOOKS.replace("quantity=1", "quantity=2");
        visit.open(&two).await?;
        visit.element("#buy-note").await?;
        ensure!(note().await? == json!("写上名字"), "it is about the books, however many");
        let drops = visit.shop.get("/v1/products/linen-dress").await?.json()?;
        let variant = drops["variants"][0]["id"].as_str().context("no variant")?;
        visit.open(&format!("/buy?product=linen-dress&variant={variant}&quantity=1")).await?;
        visit.element("#buy-street").await?;
        ensure!(note().await? == json!(""), "it is not about a dress");
        let street = visit.value("document.querySelector('#buy-street').value").await?;
        ensure!(street == json!("清晨路 7 号"), "where it goes is the same");
        Ok(())
    })
}
