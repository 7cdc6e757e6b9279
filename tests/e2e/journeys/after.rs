//! After the purchase: giving something back, addresses that are kept; and the last edition without a line.

use anyhow::{Result, ensure};
use picklive_e2e::{Visit, journey};
use thirtyfour::prelude::Key;

use crate::{buying, limited, merchant::number};

/// Signs in with a contact of one's own.
pub async fn sign_in(visit: &Visit) -> Result<()> {
    visit.open("/account").await?;
    visit.tap(".account-who .button").await?;
    limited::verify(visit).await
}

/// Chooses a file that is no photograph, and four photographs, which are far larger than may be sent.
const PHOTOS: &str = "
    const canvas = document.createElement('canvas');
    canvas.width = 3000; canvas.height = 4000;
    const context = canvas.getContext('2d');
    for (let at = 0; at < 4000; at += 20) {
        context.fillStyle = `hsl(${at % 360} 60% 50%)`;
        context.fillRect(0, at, 3000, 20);
    }
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    const files = new DataTransfer();
    files.items.add(new File(['no picture'], 'note.png', { type: 'image/png' }));
    for (let at = 0; at < 4; at += 1) files.items.add(new File([blob], `cup${at}.png`, { type: 'image/png' }));
    const input = document.querySelector('#return-pictures');
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));";

/// The button of an order that opens the form for a return.
pub const ASK: &str = ".order-part > .button-wide";

/// Buys something and gets it; gives the order's path and number.
async fn delivered(visit: &Visit) -> Result<(String, String)> {
    let order = buying::order(visit).await?;
    let number = number(visit).await?;
    buying::pay_by(visit, "sandbox_none").await?;
    buying::sees_paid(visit).await?;
    ensure!(!visit.has(ASK).await?, "nothing to give back before it is sent");
    visit.shop.run(&["orders", "ship", &number, "--carrier", "顺丰", "--number", "SF1"])?;
    visit.shop.run(&["orders", "deliver", &number])?;
    visit.open(&order).await?;
    Ok((order, number))
}

/// Opens the form, says why, and sends it.
async fn ask_return(visit: &Visit) -> Result<()> {
    visit.tap(ASK).await?;
    visit.choose("#return-reason", "damaged").await?;
    visit.tap(".return-form .button-wide").await?;
    visit.sees(".return", "等店铺答复").await
}

/// The focus is on the heading of the returns.
const AT_RETURNS: &str = "document.activeElement?.id === 'returns'";

#[test]
pub fn what_came_broken_goes_back_and_the_money_too() -> Result<()> {
    journey(async |visit| {
        let (order, number) = delivered(visit).await?;
        visit.tap(ASK).await?;
        visit.tap(".return-form .button-wide").await?;
        visit.sees(".field-wrong .field-note", "请选择原因").await?;
        let reason = "document.querySelector('#return-reason')";
        let told = format!(
            "document.activeElement === {reason} && {reason}.ariaInvalid === 'true'
                && document.getElementById({reason}.getAttribute('aria-describedby')).textContent === '请选择原因。'"
        );
        visit.wait("the field that is wrong, and why", &told).await?;
        visit.choose("#return-reason", "damaged").await?;
        visit.wait("nothing wrong", &format!("{reason}.ariaInvalid !== 'true'")).await?;
        visit.fill("#return-note", "杯子裂了").await?;
        visit.answer(PHOTOS).await?;
        visit.sees(".return-form .note-bar", "不是能读的照片，没有加上：1 个").await?;
        visit.sees(".return-form .note-bar", "最多 3 张，没有加上：1 张").await?;
        let three = "document.querySelectorAll('.return-pictures img').length === 3";
        visit.wait("three photographs", three).await?;
        visit.press(Key::Escape).await?;
        visit.wait("no sheet", "!document.querySelector('dialog[open], .return-form')").await?;
        visit.tap(ASK).await?;
        visit.wait("the same photographs", three).await?;
        visit.tap(".return-pictures .link").await?;
        visit
            .wait("focus on the input", "document.activeElement?.id === 'return-pictures'")
            .await?;
        visit.tap(".return-form .button-wide").await?;
        visit.sees(".return", "等店铺答复").await?;
        visit.sees(".return", "照片 2 张").await?;
        visit.wait("focus where the return is", AT_RETURNS).await?;
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
        visit.sees(".sums + .quiet", "退款 ¥10").await?;
        ensure!(visit.shop.number("SELECT refunded FROM orders")? == 1_000);
        visit.shop.comes_to("refunds", "state = 'done'", 1).await
    })
}

