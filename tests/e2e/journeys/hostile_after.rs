//! What is written after a purchase, through answers that make no sense.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{MISDEEDS, Misdeed, Visit};
use serde_json::json;

use crate::{
    buying,
    hostile::{Place, journey, settled},
    merchant::number,
};

/// Each is another way for an answer to go wrong; a shop takes ten messages in a row, no more.
pub const TRIED: [&str; 9] = [
    "html-for-json",
    "captive-portal",
    "null",
    "cut-body",
    "reset",
    "wrong-types",
    "unknown-words",
    "429",
    "503",
];
const FIELD: &str = "document.querySelector('#order-message')?.value";
const SEND: &str = ".order-part form .button";

/// What is wrong once a question to this path was answered so.
async fn suffers(
    visit: &Visit,
    tap: &str,
    misdeed: Misdeed,
    path: &str,
    there: &'static str,
) -> Result<Vec<String>> {
    let reads: &[&str] = &[path];
    visit.shop.spoiler()?.spoil(misdeed, reads);
    visit.tap(tap).await?;
    let faults =
        settled(visit, Place { name: "order", path: "", reads: &[], there }, misdeed).await?;
    visit.shop.spoiler()?.behave();
    Ok(faults)
}

#[test]
fn what_is_written_to_the_shop_is_sent_once_or_still_there() -> Result<()> {
    journey(async |visit| {
        let order = buying::order(visit).await?;
        let path = format!("/v1{order}/messages");
        for misdeed in MISDEEDS.iter().filter(|it| TRIED.contains(&it.name)) {
            let (name, text) = (misdeed.name, format!("写在 {} 之前", misdeed.name));
            visit.fill("#order-message", &text).await?;
            let faults = suffers(visit, SEND, *misdeed, &path, ".order").await;
            let faults = faults.with_context(|| name)?;
            ensure!(faults.is_empty(), "misdeed {name}: {faults:?}");
            // It is sent, or can be sent: as it was typed, and once.
            let typed = visit.value(FIELD).await?;
            if typed == json!(text) {
                visit.tap(SEND).await?;
            } else {
                ensure!(typed == json!(""), "misdeed {name}: {typed} is typed");
            }
            visit.sees(".message-own", &text).await.with_context(|| name)?;
            let times = visit.shop.count("messages", &format!("body = '{text}'"))?;
            ensure!(times == 1, "misdeed {name}: it was sent {times} times");
        }
        Ok(())
    })
}

#[test]
fn a_return_is_asked_for_once_whatever_is_answered() -> Result<()> {
    journey(async |visit| {
        let order = buying::order(visit).await?;
        let number = number(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        visit.shop.run(&["orders", "ship", &number, "--carrier", "顺丰", "--number", "SF9"])?;
        visit.shop.run(&["orders", "deliver", &number])?;
        visit.open(&order).await?;
        visit.tap(".order-part > .button-quiet.button-wide").await?;
        visit.choose("#return-reason", "damaged").await?;
        visit.fill("#return-note", "有一册折了角").await?;
        let path = format!("/v1{order}/returns");
        let send = ".return-form .button-wide";
        // Those of which the shop never hears; the last one it hears, and the answer is lost.
        let never = ["html-for-json", "captive-portal", "null", "429", "503", "reset"];
        for name in never {
            let misdeed = MISDEEDS.iter().find(|it| it.name == name).context("no misdeed")?;
            let faults = suffers(visit, send, *misdeed, &path, ".return-form").await?;
            ensure!(faults.is_empty(), "misdeed {name}: {faults:?}");
            visit.element(".return-form [role=alert]").await.with_context(|| name)?;
            let typed = visit.value("document.querySelector('#return-note').value").await?;
            ensure!(typed == json!("有一册折了角"), "misdeed {name}: {typed} is typed");
        }
        visit.tap(send).await?;
        visit.sees(".return", "等店铺答复").await?;
        ensure!(visit.shop.count("returns", "1")? == 1, "it was asked for once");
        Ok(())
    })
}
