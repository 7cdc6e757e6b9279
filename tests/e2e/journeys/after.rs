//! After the purchase: giving something back, writing to the shop, addresses that are kept.

use anyhow::{Result, ensure};
use picklive_e2e::{Visit, journey};
use serde_json::json;

use crate::{buying, limited, merchant::number};

/// Signs in with a contact of one's own.
async fn sign_in(visit: &Visit) -> Result<()> {
    visit.open("/account").await?;
    visit.tap(".account-who .button").await?;
    limited::verify(visit).await
}

/// Chooses a photograph, which is far larger than may be sent.
const PHOTO: &str = "
    const canvas = document.createElement('canvas');
    canvas.width = 3000; canvas.height = 4000;
    const context = canvas.getContext('2d');
    for (let at = 0; at < 4000; at += 20) {
        context.fillStyle = `hsl(${at % 360} 60% 50%)`;
        context.fillRect(0, at, 3000, 20);
    }
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    const files = new DataTransfer();
    files.items.add(new File([blob], 'cup.png', { type: 'image/png' }));
    const input = document.querySelector('#return-pictures');
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));";

#[test]
fn what_came_broken_goes_back_and_the_money_too() -> Result<()> {
    journey(async |visit| {
        let order = buying::order(visit).await?;
        let number = number(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        ensure!(!visit.has(".return-form").await?, "nothing to give back before it is sent");
        visit.shop.run(&["orders", "ship", &number, "--carrier", "顺丰", "--number", "SF1"])?;
        visit.shop.run(&["orders", "deliver", &number])?;
        visit.open(&order).await?;
        visit.sees(".order", "申请退货或退款").await?;
        visit.value("[...document.querySelectorAll('.order button')].find((it) => it.textContent.includes('申请退货')).click()").await?;
        visit.tap(".return-form .button-wide").await?;
        visit.sees(".return-form [role=alert]", "请选择原因").await?;
        visit.choose("#return-reason", "damaged").await?;
        visit.fill("#return-note", "杯子裂了").await?;
        visit.answer(PHOTO).await?;
        visit.element(".return-pictures img").await?;
        visit.tap(".return-form .button-wide").await?;
        visit.sees(".return", "等店铺答复").await?;
        visit.sees(".return", "照片 1 张").await?;
        let first = format!("{number}-1");
        visit.shop.run(&[
            "returns",
            "approve",
            &first,
            "--amount",
            "10",
            "--answer",
            "抱歉，补你一部分。",
        ])?;
        visit.open(&order).await?;
        visit.sees(".return", "抱歉，补你一部分").await?;
        visit.shop.run(&["returns", "refund", &first])?;
        visit.open(&order).await?;
        visit.sees(".return", "已退款").await?;
        visit.sees(".sums", "¥10").await?;
        ensure!(visit.shop.number("SELECT refunded FROM orders")? == 1_000);
        visit.shop.comes_to("refunds", "state = 'done'", 1).await
    })
}

#[test]
fn buyer_and_shop_write_to_each_other_and_nothing_typed_is_lost() -> Result<()> {
    journey(async |visit| {
        let order = buying::order(visit).await?;
        let number = number(visit).await?;
        visit.fill("#order-message", "能不能早点发？").await?;
        visit.open(&order).await?;
        let kept = "document.querySelector('#order-message')?.value === '能不能早点发？'";
        visit.wait("what was typed", kept).await?;
        visit.tap(".order-part form .button").await?;
        visit.sees(".message-own", "能不能早点发").await?;
        visit.shop.run(&["orders", "message", &number, "明天一早。"])?;
        visit.open(&order).await?;
        visit.sees(".messages", "明天一早").await?;
        ensure!(visit.value("document.querySelector('#order-message').value").await? == json!(""));
        Ok(())
    })
}

#[test]
fn an_address_is_kept_for_whoever_is_signed_in_and_can_be_chosen() -> Result<()> {
    journey(async |visit| {
        sign_in(visit).await?;
        buying::order(visit).await?;
        visit.shop.comes_to("addresses", "1 = 1", 1).await?;
        // On another phone nothing is remembered but what the shop keeps.
        visit.value("(localStorage.clear(), sessionStorage.clear())").await?;
        visit.open(buying::BOOKS).await?;
        visit
            .wait("the address", "document.querySelector('#buy-street')?.value === '清晨路 7 号'")
            .await?;
        visit.open("/account").await?;
        visit.sees(".addresses", "清晨路 7 号").await?;
        visit.tap(".saved-act .link").await?;
        visit.shop.comes_to("addresses", "1 = 1", 0).await?;
        visit.tap("#address-undo").await?;
        visit.sees(".addresses", "清晨路 7 号").await
    })
}

#[test]
fn without_a_line_the_last_edition_is_there_with_its_age() -> Result<()> {
    journey(async |visit| {
        visit.open("/").await?;
        let title = visit.text(".pick-title").await?;
        visit.open("/deals").await?;
        visit.wait("the part that comes later", "window.e2e.started").await?;
        visit.browser.online(false).await?;
        visit.tap(".tab[href='/']").await?;
        visit.sees(".pick-title", &title).await?;
        visit.sees(".stale", "没能更新，下面是").await?;
        visit.browser.online(true).await?;
        visit.wait("today's as it is now", "!document.querySelector('.stale')").await
    })
}
