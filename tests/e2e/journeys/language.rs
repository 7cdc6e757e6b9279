//! The other language: chosen by hand, kept afterwards, and nothing typed is lost by it.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Visit, journey};
use serde_json::json;

use crate::buying;

/// Waits for a page in this language whose app has started.
async fn speaks(visit: &Visit, lang: &str) -> Result<()> {
    let there = format!("document.documentElement.lang === {lang:?} && window.e2e.started");
    visit.wait("the other language", &there).await
}

#[test]
pub fn the_language_that_was_chosen_stays() -> Result<()> {
    journey(async |visit| {
        let edition = visit.shop.get("/v1/editions/today").await?.json()?;
        let title = &edition["picks"][0]["product"]["title"];
        let (zh, en) = (title["zh"].as_str(), title["en"].as_str());
        let (zh, en) = (zh.context("no Chinese")?, en.context("no English")?);
        let sent = visit.shop.get("/").await?.text;
        ensure!(sent.contains(zh) && !sent.contains(en), "a page is sent in one language");

        visit.open("/").await?;
        visit.tap(".masthead-lang").await?;
        speaks(visit, "en").await?;
        visit.sees(".pick-title", en).await?;
        visit.tap(".pick .pick-link").await?;
        visit.sees("h1", en).await?;
        visit.tap(".tabs a[href='/account']").await?;
        visit.wait("the account", "location.pathname === '/account'").await?;
        visit.open("/").await?;
        ensure!(visit.text(".pick-title").await? == en, "also when it is opened anew");

        visit.open("/account").await?;
        visit.tap(".choice[lang='zh-CN']").await?;
        speaks(visit, "zh-CN").await?;
        visit.tap(".tabs a[href='/']").await?;
        visit.sees(".pick-title", zh).await
    })
}

#[test]
fn what_was_typed_survives_the_other_language() -> Result<()> {
    journey(async |visit| {
        visit.open(buying::BOOKS).await?;
        buying::fill_address(visit).await?;
        visit.tap(".masthead-lang").await?;
        speaks(visit, "en").await?;
        visit.element("#buy-street").await?;
        let typed = visit.value("document.querySelector('#buy-street').value").await?;
        ensure!(typed == json!("清晨路 7 号"), "the street holds {typed}");
        ensure!(visit.path().await?.contains("lang=en"), "the address says it");
        Ok(())
    })
}
