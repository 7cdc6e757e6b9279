//! The phone sleeps for five minutes: its monotonic clock stands still, and nothing is certain until the
//! shop was asked again.
//!
//! Nobody waits for that: the page lives five minutes ago (phone's clock and the shop's answers) until it
//! wakes, and then in the present. Its monotonic clock knows nothing of the five minutes in between.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, Visit, journey_with, now};

use crate::clock::{DEAL, DIGITS, STATE, TITLE, seconds};

/// How long the phone sleeps, in milliseconds.
const SLEPT: i64 = 300_000;
/// The hour of the drop that is shown: tapped, the page stays with it.
const HOUR: &str = ".hour[aria-pressed=true]";

/// The phone: `behind` by five minutes until it wakes; answers that tell the time can be held.
const PHONE: &str = "(() => {
  const True = Date, ask = window.fetch.bind(window);
  const phone = window.phone = { behind: 300000, hidden: false, holds: false, held: [], asked: 0 };
  window.Date = class extends True {
    constructor(...given) { given.length ? super(...given) : super(True.now() - phone.behind); }
    static now() { return True.now() - phone.behind; }
  };
  Object.defineProperty(document, 'visibilityState', { get: () => phone.hidden ? 'hidden' : 'visible' });
  Object.defineProperty(document, 'hidden', { get: () => phone.hidden });
  const sign = (name) => (name === 'pageshow' ? window : document).dispatchEvent(new Event(name, { bubbles: true }));
  phone.sleep = (seen) => { if (seen) { phone.hidden = true; sign('visibilitychange'); } };
  phone.wake = (seen) => {
    phone.behind = 0;
    phone.hidden = false;
    if (seen) { sign('visibilitychange'); sign('pageshow'); }
  };
  window.fetch = async (...given) => {
    const address = String(given[0].url ?? given[0]), time = address.includes('/v1/time');
    if (!address.includes('/v1/')) return ask(...given);
    if (time) phone.asked += 1;
    const { behind } = phone, answer = await ask(...given);
    const headers = new Headers(answer.headers);
    let body = await answer.text();
    if (headers.has('picklive-time')) headers.set('picklive-time', String(headers.get('picklive-time') - behind));
    if (time && answer.ok) body = JSON.stringify({ now: new True(True.parse(JSON.parse(body).now) - behind).toISOString() });
    // Whatever else is asked may not tell the time before the question for it was answered.
    if (phone.holds) await new Promise((go) => time ? phone.held.push(go) : phone.others = go);
    return new Response(answer.status === 204 ? null : body, { status: answer.status, headers });
  };
})();";

/// Shows a drop that opens after `opens` and closes after `closes` milliseconds as they are when the phone
/// has woken; gives both moments. Until then it is five minutes earlier.
async fn begin(visit: &Visit, opens: i64, closes: i64) -> Result<(i64, i64)> {
    let now = now()? / 1_000 * 1_000;
    let (opens, closes) = (now + opens, now + closes);
    visit.shop.only_drop(TITLE, opens, closes, DEAL)?;
    visit.open("/deals").await?;
    visit.sees(".drop-head", TITLE).await?;
    visit.wait("a certain time", &format!("/[0-9]/.test({DIGITS})")).await?;
    visit.watch("button", STATE).await?;
    visit.watch("digits", DIGITS).await?;
    Ok((opens, closes))
}

/// The countdown shows how long it is until `edge`, to a second.
async fn counts_to(visit: &Visit, edge: i64, behind: i64) -> Result<()> {
    let before = now()? - behind;
    let told = visit.value(DIGITS).await?;
    let after = now()? - behind;
    let told = seconds(told.as_str().unwrap_or_default())? * 1_000;
    // A second that has begun is shown whole.
    let fits = (edge - after - 1_000..=edge - before + 2_000).contains(&told);
    ensure!(fits, "{told} ms are shown, {} are left", edge - after);
    Ok(())
}

/// The phone sleeps and wakes; from here on answers that tell the time are held. `seen`: the page is told.
/// Gives when it woke.
async fn sleeps_and_wakes(visit: &Visit, seen: bool) -> Result<i64> {
    let woke = now()?;
    // A second that began while this was on its way is one before the sleep.
    let sleep = format!(
        "for (const all of Object.values(window.e2e.moments)) {{
            all.splice(0, all.length - 1);
            all[0][1] = 0;
        }}
        phone.holds = true; phone.sleep({seen}); phone.wake({seen});"
    );
    visit.script(&sleep, &[]).await?;
    unsure(visit).await?;
    Ok(woke)
}

/// No countdown, no button.
async fn unsure(visit: &Visit) -> Result<()> {
    visit.wait("an uncertain time", &format!("{DIGITS} === '--:--' && {STATE} === 'shut'")).await
}

