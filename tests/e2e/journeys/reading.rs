//! Reading: what is there before the app runs, how it takes over, links and the way back.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Visit, journey};
use serde_json::{Value, json};

/// What the server says the first pick is.
struct First {
    title: String,
    note: String,
    picture: String,
}

async fn first_pick(visit: &Visit) -> Result<First> {
    let edition = visit.shop.get("/v1/editions/today").await?.json()?;
    let pick = &edition["picks"][0];
    let zh = |value: &Value| value["zh"].as_str().map(str::to_owned).context("no Chinese text");
    let picture = pick["product"]["pictures"][0]["url"].as_str().context("no picture")?;
    Ok(First {
        title: zh(&pick["product"]["title"])?,
        note: zh(&pick["note"])?,
        picture: picture.into(),
    })
}

#[test]
pub fn todays_picks_are_readable_before_the_app_runs() -> Result<()> {
    journey(async |visit| {
        let first = first_pick(visit).await?;
        let html = visit.shop.get("/").await?.text;
        let (body, _) = html.split_once("application/json").context("no data beside the page")?;
        let card = body.split("class=\"pick-title\"").nth(1).context("no pick in the HTML")?;
        ensure!(card.contains(&first.title), "the first pick's title");
        ensure!(card.contains(&first.note), "the first pick's note");
        ensure!(card.contains('¥'), "the first pick's price");

        visit.open("/").await?;
        ensure!(visit.text(".pick-title").await? == first.title);
        // By then everything that the start asks for has been asked for.
        let asked = |what: &str| {
            format!(
                "performance.getEntriesByType('resource').filter((it) => it.name.includes({})).length",
                json!(what)
            )
        };
        visit.wait("the session", &format!("{} > 0", asked("/v1/session"))).await?;
        visit.wait("the picture", "document.querySelector('.pick img')?.complete").await?;
        ensure!(
            visit.value(&asked(&first.picture)).await? == json!(1),
            "one request for the picture"
        );
        ensure!(visit.value(&asked("/v1/editions")).await? == json!(0), "none for the edition");
        Ok(())
    })
}

#[test]
pub fn the_app_starts_on_pages_below_others() -> Result<()> {
    journey(async |visit| {
        // What is fetched for the start lies at the shop's root, however deep the page is.
        for path in ["/products/essay-books", "/policies/returns", "/orders"] {
            visit.open(path).await?;
        }
        visit.open("/products/essay-books").await?;
        visit.tap(".buy-bar .button").await?;
        visit.element("dialog[open] .variant-head").await?;
        Ok(())
    })
}

#[test]
fn a_policy_is_read_from_the_account_and_another_after_it() -> Result<()> {
    journey(async |visit| {
        let shop = visit.shop.get("/v1/storefront").await?.json()?;
        visit.open("/account").await?;
        for at in 0..2 {
            let policy = &shop["policies"][at];
            let text = policy["text"]["zh"].as_str().context("no text")?;
            let line = text.lines().next().context("no line")?;
            let id = policy["id"].as_str().context("no id")?;
            visit.tap(&format!(".account-list a[href='/policies/{id}']")).await?;
            visit.sees(".policy", line).await?;
            visit.started().await?;
            visit.tap(".order-all a").await?;
        }
        Ok(())
    })
}

#[test]
pub fn links_go_to_the_page_and_back_keeps_the_place() -> Result<()> {
    journey(async |visit| {
        visit.open("/").await?;
        let name = visit.value("document.title").await?;
        visit.value("window.stayed = true").await?;
        let link = ".pick:nth-child(4) .pick-link";
        let title = visit.text(&format!("{link} .pick-title")).await?;
        let middle = format!(
            "document.querySelector({link:?}).scrollIntoView({{ block: 'center', behavior: 'instant' }})"
        );
        visit.value(&middle).await?;
        let place = visit.value("scrollY").await?.as_f64().context("no place")?;
        ensure!(place > 812.0, "the fourth pick is below the first screen");
        visit.tap(link).await?;

        visit.sees("h1", &title).await?;
        ensure!(visit.path().await?.starts_with("/products/"));
        visit.wait("focus on the heading", "document.activeElement?.tagName === 'H1'").await?;
        visit.wait("the upper edge", "scrollY === 0").await?;
        visit.wait("the title", &format!("document.title.startsWith({})", json!(title))).await?;
        ensure!(visit.value("window.stayed").await? == json!(true), "nothing was loaded anew");

        visit.browser.web.back().await?;
        visit.sees(".pick-title", &title).await?;
        // What comes above it a moment later may move it a little, not out of sight.
        let edge = format!("document.querySelector({link:?}).getBoundingClientRect()");
        let seen = format!("{edge}.top < innerHeight && {edge}.bottom > 0 && scrollY > 0");
        visit.wait("the same place", &seen).await?;
        ensure!(visit.value("document.title").await? == name);
        Ok(())
    })
}
