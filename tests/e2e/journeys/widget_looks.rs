//! How a widget looks on a page that is not ours: what the page may set, and that nothing else of it comes through.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Visit, Way, journey_by};
use serde_json::json;

use crate::{
    rooms::{PIN, moves},
    widget_page::{BEFORE, PAGE, is_a_good_guest, open, room},
};

/// The page's own style for a part.
const STYLED: &str = "const sheet = new CSSStyleSheet();
    sheet.replaceSync('picklive-room::part(buy) { border-radius: 3px; } .room-buy { color: red; }');
    document.adoptedStyleSheets = [sheet];
    document.getElementById('a').style.setProperty('--picklive-accent', 'rgb(0, 100, 0)');";

#[test]
fn a_page_sets_what_is_offered_to_it_and_nothing_else() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        open(visit, &room("autoplay")).await?;
        visit.sees(PIN, "高山白牡丹").await?;
        let style =
            |name: &str| format!("getComputedStyle(document.querySelector('.room-buy')).{name}");
        let ink = visit.value(&style("color")).await?;
        visit.script(STYLED, &[]).await?;
        visit
            .wait(
                "the page's colour",
                &format!("{} === 'rgb(0, 100, 0)'", style("backgroundColor")),
            )
            .await?;
        ensure!(
            visit.value(&style("borderRadius")).await? == json!("3px"),
            "the part is not styled"
        );
        ensure!(visit.value(&style("color")).await? == ink, "a rule of the page reaches in");
        is_a_good_guest(visit).await
    })
}

/// A page of somebody else's as `docs/widget.md` has it, and its styles.
const EXAMPLE: &str = include_str!("../../../docs/example/page.html");
const HOSTILE: &str = include_str!("../../../docs/example/hostile.css");

#[test]
fn the_pages_own_styles_change_no_pixel_of_it() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        let example = EXAMPLE.replace("https://shop.example", &visit.shop.own_url(""));
        visit.shop.host(PAGE, &example)?;
        visit.shop.host("/hostile.css", HOSTILE)?;
        visit.browser.web.goto(visit.shop.url(PAGE)).await?;
        visit.sees(PIN, "高山白牡丹").await?;
        moves(visit).await?;
        // What stands still, at the same place, can be compared.
        visit.tap(".room-pause").await?;
        let still = "const style = document.getElementById('a').style;
            for (const [name, value] of Object.entries({ position: 'fixed', top: '0', left: '0', right: 'auto', width: '340px' }))
                style.setProperty(name, value, 'important');";
        visit.script(still, &[]).await?;
        visit.element(".room-play").await?;
        let spaced = "getComputedStyle(document.querySelector('h2')).letterSpacing === '4px'";
        ensure!(visit.value(spaced).await? == json!(true), "the page's styles do not act");
        let with = picture(visit).await?;
        ensure!(with == picture(visit).await?, "it does not stand still");
        let off = "document.querySelector('head link[rel=stylesheet]').disabled = true;";
        visit.script(off, &[]).await?;
        ensure!(visit.value(spaced).await? == json!(false), "the page's styles still act");
        let without = picture(visit).await?;
        if with != without {
            let folder = std::env::temp_dir().join("picklive-widget");
            std::fs::create_dir_all(&folder)?;
            std::fs::write(folder.join("with.png"), &with)?;
            std::fs::write(folder.join("without.png"), &without)?;
            anyhow::bail!("the page's styles reach it: {}", folder.display());
        }
        is_a_good_guest(visit).await
    })
}

/// The widget as it is painted.
async fn picture(visit: &Visit) -> Result<Vec<u8>> {
    visit
        .wait(
            "two frames",
            "window.e2e_frames >= 2 || (requestAnimationFrame(() => {
        window.e2e_frames = (window.e2e_frames ?? 0) + 1; }), false)",
        )
        .await?;
    visit.script("window.e2e_frames = 0", &[]).await?;
    visit.element("#a").await?.screenshot_as_png().await.context("no picture")
}
