//! Buying, paying by each way there is, and everything that may be done twice or too late.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Visit, journey, journey_with};

use crate::buying::{self, PAY, PLACE};

#[test]
fn a_parcel_is_bought_and_paid_by_a_wallet() -> Result<()> {
    journey(async |visit| {
        buying::order(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        ensure!(visit.shop.count("orders", "state = 'paid'")? == 1);
        Ok(())
    })
}

#[test]
pub fn a_parcel_is_bought_and_paid_on_another_page() -> Result<()> {
    journey(async |visit| {
        let order = buying::order(visit).await?;
        buying::pay_by(visit, "sandbox_redirect").await?;
        buying::decide(visit, "pay").await?;
        buying::sees_paid(visit).await?;
        ensure!(visit.path().await? == order, "the way back leads to the order");
        Ok(())
    })
}

#[test]
pub fn a_parcel_is_bought_and_paid_by_a_code_in_another_window() -> Result<()> {
    journey(async |visit| {
        buying::order(visit).await?;
        buying::pay_by(visit, "sandbox_qr").await?;
        visit.element("img.pay-code").await?;
        let content = visit.value("document.querySelector('.pay-action a').href").await?;
        let content = content.as_str().context("no address for this phone")?.to_owned();
        let shop = visit.tab().await?;
        visit.new_tab().await?;
        visit.browser.web.goto(content).await?;
        buying::decide(visit, "pay").await?;
        visit.turn_to(&shop).await?;
        buying::sees_paid(visit).await
    })
}

#[test]
fn a_parcel_is_bought_and_paid_in_wechat() -> Result<()> {
    // In WeChat the bridge is there without the page's doing.
    let bridge = "addEventListener('DOMContentLoaded', () => {
        const script = document.createElement('script');
        script.src = '/sandbox/bridge.js';
        document.head.append(script);
    });";
    let look = Look { wechat: true, ..Look::with(bridge) };
    journey_with(look, async |visit| {
        buying::order(visit).await?;
        buying::pay_by(visit, "sandbox_wechat").await?;
        visit.tap("dialog[data-sandbox-bridge] button[value=pay]").await?;
        buying::sees_paid(visit).await
    })
}

#[test]
fn a_double_tap_buys_once() -> Result<()> {
    journey(async |visit| {
        visit.open(buying::BOOKS).await?;
        buying::fill_address(visit).await?;
        twice(visit, PLACE).await?;
        buying::placed(visit).await?;
        visit.tap("label.method:has(input[value=sandbox_none])").await?;
        twice(visit, PAY).await?;
        buying::sees_paid(visit).await?;
        ensure!(visit.shop.count("orders", "1")? == 1, "one order");
        ensure!(visit.shop.count("payments", "1")? == 1, "one attempt to pay");
        Ok(())
    })
}

/// Taps twice within one task: nothing can have changed on the page in between.
async fn twice(visit: &Visit, css: &str) -> Result<()> {
    visit.wait(css, &format!("document.querySelector({css:?})?.disabled === false")).await?;
    visit.value(&format!("[1, 2].forEach(() => document.querySelector({css:?}).click())")).await?;
    Ok(())
}
