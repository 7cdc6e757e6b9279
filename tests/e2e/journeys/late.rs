//! After the hold: money that comes late gets a unit while there is one, else goes back, and the buyer is
//! told; what was not paid is ordered again.

use anyhow::{Result, ensure};
use picklive_e2e::{Visit, journey};

use crate::buying;

#[test]
fn a_payment_after_the_hold_gets_a_unit_while_there_is_one() -> Result<()> {
    journey(async |visit| {
        let total = pay_late(visit, 5).await?;
        visit.shop.comes_to("order_steps", "reason = 'paid_late_unit_found'", 1).await?;
        buying::sees_paid(visit).await?;
        visit.sees(".paying", "晚了一点").await?;
        ensure!(visit.shop.count("orders", "state = 'paid' AND refunded = 0")? == 1);
        ensure!(left(visit)? == 4, "one of the five is sold");
        ensure!(kept(visit)? == total, "the shop keeps the money");
        Ok(())
    })
}

#[test]
pub fn a_payment_after_the_hold_gets_the_money_back_when_all_are_sold() -> Result<()> {
    journey(async |visit| {
        let total = pay_late(visit, 0).await?;
        visit.shop.comes_to("order_steps", "reason = 'paid_late_sold_out'", 1).await?;
        visit.sees(".paying", "店铺会原路退回").await?;
        ensure!(visit.shop.count("orders", "state = 'refunded'")? == 1);
        ensure!(left(visit)? == 0, "nothing was sold that was not there");
        visit.shop.comes_to("sandbox_refunds", &format!("amount = {total}"), 1).await?;
        ensure!(kept(visit)? == 0, "all of it went back");
        Ok(())
    })
}

#[test]
fn what_lapsed_is_ordered_again_with_every_line() -> Result<()> {
    const TWO: &str = "&variant=osmanthus-honey-0&quantity=2";
    journey(async |visit| {
        visit.open(&format!("{}{TWO}", buying::BOOKS)).await?;
        buying::place(visit).await?;
        visit.shop.holds_lapse().await?;
        visit.sees(".paying", "保留时间到了").await?;
        visit.sees(".paying .button", "重新下单").await?;
        visit.tap(".paying .button").await?;
        visit.arrives("/buy").await?;
        ensure!(visit.path().await?.ends_with(TWO), "both are in the address");
        visit.sees(".lines .line:nth-child(1)", "散文").await?;
        visit.sees(".lines .line:nth-child(2)", "× 2").await?;
        visit.tap(buying::PLACE).await?;
        buying::placed(visit).await?;
        ensure!(visit.shop.count("order_lines", "quantity = 2")? == 2, "in both orders");
        Ok(())
    })
}

/// Lets the hold of an order lapse and the payment come after it; in between so many units are `left`.
/// Gives what was paid. Nothing here depends on how quick the machine is.
async fn pay_late(visit: &Visit, left: i64) -> Result<i64> {
    let order = buying::order(visit).await?;
    buying::pay_by(visit, "sandbox_redirect").await?;
    buying::decide(visit, "late").await?;
    ensure!(visit.path().await? == order, "the way back leads to the order");
    visit.shop.holds_lapse().await?;
    visit.sees(".paying", "保留时间到了").await?;
    visit.sees(".paying", "如果你刚刚付过款").await?;
    visit.shop.stock("essay-books-0", left)?;
    visit.shop.late_payments_come()?;
    visit.shop.number("SELECT total FROM orders")
}

fn left(visit: &Visit) -> Result<i64> {
    visit.shop.number("SELECT stock FROM variants WHERE id = 'essay-books-0'")
}

/// What the provider took and did not send back.
fn kept(visit: &Visit) -> Result<i64> {
    visit.shop.number(
        "SELECT (SELECT coalesce(sum(amount), 0) FROM sandbox_charges WHERE state = 'paid')
              - (SELECT coalesce(sum(amount), 0) FROM sandbox_refunds)",
    )
}
