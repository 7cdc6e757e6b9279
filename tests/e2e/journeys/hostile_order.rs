//! Paying an order and calling it off, through every misdeed: the page never says what the shop does not.

use anyhow::{Result, ensure};
use picklive_e2e::{MISDEEDS, Misdeed, Visit};
use serde_json::json;

use crate::{
    buying::{self, BOOKS, PAY, PLACE},
    hostile::{GO, Place, journey, place, settled},
};

/// An order that is looked at.
const ORDER: Place = place("an order at work", "", &[], ".order, .paying");
/// Asks to call it off, and says that one is sure.
const ASK: &str = "#pay-ask";
const SURE: &str = ".pay-cancel .button:last-child";
/// The latest order's id, in the shop's books.
const LATEST: &str = "(SELECT id FROM orders ORDER BY placed_at DESC LIMIT 1)";

/// The order that is held, placed anew when there is none; what was typed before is in the form.
async fn held(visit: &Visit) -> Result<String> {
    if visit.shop.count("orders", "state = 'awaiting_payment'")? == 1 {
        return visit.path().await;
    }
    visit.script(GO, &[json!(BOOKS)]).await?;
    visit.arrives("/buy").await?;
    visit
        .wait("a price", &format!("document.querySelector({PLACE:?})?.disabled === false"))
        .await?;
    visit.tap(PLACE).await?;
    buying::placed(visit).await
}

/// In what state the latest order is, in the shop's books.
fn is(visit: &Visit, state: &str) -> Result<bool> {
    Ok(visit.shop.count("orders", &format!("id = {LATEST} AND state = '{state}'"))? == 1)
}

/// Does something to the order while a misdeed is done; gives what is wrong then.
async fn suffers(visit: &Visit, tap: &str, path: &str, misdeed: Misdeed) -> Result<Vec<String>> {
    let order = visit.path().await?;
    let reads: &[&str] = &[&format!("/v1{order}/{path}")];
    visit.shop.spoiler()?.spoil(misdeed, reads);
    visit.tap(tap).await?;
    let mut faults = settled(visit, ORDER, misdeed).await?;
    if visit.path().await? != order {
        faults.push(format!("it led to {}", visit.path().await?));
    }
    visit.shop.spoiler()?.behave();
    Ok(faults)
}

/// Calls an order off; in the end it is, once.
async fn calls_off(visit: &Visit, misdeed: Misdeed) -> Result<Vec<String>> {
    let order = held(visit).await?;
    visit.element(".pay-cancel").await?;
    if visit.has(ASK).await? {
        visit.tap(ASK).await?;
    }
    let faults = suffers(visit, SURE, "cancel", misdeed).await?;
    if is(visit, "cancelled")? {
        ensure!(!misdeed.says_by_itself(), "the shop was asked");
        if misdeed.is_in_words() {
            // What came could be read, and is shown until the order is read again.
            visit.open(&order).await?;
        } else if visit.has(SURE).await? {
            visit.tap(SURE).await?;
        }
        visit.sees(".steps", "已取消").await?;
    } else {
        visit.element(".methods").await?;
    }
    Ok(faults)
}

/// Chooses a way to pay and starts; in the end the page says what the shop's books do.
async fn pays(visit: &Visit, method: &str, misdeed: Misdeed) -> Result<Vec<String>> {
    held(visit).await?;
    visit.tap(&format!("label.method:has(input[value={method}])")).await?;
    let mut faults = suffers(visit, PAY, "payments", misdeed).await?;
    let begun = format!("order_id = {LATEST} AND state <> 'failed'");
    if method == "sandbox_none" && visit.shop.count("payments", &begun)? > 0 {
        // A wallet that was asked pays a second later, whatever became of the answer.
        visit.shop.comes_to("orders", &format!("id = {LATEST} AND state = 'paid'"), 1).await?;
    }
    if is(visit, "paid")? {
        buying::sees_paid(visit).await?;
    } else {
        let says = visit.text("main").await?;
        if says.contains("付款成功") {
            faults.push(format!("nothing was paid, and it says {says}"));
        }
        visit.element(".methods").await?;
    }
    Ok(faults)
}

/// Goes through these misdeeds.
async fn through(
    visit: &Visit,
    misdeeds: impl Fn(&Misdeed) -> bool,
    suffers: impl AsyncFn(Misdeed) -> Result<Vec<String>>,
) -> Result<()> {
    buying::order(visit).await?;
    let mut all = Vec::new();
    for misdeed in MISDEEDS.iter().filter(|misdeed| misdeeds(misdeed)) {
        let faults = suffers(*misdeed).await;
        if faults.is_err() {
            visit.shop.spoiler()?.behave();
            visit.open(&visit.path().await?).await?;
        }
        let faults = faults.unwrap_or_else(|error| vec![format!("{error:#}")]);
        all.extend(faults.into_iter().map(|fault| format!("misdeed {}: {fault}", misdeed.name)));
    }
    ensure!(all.is_empty(), "{}", all.join("\n"));
    Ok(())
}

#[test]
fn an_order_is_called_off_once_or_stays() -> Result<()> {
    journey(async |visit| through(visit, |_| true, async |it| calls_off(visit, it).await).await)
}

#[test]
fn a_wallet_pays_once_and_only_the_shop_says_so() -> Result<()> {
    journey(async |visit| {
        through(visit, |_| true, async |it| pays(visit, "sandbox_none", it).await).await?;
        let twice = "SELECT count(*) FROM (SELECT order_id FROM payments WHERE state = 'paid'
            GROUP BY order_id HAVING count(*) > 1)";
        ensure!(visit.shop.number(twice)? == 0, "nothing is paid twice");
        Ok(())
    })
}

#[test]
fn a_payment_by_code_bears_every_misdeed() -> Result<()> {
    journey(async |visit| {
        // An answer that is not the shop's is the same to every way to pay.
        let own = |it: &Misdeed| !it.says_by_itself();
        through(visit, own, async |it| pays(visit, "sandbox_qr", it).await).await
    })
}
