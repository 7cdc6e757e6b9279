//! A guest of a shop whose API is on another origin: the key of an order goes there and nowhere else.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Way, journey_by};
use serde_json::json;

use crate::{
    apart::{NOTED, asked_apart, no_cookies},
    buying,
};

#[test]
fn across_origins_a_guest_s_key_opens_the_order_and_calls_it_off() -> Result<()> {
    let phone = format!("{NOTED} navigator.share = async (what) => {{ window.given = what; }};");
    journey_by(Way::Apart, Look::with(&phone), async |visit| {
        let order = buying::order(visit).await?;
        visit.tap(".order-all .link").await?;
        visit.wait("the phone's sheet", "!!window.given").await?;
        let link = visit.value("window.given.url").await?;
        let link = link.as_str().context("no link")?.to_owned();
        let (address, secret) = link.split_once("#secret=").context("no key in the fragment")?;
        ensure!(address == visit.shop.url(&order), "{address} is the page's own host");

        // Another browser, that knows nothing.
        visit.value("localStorage.clear()").await?;
        visit.open("/account").await?;
        visit.open(&order).await?;
        visit.sees("main", "没有找到").await?;
        visit.open("/account").await?;
        visit.browser.web.goto(&link).await?;
        visit.started().await?;
        visit.sees(".hold-until", "已为你保留到").await?;
        visit.wait("an address without the key", "location.hash === ''").await?;

        visit.tap("#pay-ask").await?;
        visit.tap(".pay-cancel .button:last-child").await?;
        visit.sees(".steps", "已取消").await?;
        ensure!(visit.shop.count("orders", "state = 'cancelled'")? == 1, "it is called off");
        let calls = asked_apart(visit).await?;
        let of_order: Vec<_> = calls
            .iter()
            .filter(|call| call["url"].as_str().is_some_and(|url| url.contains(&order)))
            .collect();
        ensure!(
            of_order
                .iter()
                .any(|call| call["url"].as_str().is_some_and(|it| it.ends_with("/cancel")))
        );
        for call in &of_order {
            ensure!(call["secret"] == json!(secret), "it is asked for with its key: {call}");
        }
        // In no address that a log could have, of either host.
        let told = |it: &str| it.contains(secret);
        ensure!(!calls.iter().any(|call| call["url"].as_str().is_some_and(told)));
        ensure!(!visit.shop.asked().iter().any(|asked| told(asked)), "the page's host has the key");
        let others = calls
            .iter()
            .filter(|call| !call["url"].as_str().is_some_and(|it| it.contains("/v1/orders")));
        ensure!(others.into_iter().all(|call| call["secret"] == json!("")), "others have the key");
        no_cookies(visit).await
    })
}
