//! What the merchant does to an order, and how its buyer reads of it.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Visit, journey};

use crate::buying;

/// The number of the order that is shown, which the browser's title says, too.
pub async fn number(visit: &Visit) -> Result<String> {
    let head = visit.text("h1").await?;
    let title = visit.value("document.title").await?;
    let title = title.as_str().unwrap_or_default();
    ensure!(title.starts_with(&head), "the page is called {title}, its order is {head}");
    Ok(head.split_whitespace().last().context("an order without a number")?.to_owned())
}

#[test]
fn a_transfer_is_confirmed_shipped_and_given_back_with_a_word() -> Result<()> {
    journey(async |visit| {
        let order = buying::order(visit).await?;
        let number = number(visit).await?;
        buying::pay_by(visit, "offline").await?;
        visit.sees(".pay-action", "附言里写订单号").await?;
        // A transfer takes a day: the hold is longer than the one that was begun with.
        let held = "SELECT hold_expires_at - placed_at FROM orders";
        ensure!(visit.shop.number(held)? > 3_600_000, "it is held for longer");
        visit.wait("a countdown of hours", "/^[0-9]+:[0-9]+:[0-9]+$/.test(document.querySelector('.hold-left .countdown-digits')?.textContent)").await?;

        // The page asks by itself whether the money has come.
        visit.shop.run(&["orders", "confirm", &number])?;
        buying::sees_paid(visit).await?;

        visit.shop.run(&["orders", "ship", &number, "--carrier", "顺丰", "--number", "SF100"])?;
        visit.open(&order).await?;
        visit.sees(".order", "SF100").await?;

        let why = "路上碰碎了，抱歉";
        visit.shop.run(&["orders", "refund", &number, "--reason", why])?;
        visit.open(&order).await?;
        visit.sees(".steps", why).await?;
        ensure!(visit.shop.count("orders", "state = 'refunded'")? == 1);
        Ok(())
    })
}

#[test]
fn an_order_that_the_shop_calls_off_says_so() -> Result<()> {
    journey(async |visit| {
        buying::order(visit).await?;
        let number = number(visit).await?;
        visit.shop.run(&["orders", "cancel", &number])?;
        // It was looked at all the while: the page finds out by itself, and offers no payment.
        visit.sees(".steps", "由店铺办理").await?;
        visit.wait("no way to pay", "!document.querySelector('.methods')").await
    })
}
