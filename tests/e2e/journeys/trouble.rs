//! When something goes wrong, and that nothing does unseen.

use anyhow::{Result, ensure};
use picklive_e2e::journey;
use serde_json::json;

use crate::buying::{self, PLACE};

#[test]
pub fn the_server_stops_and_comes_back() -> Result<()> {
    journey(async |visit| {
        visit.open(buying::BOOKS).await?;
        buying::fill_address(visit).await?;
        visit
            .wait("a price", &format!("document.querySelector({PLACE:?})?.disabled === false"))
            .await?;
        visit.shop.stop();
        // Another district may cost another fee, which nobody says now.
        visit.fill("#buy-district", "西城区").await?;
        visit.sees(".pay-bar .link", "再试一次").await?;
        visit.tap(PLACE).await?;
        let once = "document.querySelectorAll('.pay-bar [role=alert]').length === 1
            && !document.querySelector('.pay-bar .link')";
        visit.wait("the order's own failure, said once", once).await?;
        visit.sees(".pay-bar", "连不上店铺").await?;
        let typed = visit.value("document.querySelector('#buy-street').value").await?;
        ensure!(typed == json!("清晨路 7 号"), "what was typed is there");

        visit.shop.start().await?;
        visit.tap(PLACE).await?;
        buying::placed(visit).await?;
        ensure!(visit.shop.count("orders", "1")? == 1, "one order");
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await
    })
}

/// The screen of a failure.
const FAILURE: &str = ".state[role=alert]";

#[test]
fn reading_on_without_the_server_says_what_to_do() -> Result<()> {
    journey(async |visit| {
        visit.open("/").await?;
        visit.element(".pick-title").await?;
        visit.shop.stop();
        visit.tap(".tabs a[href='/deals']").await?;
        visit.sees(FAILURE, "连不上店铺").await?;
        visit.sees(FAILURE, "请检查网络，再试一次").await?;
        // Still nothing there.
        visit.value("window.stayed = true").await?;
        visit.tap(&format!("{FAILURE} button")).await?;
        visit.sees(FAILURE, "连不上店铺").await?;
        visit.shop.start().await?;
        visit.tap(&format!("{FAILURE} button")).await?;
        visit.element(".deal").await?;
        ensure!(!visit.has(FAILURE).await?, "nothing is complained of");
        ensure!(visit.value("window.stayed").await? == json!(true), "nothing was loaded anew");
        Ok(())
    })
}

#[test]
fn back_on_the_network_the_page_comes_by_itself() -> Result<()> {
    journey(async |visit| {
        visit.open("/").await?;
        visit.element(".pick-title").await?;
        visit.browser.online(false).await?;
        visit.tap(".tabs a[href='/deals']").await?;
        visit.sees(FAILURE, "连不上店铺").await?;
        visit.browser.online(true).await?;
        visit.element(".deal").await?;
        ensure!(!visit.has(FAILURE).await?, "nothing is complained of");
        Ok(())
    })
}

#[test]
pub fn what_was_typed_survives_a_reload() -> Result<()> {
    journey(async |visit| {
        visit.open(buying::BOOKS).await?;
        buying::fill_address(visit).await?;
        visit.fill("#buy-note", "轻放").await?;
        visit.open(buying::BOOKS).await?;
        visit.element("#buy-street").await?;
        for (field, text) in [("name", "林晓"), ("street", "清晨路 7 号"), ("note", "轻放")]
        {
            let typed =
                visit.value(&format!("document.querySelector('#buy-{field}').value")).await?;
            ensure!(typed == json!(text), "{field} holds {typed}");
        }
        Ok(())
    })
}

#[test]
pub fn no_console_errors_and_no_csp_violations() -> Result<()> {
    journey(async |visit| {
        let mut refused = Vec::new();
        visit.open("/").await?;
        for tab in ["/deals", "/"] {
            visit.tap(&format!(".tabs a[href='{tab}']")).await?;
            visit.wait(tab, &format!("location.pathname === '{tab}'")).await?;
        }
        refused.push(visit.value("window.e2e.refused").await?);
        visit.open("/products/essay-books").await?;
        visit.tap(".buy-bar .button").await?;
        refused.push(visit.value("window.e2e.refused").await?);
        visit.tap("dialog[open] .sheet-foot .button:last-child").await?;
        visit.wait("checkout", "location.pathname === '/buy'").await?;
        visit.started().await?;
        buying::place_and_pay(visit).await?;
        refused.push(visit.value("window.e2e.refused").await?);
        visit.open("/account").await?;
        refused.push(visit.value("window.e2e.refused").await?);
        ensure!(refused.iter().all(|page| *page == json!([])), "refused: {refused:?}");
        let bad = visit.said().await?;
        ensure!(bad.is_empty(), "the console said {bad:#?}");
        Ok(())
    })
}