#[test]
fn a_part_of_the_money_is_asked_for_and_so_much_comes_back() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        let (order, number) = delivered(visit).await?;
        visit.tap(ASK).await?;
        visit.choose("#return-reason", "damaged").await?;
        let note = ".field:has(#return-less) .field-note";
        for (less, wrong) in [("12.345", "格式不对"), ("128.01", "超出范围"), ("0", "超出范围")]
        {
            visit.fill("#return-less", less).await?;
            visit.tap(".return-form .button-wide").await?;
            visit.sees(note, wrong).await?;
        }
        visit.fill("#return-less", "12.50").await?;
        visit.tap(".return-form .button-wide").await?;
        visit.sees(".return", "申请退款 ¥12.50").await?;
        ensure!(visit.shop.count("returns", "1")? == 1, "it was asked for once");
        // The shop agrees to what was asked for, and says no other sum.
        let first = format!("{number}-1");
        visit.shop.run(&["returns", "approve", &first])?;
        visit.shop.run(&["returns", "refund", &first])?;
        visit.open(&order).await?;
        visit.sees(".return", "退款 ¥12.50").await?;
        visit.sees(".sums + .quiet", "退款 ¥12.50").await?;
        visit.shop.comes_to("refunds", "state = 'done' AND amount = 1250", 1).await?;
        ensure!(visit.shop.number("SELECT sum(amount) FROM refunds")? == 1_250, "and no more");
        ensure!(visit.shop.number("SELECT refunded FROM orders")? == 1_250);
        Ok(())
    })
}

#[test]
fn a_return_that_was_decided_meanwhile_is_shown_as_it_is() -> Result<()> {
    journey(async |visit| {
        let (_, number) = delivered(visit).await?;
        ask_return(visit).await?;
        visit.tap(".return .link").await?;
        visit.sees(".return", "已撤回").await?;
        visit.wait("focus where the return is", AT_RETURNS).await?;
        ask_return(visit).await?;
        let second = format!("{number}-2");
        visit.shop.run(&["returns", "refuse", &second, "--answer", "已经用过了。"])?;
        visit.tap(".return .link").await?;
        visit.sees(".returns [role=alert]", "订单状态已经变了").await?;
        visit.sees(".return", "店铺没有同意").await?;
        visit.wait("nothing to withdraw", "!document.querySelector('.return .link')").await
    })
}

#[test]
fn a_return_that_is_asked_for_twice_leads_to_the_one_there_is() -> Result<()> {
    journey(async |visit| {
        let (order, _) = delivered(visit).await?;
        let first = visit.tab().await?;
        visit.new_tab().await?;
        visit.open(&order).await?;
        visit.tap(ASK).await?;
        visit.choose("#return-reason", "damaged").await?;
        let second = visit.tab().await?;
        visit.turn_to(&first).await?;
        ask_return(visit).await?;
        // What is looked at again is read again; the sheet is still there.
        visit.turn_to(&second).await?;
        visit.tap(".return-form .button-wide").await?;
        visit.sees("#return-moved [role=alert]", "订单状态已经变了").await?;
        visit.sees(".return", "等店铺答复").await?;
        ensure!(!visit.has("dialog[open]").await?, "the form does not cover it");
        ensure!(visit.shop.count("returns", "1")? == 1, "there is one");
        Ok(())
    })
}

#[test]
pub fn an_address_is_kept_for_whoever_is_signed_in_and_can_be_chosen() -> Result<()> {
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
        visit.tap(".saved-act .link:last-child").await?;
        visit.shop.comes_to("addresses", "1 = 1", 0).await?;
        visit.tap("#address-undo").await?;
        visit.sees(".addresses", "清晨路 7 号").await
    })
}
