//! Following a room's host: by who signs in for it, in all rooms of the host, until a second tap.

use anyhow::{Result, ensure};
use picklive_e2e::journey;

use crate::rooms::{enter, mark, moves};

/// The button beside the host, and another room of the same host, which has not begun.
const FOLLOW: &str = ".room-follow";
const NEXT: &str = "/live/evening-cups";

#[test]
pub fn a_host_is_followed_in_every_room_until_a_second_tap() -> Result<()> {
    journey(async |visit| {
        enter(visit).await?;
        moves(visit).await?;
        mark(visit).await?;
        visit.sees(FOLLOW, "＋ 关注").await?;
        let high = "document.querySelector('.room-follow').offsetHeight >= 44";
        visit.wait("room for a thumb", high).await?;
        // It is for people: who taps it signs in, and then follows.
        visit.tap(FOLLOW).await?;
        visit.fill("#verify-contact", "13900139000").await?;
        visit.tap("dialog[open] button[type=submit]").await?;
        visit.tap("dialog[open] .note-bar .link").await?;
        visit.sees(FOLLOW, "已关注").await?;
        visit.shop.comes_to("follows", "lang = 'zh'", 1).await?;
        visit.wait("no sheet", "!document.querySelector('dialog[open]')").await?;
        let same = "document.querySelector('video')?.e2e !== undefined";
        visit.wait("the same picture", same).await?;
        ensure!(visit.axe().await?.is_empty(), "{:#?}", visit.axe().await?);

        visit.browser.web.refresh().await?;
        visit.started().await?;
        visit.sees(FOLLOW, "已关注").await?;
        visit.open(NEXT).await?;
        visit.sees(FOLLOW, "已关注").await?;
        visit.tap(FOLLOW).await?;
        visit.sees(FOLLOW, "＋ 关注").await?;
        visit.shop.comes_to("follows", "1", 0).await?;
        visit.browser.web.refresh().await?;
        visit.started().await?;
        visit.sees(FOLLOW, "＋ 关注").await
    })
}
