//! One order in two tabs: it is paid once, and money beyond that goes back.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Visit, journey};

use crate::buying::{self, PAY};

#[test]
fn two_tabs_pay_one_order_once() -> Result<()> {
    journey(async |visit| {
        let order = buying::order(visit).await?;
        let first = visit.tab().await?;
        let second = visit.new_tab().await?;
        visit.open(&order).await?;
        visit.element(PAY).await?;
        // Both stand at the till before either pays.
        for tab in [&first, &second] {
            visit.turn_to(tab).await?;
            buying::pay_by(visit, "sandbox_redirect").await?;
            buying::sees_sandbox(visit).await?;
        }
        for tab in [&first, &second] {
            visit.turn_to(tab).await?;
            buying::decide(visit, "pay").await?;
            ensure!(visit.path().await? == order, "the way back leads to the order");
            buying::sees_paid(visit).await?;
        }
        paid_once(visit, 1).await
    })
}

#[test]
fn two_tabs_that_pay_in_two_ways_pay_once() -> Result<()> {
    journey(async |visit| {
        let order = buying::order(visit).await?;
        let first = visit.tab().await?;
        buying::pay_by(visit, "sandbox_redirect").await?;
        buying::sees_sandbox(visit).await?;
        let second = visit.new_tab().await?;
        visit.open(&order).await?;
        buying::pay_by(visit, "sandbox_qr").await?;
        visit.element("img.pay-code").await?;
        let content = visit.value("document.querySelector('.pay-action a').href").await?;
        visit.browser.web.goto(content.as_str().context("no address in the code")?).await?;
        buying::sees_sandbox(visit).await?;
        for tab in [&first, &second] {
            visit.turn_to(tab).await?;
            buying::decide(visit, "pay").await?;
            buying::sees_paid(visit).await?;
        }
        paid_once(visit, 2).await?;
        let back = visit.shop.number("SELECT sum(amount) FROM sandbox_refunds")?;
        ensure!(back == visit.shop.number("SELECT total FROM orders")?, "{back} went back");
        // The order itself knows nothing of the money it never needed.
        visit.open(&order).await?;
        buying::sees_paid(visit).await?;
        ensure!(!visit.text(".order").await?.contains("退款"), "the order is not refunded");
        Ok(())
    })
}

/// The order is paid once, of so many payments that were made; what came beyond it went back.
async fn paid_once(visit: &Visit, made: i64) -> Result<()> {
    // First the provider must have told all it has to tell, and sent back what goes back.
    visit
        .shop
        .comes_to("sandbox_charges", "state = 'paid' AND webhook = 'delivered'", made)
        .await?;
    visit.shop.comes_to("refunds", "state = 'done'", made - 1).await?;
    ensure!(visit.shop.count("sandbox_charges", "1")? == made, "{made} were charged");
    ensure!(visit.shop.count("payments", "state = 'paid'")? == 1, "one payment is kept");
    ensure!(visit.shop.count("payments", "state = 'refunded'")? == made - 1, "the rest went back");
    ensure!(visit.shop.count("orders", "state = 'paid' AND refunded = 0")? == 1, "one is paid");
    ensure!(visit.shop.count("orders", "1")? == 1, "there is one order");
    Ok(())
}
