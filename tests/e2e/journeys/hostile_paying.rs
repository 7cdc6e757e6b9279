//! Starting a payment through answers that make no sense.

use anyhow::{Result, ensure};
use picklive_e2e::{MISDEEDS, Misdeed, Visit};
use serde_json::json;

use crate::{
    buying::{self, PAY},
    hostile::{Place, journey, settled},
};

/// Misdeeds after which there is no page of the bank's to go to.
const STAYS: [&str; 9] = [
    "html-for-json",
    "captive-portal",
    "null",
    "cut-body",
    "reset",
    "wrong-types",
    "unknown-words",
    "scripts",
    "503",
];
/// Chooses a way to pay and starts while this is done; gives what is wrong then.
async fn starts(visit: &Visit, method: &str, misdeed: Misdeed) -> Result<Vec<String>> {
    visit.shop.spoiler()?.behave();
    let order = buying::order(visit).await?;
    visit.tap(&format!("label.method:has(input[value={method}])")).await?;
    // Only what starting is answered, and not the order that the page asks for beside it.
    let reads: &[&str] = &[&format!("/v1{order}/payments")];
    visit.shop.spoiler()?.spoil(misdeed, reads);
    visit.tap(PAY).await?;
    let paying = Place { name: "paying", path: "", reads: &[], there: ".paying" };
    let mut faults = settled(visit, paying, misdeed).await?;
    if visit.path().await? != order {
        faults.push(format!("it led to {}", visit.path().await?));
    }
    visit.shop.spoiler()?.behave();
    visit.shop.holds_lapse().await?;
    Ok(faults)
}

#[test]
fn a_payment_bears_misdeeds_and_leads_to_no_script() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        let mut all = Vec::new();
        for method in ["sandbox_redirect", "sandbox_qr"] {
            // What a code says differs from an address to go to in words only.
            let tried = |it: &&Misdeed| {
                STAYS.contains(&it.name) && (it.is_in_words() || method == "sandbox_redirect")
            };
            for misdeed in MISDEEDS.iter().filter(tried) {
                let faults = starts(visit, method, *misdeed).await;
                let faults = faults.unwrap_or_else(|error| vec![format!("{error:#}")]);
                let told = |fault| format!("{method}, misdeed {}: {fault}", misdeed.name);
                all.extend(faults.into_iter().map(told));
            }
        }
        ensure!(all.is_empty(), "{}", all.join("\n"));
        ensure!(visit.value("window.hacked === undefined").await? == json!(true));

        buying::order(visit).await?;
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await
    })
}
