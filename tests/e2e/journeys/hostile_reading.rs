//! Pages that everybody reads, and what happens to them.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use picklive_e2e::{MISDEEDS, Misdeed, now};
use tokio::time::sleep;

use crate::{
    clock,
    hostile::{EVERYTHING, Place, journey, place, settled, walk},
    rooms::ID,
    rooms_bag,
    rooms_caller::Caller,
};

const TODAY: Place = place("today", "/", &["/v1/editions/", "/v1/drops"], ".pick");
const DEALS: Place = place("deals", "/deals", &["/v1/drops"], ".deal");
const PRODUCT: Place =
    place("product", "/products/essay-books", &["/v1/products/essay-books"], ".product");
const SEARCH: Place = place("search", "/search?q=%E8%8C%B6", &["/v1/products"], ".found");
const ROOMS: Place = place("rooms", "/live", &["/v1/rooms"], ".room-card");
const ROOM: Place =
    place("room", "/live/morning-tea", &["/v1/rooms/morning-tea"], ".room .room-pin");
const SHOP: Place = place("storefront", "/", EVERYTHING, ".pick");
const POLICY: Place = place("policy", "/policies/shipping", EVERYTHING, ".policy");

#[test]
fn pages_that_are_read_bear_every_misdeed() -> Result<()> {
    journey(async |visit| {
        visit.shop.spoiler()?.bare(true);
        let today = visit.shop.get("/v1/editions/today").await?.json()?;
        let before = today["previous"].as_str().context("no edition before")?;
        let path = format!("/editions/{before}").leak();
        let edition = place("edition", path, &["/v1/editions/"], ".pick");
        walk(visit, &[TODAY, edition, DEALS, PRODUCT, SEARCH], |_| true).await?;
        // A drop that is still to come has a reminder, at whatever hour this runs.
        let hour = 3_600_000;
        let opens = now()? + hour;
        visit.shop.only_drop(clock::TITLE, opens, opens + hour, clock::DEAL)?;
        walk(visit, &[DEALS], |_| true).await
    })
}

#[test]
fn live_rooms_bear_every_misdeed() -> Result<()> {
    journey(async |visit| {
        let host = Caller::host(&visit.shop, ID).await?;
        host.act(rooms_bag::bag(10)).await?;
        visit.shop.comes_to("bags", "state = 'drawn'", 1).await?;
        let room = host.room().await?;
        let bag = room["bags"][0]["id"].as_str().context("no bag")?;
        let path = format!("/live/{ID}/bags/{bag}").leak();
        let bag = place("bag", path, &["/v1/bags/"], ".recheck .result");
        walk(visit, &[ROOMS, ROOM, bag], |_| true).await
    })
}

#[test]
fn a_shop_that_cannot_be_read_at_all_is_spoken_of() -> Result<()> {
    journey(async |visit| {
        visit.shop.spoiler()?.bare(true);
        walk(visit, &[SHOP], |_| true).await?;
        walk(visit, &[POLICY], Misdeed::is_in_words).await
    })
}

#[test]
fn data_that_came_with_the_page_is_believed_no_more() -> Result<()> {
    journey(async |visit| {
        let read = [TODAY, DEALS, PRODUCT].map(|place| Place { reads: EVERYTHING, ..place });
        walk(visit, &read, Misdeed::is_in_words).await
    })
}

/// Misdeeds after which a page would like to ask again.
const ASKED_AGAIN: [&str; 6] =
    ["html-for-json", "reset", "null", "past-deadlines", "negative-stock", "503"];

#[test]
fn nothing_is_asked_for_again_and_again() -> Result<()> {
    journey(async |visit| {
        visit.shop.spoiler()?.bare(true);
        for place in [SHOP, Place { reads: EVERYTHING, ..DEALS }] {
            for misdeed in MISDEEDS.iter().filter(|it| ASKED_AGAIN.contains(&it.name)) {
                visit.shop.spoiler()?.spoil(*misdeed, place.reads);
                visit.open(place.path).await?;
                settled(visit, place, *misdeed).await?;
                // That nothing happens cannot be awaited.
                sleep(Duration::from_secs(3)).await;
                let asked = visit.shop.spoiler()?.asked();
                let (name, what) = (place.name, misdeed.name);
                ensure!(asked.len() < 25, "page {name}, misdeed {what}: {asked:#?}");
            }
        }
        visit.shop.spoiler()?.behave();
        Ok(())
    })
}
