//! Writing to the shop: sent once, and nothing typed is lost.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, journey, journey_with};
use serde_json::json;

use crate::{buying, merchant::number};

/// The first message of the tab is taken by the server, and the page never hears of it.
const LOST: &str = "const usual = window.fetch;
    window.fetch = async (...asked) => {
        const answer = await usual(...asked);
        const sent = asked[1]?.method === 'POST' && String(asked[0]).endsWith('/messages');
        if (!sent || sessionStorage.getItem('e2e.lost')) return answer;
        sessionStorage.setItem('e2e.lost', 'yes');
        throw new TypeError('the line is gone');
    };";
/// The answer to a message is there, and the page hears of it when `window.hear` is called.
const LATE: &str = "const usual = window.fetch;
    window.fetch = async (...asked) => {
        const answer = await usual(...asked);
        if (asked[1]?.method === 'POST' && String(asked[0]).endsWith('/messages')) {
            const heard = new Promise((hear) => { window.hear = hear; });
            window.answered = (window.answered ?? 0) + 1;
            await heard;
        }
        return answer;
    };";
/// The button that sends a message.
pub const SEND: &str = ".order-part form .button";
/// What is in the field.
const TYPED: &str = "document.querySelector('#order-message')?.value";

#[test]
pub fn a_message_whose_answer_was_lost_is_sent_once() -> Result<()> {
    journey_with(Look::with(LOST), async |visit| {
        let order = buying::order(visit).await?;
        visit.fill("#order-message", "能不能早点发？").await?;
        visit.tap(SEND).await?;
        visit.sees(".order-part form [role=alert]", "连不上店铺").await?;
        ensure!(visit.shop.count("messages", "1")? == 1, "the shop has it");
        visit.open(&order).await?;
        visit.wait("what was typed", &format!("{TYPED} === '能不能早点发？'")).await?;
        visit.tap(SEND).await?;
        visit.wait("an empty field", &format!("{TYPED} === ''")).await?;
        ensure!(visit.shop.count("messages", "1")? == 1, "it is the same message");
        Ok(())
    })
}

#[test]
fn what_is_written_while_a_message_is_on_its_way_stays_and_what_was_sent_does_not() -> Result<()> {
    journey_with(Look::with(LATE), async |visit| {
        let order = buying::order(visit).await?;
        visit.value("document.querySelector('.messages').was_there = true").await?;
        visit.fill("#order-message", "能不能早点发？").await?;
        visit.tap(SEND).await?;
        visit.wait("the shop's answer", "window.answered === 1").await?;
        visit.fill("#order-message", "还有一件事").await?;
        visit.value("window.hear()").await?;
        visit.sees(".message-own", "能不能早点发").await?;
        ensure!(visit.value(TYPED).await? == json!("还有一件事"), "what is written stays");
        let same = "document.querySelector('.messages[aria-live=polite]').was_there ?? false";
        ensure!(visit.value(same).await? == json!(true), "it is added to what is there");

        visit.tap(SEND).await?;
        visit.wait("the shop's answer", "window.answered === 2").await?;
        visit.tap(".order-all a").await?;
        visit.element(".order-row").await?;
        visit.value("window.hear()").await?;
        let gone = "Object.keys(sessionStorage).every((it) => !it.includes('message'))";
        visit.wait("no draft", gone).await?;
        visit.open(&order).await?;
        visit.sees(".message-own", "还有一件事").await?;
        ensure!(visit.value(TYPED).await? == json!(""), "it is not offered again");
        Ok(())
    })
}

#[test]
pub fn buyer_and_shop_write_to_each_other_and_nothing_typed_is_lost() -> Result<()> {
    journey(async |visit| {
        let order = buying::order(visit).await?;
        let number = number(visit).await?;
        visit.fill("#order-message", "能不能早点发？").await?;
        visit.open(&order).await?;
        let kept = "document.querySelector('#order-message')?.value === '能不能早点发？'";
        visit.wait("what was typed", kept).await?;
        visit.tap(SEND).await?;
        visit.sees(".message-own", "能不能早点发").await?;
        visit.shop.run(&["orders", "message", &number, "明天一早。"])?;
        visit.open(&order).await?;
        visit.sees(".messages", "明天一早").await?;
        ensure!(visit.value("document.querySelector('#order-message').value").await? == json!(""));
        Ok(())
    })
}
