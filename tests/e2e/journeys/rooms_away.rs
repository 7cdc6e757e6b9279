//! The server stops and starts under an open room: nothing is there twice, nothing is lost, and what is typed stays.

use anyhow::{Result, ensure};
use picklive_e2e::{Visit, journey};
use serde_json::{Value, json};

use crate::{
    rooms::{ID, LINES, SEND, enter, is_the_same, lines_are, mark, moves, say},
    rooms_caller::Caller,
};

/// What is typed in the field.
const TYPED: &str = "document.querySelector('#room-say').value";

#[test]
pub fn the_server_stops_and_starts_under_an_open_room() -> Result<()> {
    journey(async |visit| {
        let guest = Caller::viewer(&visit.shop, ID).await?;
        enter(visit).await?;
        moves(visit).await?;
        mark(visit).await?;
        say(visit, "林晓", "第一句").await?;
        guest.say("第二句").await?;
        guest.say("要被拿走的").await?;
        lines_are(visit, &["第一句", "第二句", "要被拿走的"]).await?;
        visit.fill("#room-say", "还没说完").await?;

        visit.shop.stop();
        visit.tap(SEND).await?;
        visit.sees(".talk-wrong", "连不上店铺").await?;
        ensure!(visit.value(TYPED).await? == json!("还没说完"), "what is typed stays");
        // Meanwhile the merchant does something by the command line.
        let taken =
            visit.shop.number("SELECT max(rowid) FROM comments WHERE body = '要被拿走的'")?;
        ensure!(taken > 0, "the comment is kept");
        let shown = visit.shop.run(&["rooms", "show", ID, "--json"])?;
        let shown: Value = serde_json::from_str(&shown)?;
        let id = comment(&shown, "要被拿走的").unwrap_or_default();
        visit.shop.run(&["rooms", "remove-comment", ID, &id])?;

        visit.shop.start().await?;
        lines_are(visit, &["第一句", "第二句"]).await?;
        ensure!(visit.value(TYPED).await? == json!("还没说完"), "what is typed stays");
        visit.tap(SEND).await?;
        visit.wait("an empty field", &format!("{TYPED} === ''")).await?;
        guest.say("最后一句").await?;
        lines_are(visit, &["第一句", "第二句", "还没说完", "最后一句"]).await?;
        as_the_shop_has_it(visit, &guest).await?;
        is_the_same(visit, "with the server back").await
    })
}

/// The id of the comment that says so.
fn comment(shown: &Value, text: &str) -> Option<String> {
    let all = shown["comments"].as_array()?.iter();
    let found = all.into_iter().find(|one| one["text"] == json!(text));
    Some(found?["id"].as_str()?.to_owned())
}

/// What is drawn is what somebody who comes now reads, no more and no less.
async fn as_the_shop_has_it(visit: &Visit, guest: &Caller) -> Result<()> {
    let (drawn, said) = (visit.value(LINES).await?, guest.said().await?);
    ensure!(drawn == json!(said), "{drawn} is drawn, {said:?} was said");
    let room = guest.room().await?;
    let title = "document.querySelector('.room-pin-title')?.textContent";
    let pin = room["pin"]["product"].as_str().unwrap_or_default();
    ensure!(pin == "white-tea" && visit.value(title).await? == json!("高山白牡丹"), "{pin}");
    Ok(())
}
