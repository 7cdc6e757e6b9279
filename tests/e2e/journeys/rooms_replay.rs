//! A room that is over: its recording has a stretch for each product, a tap goes there, and what it shows is bought
//! while it plays on.

use anyhow::{Result, ensure};
use picklive_e2e::journey;
use serde_json::json;

use crate::{
    buying::{self, PLACE},
    rooms::{is_the_same, mark, moves},
    rooms_pay::choose,
};

const PATH: &str = "/live/first-infusion";
/// The stretch of the cup, 70 seconds after the begin, and its line on the shelf.
const CUP: &str = "dialog[open] .room-chapters li:nth-child(2) .room-chapter";
const ON_SHELF: &str = "dialog[open] .room-item:nth-child(2)";
const BOUGHT: &str =
    "room_id = 'first-infusion' AND state = 'paid' AND at_stream_time IS NOT NULL AND goods = 9900";

#[test]
pub fn a_stretch_of_the_recording_is_gone_to_and_its_product_bought_while_it_plays() -> Result<()> {
    journey(async |visit| {
        // What it cost then stays; now it costs something else.
        visit.shop.all_prices("celadon-cup", 9_900)?;
        visit.open("/live").await?;
        visit.tap(".rooms-before .room-card[href='/live/first-infusion']").await?;
        visit.arrives(PATH).await?;
        moves(visit).await?;
        mark(visit).await?;
        visit.tap(".room-wide").await?;
        visit.sees(CUP, "青瓷").await?;
        let all = visit.value("document.querySelectorAll('.room-chapter').length").await?;
        ensure!(all == json!(4), "a stretch for each pin: {all}");
        visit.sees(CUP, "当时 ¥").await?;
        visit.sees(CUP, "现在 ¥99").await?;
        ensure!(visit.axe().await?.is_empty(), "{:#?}", visit.axe().await?);
        visit.tap(CUP).await?;
        let there = "((at) => at >= 70 && at < 100)(document.querySelector('video').currentTime)";
        visit.wait("the place of the cup", there).await?;
        visit.wait("no sheet", "!document.querySelector('dialog[open]')").await?;
        is_the_same(visit, "at the stretch").await?;
        visit.sees(".room-pin", "青瓷").await?;
        visit.sees(".room-pin", "99").await?;

        visit.tap(".room-bag").await?;
        visit.sees(ON_SHELF, "青瓷").await?;
        visit.tap(&format!("{ON_SHELF} .room-buy")).await?;
        choose(visit).await?;
        buying::fill_address(visit).await?;
        visit.tap(PLACE).await?;
        visit.sees("dialog[open] .hold-until", "已为你保留到").await?;
        is_the_same(visit, "with the order").await?;
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        ensure!(visit.path().await? == PATH, "the room was left");
        ensure!(visit.shop.count("orders", BOUGHT)? == 1 && visit.shop.count("orders", "1")? == 1);
        is_the_same(visit, "afterwards").await
    })
}
