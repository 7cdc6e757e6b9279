//! A flash deal that the host opens in the room: it comes with the picture, counts down by the stream, and is bought at its
//! price and for as long as that holds.

use anyhow::{Result, ensure};
use picklive_e2e::journey;
use serde_json::json;

use crate::{
    buying,
    rooms::{ID, enter, moves},
    rooms_caller::Caller,
    rooms_pay::choose,
};

const COST: &str = ".room-pin .room-cost";
const ENDS: &str = ".room-pin .room-ends";

#[test]
pub fn a_deal_of_the_room_comes_with_the_picture_and_is_bought_at_its_price() -> Result<()> {
    journey(async |visit| {
        let host = Caller::host(&visit.shop, ID).await?;
        enter(visit).await?;
        visit.sees(COST, "¥58").await?;
        moves(visit).await?;
        ensure!(!visit.has(ENDS).await?, "nothing ends yet");
        visit.watch("pin", &format!("document.querySelector('{COST}')?.textContent")).await?;
        let price = json!({ "amount": 5_500, "currency": "CNY" });
        let deal = json!({ "kind": "deal", "variant": "white-tea-0", "price": price, "quota": 3, "seconds": 120 });
        let at = visit.value(&format!("Date.parse({})", json!(host.act(deal).await?))).await?;
        visit.sees(COST, "¥55").await?;
        visit.sees(&format!("{COST} .tag"), "限时").await?;
        visit.sees(".room-left-units", "3").await?;
        visit.element(ENDS).await?;
        // Not before the picture: its playlist is some seconds behind at least.
        let moments = visit.moments("pin").await?;
        let shown = moments.iter().find(|moment| moment.what.contains("¥55"));
        let late = shown.and_then(|shown| Some(shown.at as i64 - at.as_i64()?));
        ensure!(late.is_some_and(|late| late >= 3_000), "it came {late:?} ms after it was opened");

        visit.tap(".room-pin .room-buy").await?;
        choose(visit).await?;
        buying::fill_address(visit).await?;
        visit.tap(buying::PLACE).await?;
        visit.sees("dialog[open] .hold-until", "已为你保留到").await?;
        // Others see that one is spoken for.
        visit.sees(".room-left-units", "2").await?;
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        let bought = "room_id = 'morning-tea' AND state = 'paid' AND goods = 5500";
        ensure!(visit.shop.count("orders", bought)? == 1, "it was not bought at the deal's price");
        Ok(())
    })
}
