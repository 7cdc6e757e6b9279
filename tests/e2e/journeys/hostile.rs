//! Answers that make no sense, late ones and none: whatever a server sends, every page says something true
//! and useful, and nothing that was sent runs.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use picklive_e2e::{Look, MISDEEDS, Misdeed, Visit, Way, journey_by};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::hostile_told;

/// A page, and what it is made of.
#[derive(Clone, Copy)]
pub struct Place {
    /// What it is called.
    pub name: &'static str,
    /// Its path.
    pub path: &'static str,
    /// Beginnings of the paths it reads.
    pub reads: &'static [&'static str],
    /// What is on it when these can be read.
    pub there: &'static str,
}

/// A page by its parts.
pub const fn place(
    name: &'static str,
    path: &'static str,
    reads: &'static [&'static str],
    there: &'static str,
) -> Place {
    Place { name, path, reads, there }
}

/// All that the API has.
pub const EVERYTHING: &[&str] = &["/v1/"];

/// Who is signed in.
pub const SESSION: &str = "/v1/session";

/// So many questions at most, until a page has settled.
const STORM: usize = 24;
/// How long a page may take to settle.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is wrong with the page that is there, in words, once it has settled; whether it still waits, what it says.
const JUDGE: &str =
    "const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    await frame();
    await frame();
    const faults = [], main = document.querySelector('#main') ?? document.querySelector('#app');
    const says = main.innerText.trim();
    // A stepper's sign is none of its number.
    const steppers = [...main.querySelectorAll('.stepper')];
    const shown = steppers.reduce((all, it) => all.replace(it.innerText, ''), says);
    const below = shown.match(/(^|[^\\w.])[-−]\\s?[¥$€]?\\d.*/m);
    if (below) faults.push(`less than nothing: ${below[0].trim()}`);
    // Sums of what was sent are fine, what a float makes of it is not.
    const sent = [9007199254740991n, 9007199254740993n];
    for (const [number] of says.matchAll(/\\d[\\d,]*(\\.\\d+)?/g)) {
        const digits = BigInt(number.replace(/\\D/g, ''));
        if (digits > 9000000000000000n && sent.every((it) => digits % it)) faults.push(`${number} was never sent`);
    }
    if (window.e2e.panicked || document.querySelector('.boot-bar')) faults.push('it panicked');
    if (window.hacked !== undefined) faults.push('a script ran');
    if (!says) faults.push('it is blank');
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`it is ${scrollWidth} wide`);
    const ways = [...main.querySelectorAll('button, a[href]')];
    const open = ways.some((it) => !it.disabled && it.getClientRects().length > 0);
    const there = document.querySelector(THERE) !== null;
    if (!there && !open) faults.push('nothing is there, and there is nothing to do');
    const scripts = [...document.querySelectorAll('a[href], form[action]')]
        .some((it) => /^\\s*javascript:/i.test(it.getAttribute('href') ?? it.action));
    if (scripts) faults.push('a link is a script');
    const told = [...document.querySelectorAll('[role=alert], .stale, .field-wrong .field-note')]
        .filter((it) => it.getClientRects().length > 0).map((it) => it.innerText).join(' ');
    return { faults, says, there, told, waits: document.querySelector('#main .wait, #app > .wait') !== null };";

/// Goes within the app to an address that leads nowhere, where nothing is read, and from there to a page. A browser
/// forgets steps beyond 200 in ten seconds without a word, so each is made until it is there.
pub const GO: &str = "const turn = (millis) => new Promise((done) => setTimeout(done, millis));
    const go = async (path) => {
        history.pushState(null, '', path);
        while (new URL(path, location).href !== location.href) {
            await turn(50);
            history.pushState(null, '', path);
        }
        dispatchEvent(new PopStateEvent('popstate'));
    };
    return go('/leads/nowhere').then(() => new Promise(requestAnimationFrame)).then(() => turn(0))
        .then(() => go(arguments[0]));";

/// Opens a page while its answers are spoiled, `anew` or from another page; gives what is wrong with it.
async fn suffers(visit: &Visit, place: Place, misdeed: Misdeed, anew: bool) -> Result<Vec<String>> {
    visit.shop.spoiler()?.spoil(misdeed, place.reads);
    if anew {
        visit.open(place.path).await?;
    } else {
        visit.script(GO, &[json!(place.path)]).await?;
    }
    settled(visit, place, misdeed).await
}

/// Waits until a page has settled after a misdeed; gives what is wrong with it.
pub async fn settled(visit: &Visit, place: Place, misdeed: Misdeed) -> Result<Vec<String>> {
    let spoiler = visit.shop.spoiler()?;
    let begun = Instant::now();
    let judge = JUDGE.replace("THERE", &json!(place.there).to_string());
    loop {
        let late = begun.elapsed() > PATIENCE;
        if spoiler.is_done() || late {
            let judged = visit.answer(&judge).await?;
            let waits = judged["waits"] == json!(true);
            if late || !waits {
                let faults = judged["faults"].as_array().into_iter().flatten();
                let mut faults: Vec<String> =
                    faults.filter_map(Value::as_str).map(Into::into).collect();
                faults.extend(hostile_told::fault(misdeed, &judged));
                if late {
                    faults.push(format!("it does not settle: {}", judged["says"]));
                }
                if spoiler.asked().len() > STORM {
                    faults.push(format!("it asks again and again: {:?}", spoiler.asked()));
                }
                return Ok(faults);
            }
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// Walks through all misdeeds on each of these pages.
pub async fn walk(
    visit: &Visit,
    places: &[Place],
    misdeeds: impl Fn(&Misdeed) -> bool,
) -> Result<()> {
    let (mut all, mut anew) = (Vec::new(), true);
    for place in places {
        for misdeed in MISDEEDS.iter().filter(|misdeed| misdeeds(misdeed)) {
            // The shop and who is signed in are read at the start only.
            let at_start = place.reads.iter().any(|it| EVERYTHING.contains(it) || *it == SESSION);
            anew |= at_start;
            if anew && !at_start {
                visit.shop.spoiler()?.behave();
                visit.open("/leads/nowhere").await?;
                anew = false;
            }
            let faults = suffers(visit, *place, *misdeed, anew).await;
            let faults = faults.unwrap_or_else(|error| vec![format!("{error:#}")]);
            let told = |fault| format!("page {}, misdeed {}: {fault}", place.name, misdeed.name);
            // What has panicked is begun anew.
            anew = !faults.is_empty();
            all.extend(faults.into_iter().map(told));
        }
    }
    visit.shop.spoiler()?.behave();
    ensure!(all.is_empty(), "{}", all.join("\n"));
    Ok(())
}

/// Runs a journey through a proxy that spoils.
pub fn journey(walk: impl AsyncFnOnce(&mut Visit) -> Result<()>) -> Result<()> {
    journey_by(Way::Spoiled, Look::default(), walk)
}
