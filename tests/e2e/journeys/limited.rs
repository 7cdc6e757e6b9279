//! A deal with a limit per person: the contact is verified before the hour, the price is the person's, and
//! the share is used up after it.

use anyhow::{Result, ensure};
use picklive_e2e::{Deal, Look, Visit, journey, journey_with, now};
use serde_json::json;

use crate::{
    buying,
    clock::{self, Edge},
};

/// One notebook a person at this price.
const DEAL: Deal = Deal { limit: Some(1), ..clock::DEAL };

/// Verifies a telephone number in the sheet that is open.
pub async fn verify(visit: &Visit) -> Result<()> {
    visit.element("dialog[open] #verify-contact").await?;
    visit.fill("#verify-contact", "13900139000").await?;
    visit.tap("dialog[open] button[type=submit]").await?;
    // The demo shop says the code; a tap takes it.
    visit.tap("dialog[open] .note-bar .link").await?;
    visit.wait("the sheet to close", "!document.querySelector('dialog[open]')").await
}

#[test]
pub fn who_verified_before_the_hour_buys_the_limited_deal_as_it_opens() -> Result<()> {
    journey(async |visit| {
        let opens_at = clock::wait_for_deal(visit, Edge::Opens, 12_000, DEAL).await?;
        visit.sees(".ready", "限购商品需先验证联系方式").await?;
        visit.tap(".ready .link").await?;
        verify(visit).await?;
        visit.sees(".ready-yes", "已验证").await?;
        visit.watch("button", clock::STATE).await?;
        clock::turns_at(visit, "open", opens_at).await?;

        visit.tap(clock::BUY).await?;
        visit.sees(".checkout .lines", "¥15").await?;
        buying::place_and_pay(visit).await?;
        let bought = "state = 'paid' AND goods = 1500 AND person_id IS NOT NULL";
        ensure!(visit.shop.count("orders", bought)? == 1, "a person bought it for ¥15");

        // The share is used up: its price is nowhere to be seen as this person's, and checkout says why.
        visit.tap(".tabs a[href='/deals']").await?;
        visit.sees(clock::BUY, "你已买满").await?;
        ensure!(visit.value(clock::STATE).await? == json!("shut"), "it cannot be tapped");
        visit.tap(".deal-text h3 a").await?;
        visit.sees(".pick-price", "¥36").await?;
        visit.tap(".buy-bar .button").await?;
        visit.sees("dialog[open] .variant-head", "¥36").await?;
        visit.tap("dialog[open] .sheet-foot .button:last-child").await?;
        visit.sees(".checkout", "你的限购份额已经用完").await?;
        visit.sees(".checkout .lines", "¥36").await
    })
}

#[test]
fn a_guest_who_taps_a_limited_deal_verifies_and_goes_on() -> Result<()> {
    journey(async |visit| {
        let at = now()?;
        visit.shop.only_drop(clock::TITLE, at - 60_000, at + 600_000, DEAL)?;
        visit.open("/deals").await?;
        visit.wait("an open deal", &format!("{} === 'open'", clock::STATE)).await?;
        visit.tap(clock::BUY).await?;
        verify(visit).await?;
        visit.wait("checkout", "location.pathname === '/buy'").await?;
        visit.sees(".checkout .lines", "¥15").await
    })
}

#[test]
fn in_wechat_the_reminder_says_to_open_a_browser() -> Result<()> {
    journey_with(Look { wechat: true, ..Look::default() }, async |visit| {
        let at = now()?;
        visit.shop.only_drop(clock::TITLE, at + 600_000, at + 1_200_000, clock::DEAL)?;
        visit.open("/deals").await?;
        visit.tap(".remind a").await?;
        visit.sees(".toast", "在浏览器打开").await?;
        ensure!(visit.path().await? == "/deals", "the page is not left");
        Ok(())
    })
}