/// Lets the answer to the first of the questions that are held through: one round trip.
async fn is_told(visit: &Visit) -> Result<()> {
    visit.wait("a question for the time", "phone.held.length > 0").await?;
    visit.script("phone.held.shift()();", &[]).await?;
    visit.wait("a certain time", &format!("/[0-9]/.test({DIGITS})")).await
}

/// Since the phone woke, no countdown was wrong by more than a second.
async fn never_wrong(visit: &Visit, edge: i64, woke: i64) -> Result<()> {
    visit.script("phone.holds = false;", &[]).await?;
    for moment in visit.moments("digits").await? {
        if moment.at < woke as f64 || !moment.what.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let (told, left) = (seconds(&moment.what)? as f64 * 1_000.0, edge as f64 - moment.at);
        ensure!(
            (left - 1_000.0..=left + 2_000.0).contains(&told),
            "{moment:?}, {left} ms are left"
        );
    }
    Ok(())
}

/// What the button was since the phone woke.
async fn button_since(visit: &Visit, woke: i64) -> Result<Vec<String>> {
    visit.script("phone.holds = false;", &[]).await?;
    let moments = visit.moments("button").await?.into_iter();
    Ok(moments.filter(|moment| moment.at >= woke as f64).map(|moment| moment.what).collect())
}

/// Sleeps while a countdown runs; it is right again one round trip after waking.
async fn countdown_over_sleep(visit: &Visit, seen: bool) -> Result<()> {
    let (opens, _) = begin(visit, 200_000, 800_000).await?;
    counts_to(visit, opens, SLEPT).await?;
    let woke = sleeps_and_wakes(visit, seen).await?;
    is_told(visit).await?;
    counts_to(visit, opens, 0).await?;
    never_wrong(visit, opens, woke).await
}

#[test]
fn after_sleep_the_countdown_is_right_within_one_round_trip() -> Result<()> {
    journey_with(Look::with(PHONE), async |visit| countdown_over_sleep(visit, true).await)
}

#[test]
fn sleep_that_no_event_tells_of_is_noticed() -> Result<()> {
    journey_with(Look::with(PHONE), async |visit| countdown_over_sleep(visit, false).await)
}

#[test]
fn a_deal_that_opened_in_sleep_opens_once_the_shop_was_asked() -> Result<()> {
    journey_with(Look::with(PHONE), async |visit| {
        let (opens, closes) = begin(visit, -100_000, 600_000).await?;
        counts_to(visit, opens, SLEPT).await?;
        let woke = sleeps_and_wakes(visit, true).await?;
        visit.wait("a question for the time", "phone.held.length > 0").await?;
        visit.script("phone.told = performance.now();", &[]).await?;
        is_told(visit).await?;
        visit.wait("the open button", &format!("{STATE} === 'open'")).await?;
        counts_to(visit, closes, 0).await?;
        let early =
            "window.e2e.moments.button.some(([is, at]) => is === 'open' && at < phone.told)";
        ensure!(visit.value(early).await? == false, "it opened before the shop was asked");
        never_wrong(visit, closes, woke).await
    })
}

#[test]
fn a_deal_that_closed_in_sleep_is_shut() -> Result<()> {
    journey_with(Look::with(PHONE), async |visit| {
        let (_, closes) = begin(visit, -400_000, -100_000).await?;
        visit.tap(HOUR).await?;
        counts_to(visit, closes, SLEPT).await?;
        visit.wait("the open button", &format!("{STATE} === 'open'")).await?;
        let woke = sleeps_and_wakes(visit, true).await?;
        visit.wait("a question for the time", "phone.held.length > 0").await?;
        visit.script("phone.held.shift()();", &[]).await?;
        visit.sees(".deal-act button", "已结束").await?;
        ensure!(button_since(visit, woke).await? == ["shut"], "it never opened again");
        Ok(())
    })
}

#[test]
fn an_answer_from_before_the_sleep_opens_nothing() -> Result<()> {
    journey_with(Look::with(PHONE), async |visit| {
        begin(visit, -400_000, -100_000).await?;
        visit.tap(HOUR).await?;
        visit.wait("the open button", &format!("{STATE} === 'open'")).await?;
        // A question is on its way as the phone falls asleep; its answer is the first thing after.
        visit.script("phone.holds = true; dispatchEvent(new Event('online'));", &[]).await?;
        visit.wait("a question for the time", "phone.held.length > 0").await?;
        unsure(visit).await?;
        let woke = now()?;
        visit.script("phone.sleep(true); phone.wake(true); phone.held.shift()();", &[]).await?;
        visit.wait("another question", "phone.held.length > 0").await?;
        ensure!(visit.value(STATE).await? == "shut", "five minutes ago it was open");
        visit.script("phone.held.shift()();", &[]).await?;
        visit.sees(".deal-act button", "已结束").await?;
        ensure!(button_since(visit, woke).await?.is_empty(), "it stayed shut");
        Ok(())
    })
}
