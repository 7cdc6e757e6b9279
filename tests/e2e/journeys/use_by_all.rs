//! Everybody can use it: axe finds nothing on any page, in both languages and colours.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, Visit, journey_with};

use crate::buying;

#[test]
fn axe_finds_nothing_in_chinese() -> Result<()> {
    journey_with(Look::default(), async |visit| every_page(visit).await)
}

#[test]
fn axe_finds_nothing_in_english() -> Result<()> {
    let look = Look { language: "en", ..Look::default() };
    journey_with(look, async |visit| every_page(visit).await)
}

async fn every_page(visit: &Visit) -> Result<()> {
    let mut found = Vec::new();
    let pages = [
        ("/", ".pick-title"),
        ("/deals", ".deal"),
        ("/products/linen-dress", ".product h1"),
        (buying::NOTEBOOK, "#buy-street"),
        ("/orders", ".page"),
        ("/account", "h1"),
        ("/policies/returns", "h1"),
    ];
    for (path, there) in pages {
        visit.open(path).await?;
        visit.element(there).await?;
        look(visit, path, &mut found).await?;
    }
    visit.open("/products/linen-dress").await?;
    visit.tap(".buy-bar .button").await?;
    visit.element("dialog[open] .choices").await?;
    look(visit, "the variant sheet", &mut found).await?;
    visit.open(buying::NOTEBOOK).await?;
    buying::fill_address(visit).await?;
    visit.tap(buying::PLACE).await?;
    visit.element(".hold-until").await?;
    look(visit, "the order", &mut found).await?;
    ensure!(found.is_empty(), "axe found:\n{}", found.join("\n"));
    Ok(())
}

/// Asks in light and in dark colours.
async fn look(visit: &Visit, page: &str, found: &mut Vec<String>) -> Result<()> {
    for dark in [false, true] {
        visit.browser.scheme(dark).await?;
        let colours = if dark { "dark" } else { "light" };
        let said = visit.axe().await?;
        found.extend(said.into_iter().map(|line| format!("{page}, {colours}: {line}")));
    }
    Ok(())
}
