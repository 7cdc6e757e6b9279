//! The shop's time: a deal opens by itself, whatever the phone's clock says.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Deal, Look, Visit, journey, journey_with};

const BUY: &str = ".deal-act button";
const DEAL: Deal =
    Deal { product: "thread-notebook", variant: "thread-notebook-0", price: 1_500, quota: 5 };

/// Server time: server and journey run on one machine.
fn now() -> Result<i64> {
    Ok(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?)
}

/// Plans a drop that opens in so many milliseconds and shows the deals page; gives when it opens.
async fn wait_for_drop(visit: &Visit, milliseconds: i64) -> Result<i64> {
    let opens = now()? + milliseconds;
    visit.shop.only_drop("等这一秒", opens, opens + 600_000, DEAL)?;
    visit.open("/deals").await?;
    visit.sees(".drop-head", "等这一秒").await?;
    Ok(opens)
}

/// The button is shut before the moment, opens without a tap or reload, and leads to the deal's price.
async fn opens(visit: &Visit, opens_at: i64) -> Result<()> {
    visit.value("window.stayed = true").await?;
    let shut = visit.value(&format!("document.querySelector({BUY:?}).disabled")).await?;
    let looked = now()?;
    if looked < opens_at - 500 {
        ensure!(shut == serde_json::json!(true), "it is not open yet");
    }
    visit
        .wait("the button", &format!("document.querySelector({BUY:?})?.disabled === false"))
        .await?;
    ensure!(now()? >= opens_at - 1_000, "it opened too early");
    ensure!(visit.value("window.stayed").await? == serde_json::json!(true), "nothing was reloaded");
    visit.tap(BUY).await?;
    visit.started().await?;
    // The price of the drop, by its name.
    visit.sees(".checkout .lines", "等这一秒").await?;
    visit.sees(".checkout .lines", "¥15").await
}

#[test]
fn a_deal_opens_by_itself() -> Result<()> {
    journey(async |visit| {
        let opens_at = wait_for_drop(visit, 12_000).await?;
        opens(visit, opens_at).await
    })
}

#[test]
fn a_clock_a_day_off_changes_nothing() -> Result<()> {
    let day_off = "(() => {
        const True = Date, off = 86400000;
        window.Date = class extends True {
          constructor(...given) { given.length ? super(...given) : super(True.now() + off); }
          static now() { return True.now() + off; }
        };
    })();";
    journey_with(Look::with(day_off), async |visit| {
        let opens_at = wait_for_drop(visit, 15_000).await?;
        let phone = visit.value("Date.now()").await?.as_i64().context("no clock")?;
        ensure!(phone - now()? > 80_000_000, "the phone's clock is a day ahead");
        visit
            .wait(
                "a certain time",
                "/[0-9]/.test(document.querySelector('.drop-when .countdown-digits')?.textContent)",
            )
            .await?;
        let before = now()?;
        let told = visit
            .value("document.querySelector('.drop-when .countdown-digits').textContent")
            .await?;
        let told = seconds(told.as_str().unwrap_or_default())?;
        // Between asking and answering time went on; a second more is the promise.
        let (most, least) = (opens_at - before, opens_at - now()?);
        let fits = told * 1_000 <= most + 2_000 && told * 1_000 >= least - 1_000;
        ensure!(fits, "{told} s are shown, {least} to {most} ms are left");
        opens(visit, opens_at).await
    })
}

/// `1:02:03` or `02:03` in seconds.
fn seconds(digits: &str) -> Result<i64> {
    let mut sum = 0;
    for part in digits.trim().split(':') {
        sum = sum * 60 + part.parse::<i64>().with_context(|| format!("no countdown: {digits}"))?;
    }
    Ok(sum)
}
