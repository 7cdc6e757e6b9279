//! Looking around in the shop while a room goes on, small in its corner: the picture is the same element all the while.

use anyhow::{Result, ensure};
use picklive_e2e::{Visit, journey};
use serde_json::json;

use crate::rooms::{PATH, enter, is_the_same, mark, moves};

/// The way back, and the end.
const BACK: &str = ".room-back";
const END: &str = ".room-end";

/// The picture is the marked one, small in its corner, was never paused, and moves; and the page has one main part.
async fn goes_on(visit: &Visit, when: &str) -> Result<()> {
    let is = "(() => {
        const all = [...document.querySelectorAll('video')], [video] = all, seen = video.getBoundingClientRect();
        return {
            one: all.length === 1, marked: video.e2e !== undefined, pauses: video.e2e?.pauses, paused: video.paused,
            small: seen.width > 60 && seen.width < innerWidth / 2 && seen.left >= 0 && seen.right <= innerWidth
                && seen.top >= 0 && seen.bottom <= document.querySelector('.tabs').getBoundingClientRect().top,
            mains: document.querySelectorAll('main, [role=main]').length,
        };
    })()";
    let is = visit.value(is).await?;
    let good = json!({ "one": true, "marked": true, "pauses": 0, "paused": false, "small": true, "mains": 1 });
    ensure!(is == good, "{when}: {is}");
    moves(visit).await
}

#[test]
pub fn one_looks_around_in_the_shop_while_the_picture_goes_on() -> Result<()> {
    journey(async |visit| {
        enter(visit).await?;
        moves(visit).await?;
        mark(visit).await?;
        let title = visit.value("document.title").await?;
        visit.tap(".room-browse").await?;
        visit.wait("today's page", "location.pathname === '/'").await?;
        let heading = "document.activeElement?.matches('main h1') === true";
        visit.wait("focus on the page's heading", heading).await?;
        ensure!(visit.value("document.title").await? != title, "the page has a title of its own");
        goes_on(visit, "on today's page").await?;
        visit.tap("a.pick-link").await?;
        visit.arrives("/products/").await?;
        goes_on(visit, "on a product").await?;
        ensure!(visit.axe().await?.is_empty(), "{:#?}", visit.axe().await?);
        visit.tap(BACK).await?;
        visit.arrives(PATH).await?;
        is_the_same(visit, "back in the room").await?;
        ensure!(visit.value("document.title").await? == title, "it has the room's title again");

        // Its end, in the corner; and one who only leaves leaves nothing playing.
        visit.tap(".room-browse").await?;
        visit.wait("today's page", "location.pathname === '/'").await?;
        visit.tap(END).await?;
        visit.wait("no picture", "!document.querySelector('video')").await?;
        visit.wait("focus on the page's heading", heading).await?;
        ensure!(visit.value("location.pathname").await? == json!("/"), "one stays where one is");
        enter(visit).await?;
        moves(visit).await?;
        visit.tap(".room-out").await?;
        visit.arrives("/live").await?;
        visit.wait("no picture", "!document.querySelector('video')").await
    })
}
