//! Buying, paying by each way there is, and everything that may be done twice or too late.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Visit, journey, journey_with};
use serde_json::json;

use crate::buying::{self, PAY, PLACE};

#[test]
pub fn a_parcel_is_bought_and_paid_by_a_wallet() -> Result<()> {
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

/// In WeChat the bridge is there without the page's doing.
pub const BRIDGE: &str = "addEventListener('DOMContentLoaded', () => {
    const script = document.createElement('script');
    script.src = '/sandbox/bridge.js';
    document.head.append(script);
});";

#[test]
fn a_parcel_is_bought_and_paid_in_wechat() -> Result<()> {
    let look = Look { wechat: true, ..Look::with(BRIDGE) };
    journey_with(look, async |visit| {
        buying::order(visit).await?;
        buying::pay_by(visit, "sandbox_wechat").await?;
        visit.tap("dialog[data-sandbox-bridge] button[value=pay]").await?;
        buying::sees_paid(visit).await
    })
}

/// A provider that has to know who pays, as WeChat Pay does: the rest of it is the sandbox's.
const ASKS_WHO: &str = "const usual = window.fetch;
    window.fetch = (url, init) => {
        if (init?.method !== 'POST' || !String(url).endsWith('/payments')) return usual(url, init);
        const ask = JSON.parse(init.body);
        const told = [...JSON.parse(sessionStorage.getItem('e2e.told') ?? '[]'), ask.openid ?? null];
        sessionStorage.setItem('e2e.told', JSON.stringify(told));
        if (ask.openid || ask.method !== 'sandbox_wechat') return usual(url, init);
        const fields = [{ field: 'openid', reason: 'missing' }];
        const problem = { type: 'urn:picklive:invalid', title: 'who pays', status: 422, fields };
        const headers = { 'content-type': 'application/problem+json' };
        return Promise.resolve(new Response(JSON.stringify(problem), { status: 422, headers }));
    };";

#[test]
fn in_wechat_one_is_asked_who_one_is_once_and_goes_on_paying() -> Result<()> {
    let look = Look { wechat: true, ..Look::with(&format!("{ASKS_WHO}{BRIDGE}")) };
    journey_with(look, async |visit| {
        let order = buying::order(visit).await?;
        buying::pay_by(visit, "sandbox_wechat").await?;
        // The server's own page, which this shop does not have: it leads to WeChat and back.
        visit.arrives("/v1/wechat/openid").await?;
        let back = "new URLSearchParams(location.search).get('return_url')";
        ensure!(visit.value(back).await? == json!(visit.shop.url(&order)), "it leads back here");
        visit.open(&format!("{order}#openid=who-1")).await?;
        visit.tap("dialog[data-sandbox-bridge] button[value=pay]").await?;
        buying::sees_paid(visit).await?;
        ensure!(visit.value("location.hash").await? == json!(""), "it is not passed on in a link");
        let told = visit.value("JSON.parse(sessionStorage.getItem('e2e.told'))").await?;
        ensure!(told == json!([null, "who-1"]), "the shop was told {told}");
        ensure!(visit.shop.count("payments", "1")? == 1, "one attempt to pay");
        Ok(())
    })
}

#[test]
fn whom_wechat_does_not_name_pays_in_another_way() -> Result<()> {
    let look = Look { wechat: true, ..Look::with(&format!("{ASKS_WHO}{BRIDGE}")) };
    journey_with(look, async |visit| {
        let order = buying::order(visit).await?;
        buying::pay_by(visit, "sandbox_wechat").await?;
        visit.arrives("/v1/wechat/openid").await?;
        visit.open(&format!("{order}#openid=")).await?;
        visit.element(PAY).await?;
        buying::pay_by(visit, "sandbox_wechat").await?;
        visit.element(".paying [role=alert]").await?;
        ensure!(visit.path().await? == order, "nobody is sent round and round");
        buying::pay_by(visit, "sandbox_none").await?;
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
