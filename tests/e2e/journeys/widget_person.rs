//! A person in a widget: signed in there and nowhere else, without a cookie, with what only a person may have.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Way, journey_by};
use serde_json::json;

use crate::{
    buying,
    rooms::{ID, PIN},
    rooms_caller::Caller,
    rooms_pay::choose,
    widget_page::{BEFORE, is_a_good_guest, open, room},
};

/// Bought by a person, under a shop's link, with what the coupon takes off.
const BOUGHT: &str =
    "room_id = 'morning-tea' AND state = 'paid' AND person_id IS NOT NULL AND total = 6300";

#[test]
fn one_signs_in_there_has_a_coupon_and_buys_with_it_without_a_cookie() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        let host = Caller::host(&visit.shop, ID).await?;
        open(visit, &room("autoplay")).await?;
        visit.sees(PIN, "高山白牡丹").await?;
        let cny = |amount: i64| json!({ "amount": amount, "currency": "CNY" });
        let act = json!({ "kind": "coupon", "off": cny(500), "minimum": cny(3_000), "quota": 5, "seconds": 600 });
        host.act(act).await?;
        visit.tap(".room-coupon").await?;
        visit.tap(".room-ticket .button").await?;
        visit.fill("#verify-contact", "13900139000").await?;
        visit.tap("dialog[open] button[type=submit]").await?;
        visit.tap("dialog[open] .note-bar .link").await?;
        visit.sees(".room-ticket .button", "已领取").await?;
        visit.tap("dialog[open] .sheet-head .icon-button").await?;
        visit.wait("no sheet", "!document.querySelector('dialog[open]')").await?;
        visit.tap(".room-pin .room-buy").await?;
        choose(visit).await?;
        buying::fill_address(visit).await?;
        visit.sees(".checkout .sums", "−¥5").await?;
        visit.tap(buying::PLACE).await?;
        visit.sees("dialog[open] .hold-until", "已为你保留到").await?;
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        ensure!(visit.shop.count("orders", BOUGHT)? == 1, "another person or another sum");
        is_a_good_guest(visit).await?;
        // Who opens the page again in the same tab is still signed in, and the address is there.
        visit.browser.web.refresh().await?;
        visit.tap(".room-pin .room-buy").await?;
        choose(visit).await?;
        let typed = "document.querySelector('#buy-street')?.value";
        visit.wait("the address", &format!("({typed} ?? '') !== ''")).await?;
        is_a_good_guest(visit).await
    })
}

#[test]
fn a_shared_link_is_the_shops_own_and_carries_its_slug() -> Result<()> {
    let shares = "navigator.share = (what) => { window.shared = what; return Promise.resolve(); };";
    journey_by(Way::Foreign, Look::with(&format!("{BEFORE}{shares}")), async |visit| {
        open(visit, &room("autoplay shop=\"lin\"")).await?;
        visit.sees(PIN, "高山白牡丹").await?;
        visit.tap(".room-top .room-small").await?;
        visit.wait("what is shared", "window.shared !== undefined").await?;
        let shared = visit.value("shared.url").await?;
        let url = shared.as_str().context("no address")?;
        let own = visit.shop.own_url("/s/lin/live/morning-tea");
        ensure!(url == own, "{url}, and not {own}");
        Ok(())
    })
}
