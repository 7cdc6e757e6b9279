//! A viewer whose line is cut for a minute, beside one who never left: in the end both see the same.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use picklive_e2e::{Visit, journey};
use serde_json::{Value, json};

use crate::{
    rooms::{ID, PATH, PIN},
    rooms_caller::Caller,
};

/// How long the line is cut.
const GONE: Duration = Duration::from_secs(60);

/// What a page shows of the room, but for what each second changes.
const MODEL: &str = "(() => {
    const text = (css) => [...document.querySelectorAll(css)].filter((it) => !it.closest('[hidden]'))
        .map((it) => it.innerText.replace(/\\s+/g, ' ').trim());
    return {
        pin: text('.room-pin-title'), cost: text('.room-pin .room-cost'), left: text('.room-pin .room-left-units'),
        shelf: text('.room-shelf .room-item-text > b'), costs: text('.room-shelf .room-cost'),
        news: text('.room-news'), coupon: text('.room-coupon'), viewers: text('.room-viewers'),
        said: [...document.querySelectorAll('.talk-list li:not([hidden])')].map((it) => it.textContent),
    };
})()";

#[test]
fn after_a_minute_offline_everything_is_as_for_who_never_left() -> Result<()> {
    journey(async |visit| {
        let host = Caller::host(&visit.shop, ID).await?;
        visit.open(PATH).await?;
        visit.sees(PIN, "高山白牡丹").await?;
        let leaver = visit.tab().await?;
        // A window of its own: what lies behind another tab is hidden, and has no line.
        let stays = visit.browser.web.new_window().await?;
        visit.turn_to(&stays).await?;
        visit.browser.prepare().await?;
        visit.open(PATH).await?;
        visit.sees(PIN, "高山白牡丹").await?;
        host.say("两个人都在").await?;
        visit.sees(".talk-list", "两个人都在").await?;
        visit.turn_to(&leaver).await?;
        visit.sees(".talk-list", "两个人都在").await?;

        visit.browser.online(false).await?;
        let cut = Instant::now();
        host.say("要被拿走的").await?;
        goes_on(visit, &host).await?;
        let mut said = 0;
        while cut.elapsed() < GONE {
            said += 1;
            host.say(&format!("一分钟里的第 {said} 句")).await?;
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
        host.say("最后一句").await?;
        visit.turn_to(&stays).await?;
        visit.sees(".talk-list", "最后一句").await?;
        visit.turn_to(&leaver).await?;
        ensure!(!model(visit).await?["said"].to_string().contains("最后一句"), "it was cut off");
        visit.browser.online(true).await?;
        visit.sees(".talk-list", "最后一句").await?;
        visit.sees(".room-coupon", "减 ¥5").await?;
        let room =
            host.room_when(|room| room["shelf"][1]["variants"][0]["stock"]["left"] == json!(7));
        let left = stock_of(&room.await?["shelf"][1]["variants"]);
        same(visit, &leaver, &stays, &json!([format!("剩 {left} 件")])).await?;
        let said = host.said().await?;
        ensure!(said.iter().all(|line| line != "要被拿走的"), "{said:?}");
        Ok(())
    })
}

/// The host shows, prices, announces, drops a coupon and takes a comment away; stock is counted anew.
async fn goes_on(visit: &Visit, host: &Caller) -> Result<()> {
    let cny = |amount: i64| json!({ "amount": amount, "currency": "CNY" });
    let cup = host.room().await?["shelf"][1]["variants"][0]["id"].clone();
    host.pin("celadon-cup").await?;
    host.act(json!({ "kind": "price", "variant": cup, "price": cny(4_800) })).await?;
    host.act(json!({ "kind": "announce", "text": "现在看杯子" })).await?;
    let rules = json!({ "off": cny(500), "minimum": cny(3_000), "quota": 5, "seconds": 600 });
    let mut coupon = rules;
    coupon["kind"] = json!("coupon");
    host.act(coupon).await?;
    let room = host.room_when(|room| !room["coupons"].as_array().is_none_or(Vec::is_empty)).await?;
    let comments = room["comments"].as_array().into_iter().flatten();
    let gone =
        comments.filter(|one| one["text"] == json!("要被拿走的")).map(|one| one["id"].clone());
    for comment in gone {
        host.act(json!({ "kind": "remove_comment", "comment": comment })).await?;
    }
    visit.shop.stock(cup.as_str().unwrap_or_default(), 7)
}

/// How many are left of all variants together.
fn stock_of(variants: &Value) -> i64 {
    let all = variants.as_array().into_iter().flatten();
    all.filter_map(|variant| variant["stock"]["left"].as_i64()).sum()
}

async fn model(visit: &Visit) -> Result<Value> {
    visit.value(MODEL).await
}

/// Both windows come to the same, each with two who watch.
async fn same(
    visit: &Visit,
    one: &thirtyfour::WindowHandle,
    other: &thirtyfour::WindowHandle,
    left: &Value,
) -> Result<()> {
    let begun = Instant::now();
    loop {
        let mut seen = Vec::new();
        for window in [one, other] {
            visit.turn_to(window).await?;
            ensure!(visit.value("document.visibilityState").await? == json!("visible"), "hidden");
            seen.push(model(visit).await?);
        }
        let whole = seen[0]["pin"].to_string().contains("青瓷")
            && seen[0]["cost"].to_string().contains("¥48")
            && seen[0]["left"] == *left
            && seen[0]["news"].to_string().contains("现在看杯子")
            && seen[0]["viewers"].to_string().contains('2');
        if seen[0] == seen[1] && whole {
            return Ok(());
        }
        ensure!(begun.elapsed() < Duration::from_secs(60), "{:#}\nand\n{:#}", seen[0], seen[1]);
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}
