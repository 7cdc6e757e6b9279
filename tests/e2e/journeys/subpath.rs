//! A shop below a path of its host, behind a proxy of either kind: nobody is led out of it, and nothing
//! is asked for elsewhere.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, Path, Visit, Way, journey_by};
use serde_json::json;

use crate::buying;

/// Addresses on this page, its own among them, that are on the shop's host and not below its path.
const OUTSIDE: &str = "[location.href, ...[...document.querySelectorAll(
      'a[href], link[href], area[href], img[src], script[src], source[srcset], form[action], button[formaction]')]
        .map((it) => it.href || it.src || it.srcset || it.formAction || it.action)]
    .map((it) => new URL(it, document.baseURI))
    .filter((it) => it.origin === location.origin && !it.pathname.startsWith('/shop/'))
    .map(String)";

/// Nothing on the page that is there leads out of the shop, and nothing was refused on it.
async fn inside(visit: &Visit) -> Result<()> {
    let outside = visit.value(OUTSIDE).await?;
    ensure!(outside == json!([]), "{} leads out: {outside}", visit.path().await?);
    let refused = visit.value("window.e2e.refused").await?;
    ensure!(refused == json!([]), "{} wanted {refused}", visit.path().await?);
    Ok(())
}

/// Loads the page anew and waits for the app.
async fn reload(visit: &Visit) -> Result<()> {
    let path = visit.path().await?;
    visit.browser.web.refresh().await?;
    visit.started().await?;
    ensure!(visit.path().await? == path, "it is the same page");
    inside(visit).await
}

/// From today's page to a placed order, with a look at every page on the way.
async fn walk(visit: &Visit) -> Result<()> {
    visit.open("/").await?;
    inside(visit).await?;
    visit.value("window.stayed = true").await?;
    for (tab, there) in [("/deals", ".deal"), ("/", ".pick-title"), ("/account", "h1")] {
        visit.tap(&format!(".tabs a[href='{}']", visit.shop.path(tab))).await?;
        visit.arrives(tab).await?;
        visit.element(there).await?;
        inside(visit).await?;
    }
    visit.browser.web.back().await?;
    visit.tap(".pick-link").await?;
    visit.arrives("/products/").await?;
    visit.element(".product h1").await?;
    inside(visit).await?;
    ensure!(visit.value("window.stayed").await? == json!(true), "nothing was loaded anew");
    reload(visit).await?;

    visit.open("/products/essay-books").await?;
    inside(visit).await?;
    visit.tap(".buy-bar .button").await?;
    visit.tap("dialog[open] .sheet-foot .button:last-child").await?;
    visit.arrives("/buy").await?;
    buying::fill_address(visit).await?;
    inside(visit).await?;
    visit.tap(buying::PLACE).await?;
    buying::placed(visit).await?;
    inside(visit).await
}

/// The paid order after a reload, and the list with it; then what was asked for and said all the while.
async fn and_after(visit: &Visit) -> Result<()> {
    buying::sees_paid(visit).await?;
    ensure!(visit.shop.count("orders", "state = 'paid'")? == 1);
    reload(visit).await?;
    visit.element(".order .steps").await?;
    visit.tap(".order-all a").await?;
    visit.arrives("/orders").await?;
    visit.element(".order-row, .orders a").await?;
    inside(visit).await?;

    let asked = visit.shop.asked();
    ensure!(asked.iter().any(|it| it.contains("/v1/orders")), "what is asked for is noted");
    let outside = |it: &&String| !it.split(' ').nth(1).is_some_and(|it| it.starts_with("/shop/"));
    let outside: Vec<_> = asked.iter().filter(outside).collect();
    ensure!(outside.is_empty(), "asked for elsewhere: {outside:?}");
    // Another shop of the host has a cart and orders of its own.
    let theirs = "Object.keys(localStorage).filter((it) => !it.startsWith('picklive/shop/'))";
    let theirs = visit.value(theirs).await?;
    ensure!(theirs == json!([]), "remembered for every shop of the host: {theirs}");
    let mine = visit.value("localStorage.getItem('picklive/shop/orders') !== null").await?;
    ensure!(mine == json!(true), "the order is remembered");
    let said = visit.browser.web.browser_log().await?;
    let bad: Vec<_> = said.iter().filter(|it| it.level == "SEVERE").map(|it| &it.message).collect();
    ensure!(bad.is_empty(), "the console said {bad:#?}");
    Ok(())
}

#[test]
fn below_a_path_that_is_passed_on_one_buys_and_stays_inside() -> Result<()> {
    journey_by(Way::Below(Path::Kept), Look::default(), async |visit| {
        walk(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        and_after(visit).await
    })
}

#[test]
fn below_a_path_that_is_taken_away_one_pays_on_another_page_and_comes_back() -> Result<()> {
    journey_by(Way::Below(Path::TakenAway), Look::default(), async |visit| {
        walk(visit).await?;
        let order = visit.path().await?;
        buying::pay_by(visit, "sandbox_redirect").await?;
        buying::sees_sandbox(visit).await?;
        inside(visit).await?;
        buying::decide(visit, "pay").await?;
        ensure!(visit.path().await? == order, "the way back leads to the order");
        and_after(visit).await
    })
}
