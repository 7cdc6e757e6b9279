//! The shop's time: a deal opens and closes by itself at its second, whatever the phone's clock says.

use anyhow::{Context, Result, bail, ensure};
use picklive_e2e::{Deal, Look, Visit, journey, journey_with, now};

use crate::buying;

/// The button of a deal.
pub const BUY: &str = ".deal-act button";
/// The deal of the drop.
pub const DEAL: Deal = Deal {
    product: "thread-notebook",
    variant: "thread-notebook-0",
    price: 1_500,
    quota: 5,
    limit: None,
};
/// The title of the drop.
pub const TITLE: &str = "等这一秒";
/// What the button of the drop is: `open`, `shut`, or nothing when the drop is not shown.
pub const STATE: &str = "{ true: 'shut', false: 'open' }[[...document.querySelectorAll('.drop')]
    .find((it) => it.querySelector('h2').textContent === '等这一秒')?.querySelector('.deal-act button').disabled]";
/// What the countdown shows.
pub const DIGITS: &str = "document.querySelector('.drop-when .countdown-digits')?.textContent";
/// So much time is left at least on a page that waits for its moment, in milliseconds.
const AHEAD: i64 = 4_000;

/// An edge of the drop that a page waits for.
#[derive(Clone, Copy)]
pub enum Edge {
    /// Its first moment.
    Opens,
    /// The first moment after it.
    Closes,
}

/// Plans a drop that opens or closes at a full second soon and shows the deals page; gives that moment,
/// which is at least `ahead` milliseconds away. When the machine is too slow for that, the drop is planned
/// anew, farther ahead.
async fn wait_for(visit: &Visit, edge: Edge, ahead: i64) -> Result<i64> {
    wait_for_deal(visit, edge, ahead, DEAL).await
}

/// The same with a deal of the journey's own.
pub async fn wait_for_deal(visit: &Visit, edge: Edge, ahead: i64, deal: Deal) -> Result<i64> {
    for seconds in [ahead / 1_000 + 6, 24, 48] {
        let at = (now()? / 1_000 + seconds) * 1_000;
        let (opens, closes) = match edge {
            Edge::Opens => (at, at + 600_000),
            Edge::Closes => (at - 600_000, at),
        };
        visit.shop.only_drop(TITLE, opens, closes, deal)?;
        visit.open("/deals").await?;
        visit.sees(".drop-head", TITLE).await?;
        visit.watch("button", STATE).await?;
        visit.wait("a certain time", &format!("/[0-9]/.test({DIGITS})")).await?;
        if now()? < at - ahead {
            return Ok(at);
        }
    }
    bail!("48 seconds are not enough to open a page")
}

/// Waits until the button has become what it is to be, without a tap or reload, and says whether that was
/// at its moment: not before it, and within a second after.
pub async fn turns_at(visit: &Visit, to: &str, at: i64) -> Result<()> {
    visit.value("window.stayed = true").await?;
    visit.wait(&format!("the button {to}"), &format!("{STATE} === {to:?}")).await?;
    ensure!(visit.value("window.stayed").await? == serde_json::json!(true), "nothing was reloaded");
    let moments = visit.moments("button").await?;
    let before = if to == "open" { "shut" } else { "open" };
    // The time may have become certain only after the watch began: until then every button is shut.
    let begun = moments.iter().position(|moment| moment.what == before).context("no beginning")?;
    let [first, turned] = &moments[begun..] else { bail!("{begun}: it went {moments:?}") };
    ensure!(first.at < at as f64 - 1_000.0, "it was looked at too late: {moments:?}, {at}");
    let late = turned.at - at as f64;
    ensure!((-100.0..=1_000.0).contains(&late), "{to} {late} ms after its moment");
    Ok(())
}

#[test]
pub fn a_deal_opens_by_itself_at_its_second() -> Result<()> {
    journey(async |visit| {
        let opens_at = wait_for(visit, Edge::Opens, AHEAD).await?;
        turns_at(visit, "open", opens_at).await?;
        visit.sees(".drop-when", "进行中").await
    })
}

#[test]
fn a_deal_closes_by_itself_at_its_second() -> Result<()> {
    journey(async |visit| {
        let closes_at = wait_for(visit, Edge::Closes, AHEAD).await?;
        // Chosen, it stays on the page; else the page goes on to the next drop.
        visit.tap(".hour[aria-pressed=true]").await?;
        turns_at(visit, "shut", closes_at).await?;
        visit.sees(BUY, "已结束").await?;
        // Its price is gone everywhere.
        visit.open(buying::NOTEBOOK).await?;
        visit.sees(".checkout .lines", "¥36").await?;
        ensure!(!visit.text(".checkout .lines").await?.contains(TITLE), "the drop is over");
        Ok(())
    })
}

#[test]
fn todays_page_is_read_and_the_drop_bought_as_it_opens() -> Result<()> {
    journey(async |visit| {
        let opens_at = wait_for(visit, Edge::Opens, 3 * AHEAD).await?;
        visit.tap(".tabs a[href='/']").await?;
        visit.element(".pick-title").await?;
        visit.sees(".drop-line", TITLE).await?;
        visit.tap(".drop-line").await?;
        visit.sees(".drop-head", TITLE).await?;
        visit.watch("button", STATE).await?;
        turns_at(visit, "open", opens_at).await?;

        visit.tap(BUY).await?;
        // The price of the drop, by its name.
        visit.sees(".checkout .lines", TITLE).await?;
        visit.sees(".checkout .lines", "¥15").await?;
        buying::place_and_pay(visit).await?;
        ensure!(visit.shop.count("orders", "state = 'paid' AND goods = 1500")? == 1, "it cost ¥15");
        let left = "SELECT \"left\" FROM deals WHERE id = 'e2e-0'";
        ensure!(visit.shop.number(left)? == 4, "one of the five is sold");
        Ok(())
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
        let opens_at = wait_for(visit, Edge::Opens, AHEAD).await?;
        let phone = visit.value("Date.now()").await?.as_i64().context("no clock")?;
        ensure!(phone - now()? > 80_000_000, "the phone's clock is a day ahead");
        let before = now()?;
        let told = visit.value(DIGITS).await?;
        let told = seconds(told.as_str().unwrap_or_default())?;
        // Between asking and answering time went on; a second more is the promise.
        let (most, least) = (opens_at - before, opens_at - now()?);
        let fits = told * 1_000 <= most + 2_000 && told * 1_000 >= least - 1_000;
        ensure!(fits, "{told} s are shown, {least} to {most} ms are left");
        turns_at(visit, "open", opens_at).await
    })
}

/// `1:02:03` or `02:03` in seconds.
pub fn seconds(digits: &str) -> Result<i64> {
    let mut sum = 0;
    for part in digits.trim().split(':') {
        sum = sum * 60 + part.parse::<i64>().with_context(|| format!("no countdown: {digits}"))?;
    }
    Ok(sum)
}
