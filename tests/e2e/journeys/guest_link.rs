//! A guest's link to an order: the key in its fragment opens the order, and nothing made up takes its place.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Visit, journey_with};
use serde_json::json;

use crate::buying;

/// What this browser remembers of orders and their keys.
const KNOWN: &str = "JSON.parse(localStorage.getItem('picklive.orders') ?? '[]')";

/// Opens an address as a link does that is tapped elsewhere: with a page load, also where only the fragment
/// is another.
async fn follow(visit: &Visit, path: &str) -> Result<()> {
    visit.open("/account").await?;
    visit.open(path).await
}

#[test]
fn a_guests_link_opens_the_order_and_a_made_up_one_does_no_harm() -> Result<()> {
    let phone = "navigator.share = async (what) => { window.given = what; };";
    journey_with(Look::with(phone), async |visit| {
        let path = buying::order(visit).await?;
        visit.tap(".order-all .link").await?;
        visit.wait("the phone's sheet", "!!window.given").await?;
        let kept = visit.value("window.given.url").await?;
        let (address, secret) =
            kept.as_str().and_then(|url| url.split_once("#secret=")).context("no key")?;
        ensure!(address.ends_with(&path), "{address} is kept");

        // Another browser, that knows nothing.
        visit.value("localStorage.clear()").await?;
        follow(visit, &format!("{path}#secret=made-up")).await?;
        visit.sees("main", "没有找到").await?;
        ensure!(visit.value(KNOWN).await? == json!([]), "what opens nothing is not remembered");

        follow(visit, &format!("{path}#secret={secret}")).await?;
        visit.sees(".hold-until", "已为你保留到").await?;
        visit.wait("an address without the key", "location.hash === ''").await?;
        ensure!(visit.value(&format!("{KNOWN}[0].secret")).await? == json!(secret));

        follow(visit, &format!("{path}#secret=made-up")).await?;
        visit.sees(".hold-until", "已为你保留到").await?;
        ensure!(visit.value(&format!("{KNOWN}[0].secret")).await? == json!(secret), "it stays");
        Ok(())
    })
}
