//! A coupon of a room: seen with the stream, claimed by who signs in for it, and taken off the order.

use anyhow::{Result, ensure};
use picklive_e2e::journey;
use serde_json::json;

use crate::{
    buying,
    rooms::{ID, PIN, enter},
    rooms_caller::Caller,
    rooms_pay::{choose, place},
};

/// Paid at the room's price without what the coupon takes off.
const BOUGHT: &str = "state = 'paid' AND coupon_off = 500 AND goods = 5300";

#[test]
pub fn a_coupon_is_claimed_and_bought_with() -> Result<()> {
    journey(async |visit| {
        let host = Caller::host(&visit.shop, ID).await?;
        enter(visit).await?;
        host.pin("white-tea").await?;
        visit.sees(PIN, "高山白牡丹").await?;
        ensure!(!visit.has(".room-coupon").await?, "there is none yet");
        let cny = |amount: i64| json!({ "amount": amount, "currency": "CNY" });
        let rules = json!({ "off": cny(500), "minimum": cny(3_000), "quota": 5, "seconds": 600 });
        let mut act = rules;
        act["kind"] = json!("coupon");
        host.act(act).await?;
        visit.sees(".room-coupon", "减 ¥5").await?;
        visit.tap(".room-coupon").await?;
        visit.sees(".room-ticket", "剩 5 / 5 张").await?;
        visit.sees(".room-ticket", "满 ¥30 可用").await?;

        // It is for people: who taps it signs in, and then has it.
        visit.tap(".room-ticket .button").await?;
        visit.fill("#verify-contact", "13900139000").await?;
        visit.tap("dialog[open] button[type=submit]").await?;
        visit.tap("dialog[open] .note-bar .link").await?;
        visit.sees(".room-ticket .button", "已领取").await?;
        let said = "document.querySelector('dialog[open] [role=status].unseen')?.textContent";
        visit.wait("what is read out", &format!("{said} === '已领取：减 ¥5'")).await?;
        let kept = "document.activeElement?.closest('.room-ticket') != null";
        visit.wait("the focus where it was", kept).await?;
        visit.sees(".room-ticket", "剩 4 / 5 张").await?;
        visit.shop.comes_to("coupon_claims", "order_id IS NULL", 1).await?;
        visit.tap("dialog[open] .sheet-head .icon-button").await?;
        visit.wait("no sheet", "!document.querySelector('dialog[open]')").await?;

        visit.tap(".room-pin .room-buy").await?;
        choose(visit).await?;
        visit.sees(".checkout .sums", "−¥5").await?;
        place(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        ensure!(visit.shop.count("orders", BOUGHT)? == 1, "paid without what is off");
        ensure!(visit.shop.count("coupon_claims", "order_id IS NOT NULL")? == 1, "it is used");
        Ok(())
    })
}
