//! What much talk in a live room costs a phone: frames a second of the app's room beside those of a page written by
//! hand that draws only what can be seen, and what the room holds after ten minutes of it.

mod frames;
mod memory;
mod room;
mod shop;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use self::frames::{AIM, Page, Run, spread};
use self::shop::{APP, HAND_WRITTEN, Shop};
use crate::browser::{Driver, Session, View};
use crate::report;
use crate::setup::{self, Need};
use crate::web;
use crate::workspace::Workspace;

/// How the talk is measured.
#[derive(clap::Args)]
pub struct How {
    /// Of `comments`: also what a room holds after ten minutes of talk.
    #[arg(long)]
    long: bool,
    /// Of `comments`: only serve the room, to look at it by hand.
    #[arg(long)]
    serve: bool,
    /// Of `comments`: take this built app instead of building one.
    #[arg(long)]
    dist: Option<PathBuf>,
}

/// What was measured, by name.
pub type Figures = Vec<(String, f64)>;

/// The window.
const PHONE: View = View { width: 375, height: 812, density: 2.0, dark: false };

/// Comments a second.
const RATES: [u64; 2] = [500, 5_000];

/// A room for each page.
const ROOMS: [&str; 4] = ["by-hand", "the-app", "less", "more"];

/// The page that it is measured against; `{styles}` is filled in.
const TEMPLATE: &str = include_str!("comments/hand-written.html");
/// The app's sheets that have a say in what is drawn: the pages look the same, so that they differ by what they do.
const SHEETS: [&str; 7] =
    ["tokens", "base", "live", "live-room", "live-show", "live-talk", "live-act"];

/// Measures it. Figures by the table of `xtask/budgets.toml` that they belong to.
pub fn measure(workspace: &Workspace, how: &How) -> Result<Vec<(&'static str, Figures)>> {
    setup::ensure(workspace, &[Need::BUILD, &[Need::Browser, Need::Fonts]].concat())?;
    let dist = how.dist.clone().map_or_else(|| web::build(workspace), Ok)?;
    let shop = Shop::start(&dist, by_hand(workspace)?, &ROOMS)?;
    if how.serve {
        look(&shop);
    }
    println!("  load of the machine before: {}", load());
    let driver = Driver::start()?;
    let mut all = vec![("comments", frames(&shop, &driver)?)];
    println!("  load of the machine after: {}", load());
    if how.long {
        all.push(("comments_long", memory::measure(&shop, &driver)?));
    }
    Ok(all)
}

/// Serves it until it is stopped.
fn look(shop: &Shop) -> ! {
    for (name, rate) in ROOMS.iter().zip(RATES.iter().cycle()) {
        if let Ok(channel) = shop.channel(name) {
            channel.rate.store(*rate, std::sync::atomic::Ordering::Relaxed);
        }
        println!("  {rate}/s: {}{HAND_WRITTEN}{name}, {}{APP}{name}", shop.address, shop.address);
    }
    loop {
        std::thread::park();
    }
}

/// The hand-written page with the app's sheets.
fn by_hand(workspace: &Workspace) -> Result<String> {
    let mut styles = String::new();
    for sheet in SHEETS {
        let sheet = workspace.path(format!("style/{sheet}.css"));
        let text = fs::read_to_string(&sheet);
        styles.push_str(&text.with_context(|| format!("reading {}", sheet.display()))?);
    }
    Ok(TEMPLATE.replace("{styles}", &styles))
}

/// The machine's load, as far as it tells: what else runs is measured with it.
fn load() -> String {
    let told = fs::read_to_string("/proc/loadavg").unwrap_or_else(|_| "unknown".into());
    told.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// Opens a page in a phone's window of its own and waits until it hears what is said.
fn open<'a>(driver: &'a Driver, address: &str, before: &str) -> Result<Session<'a>> {
    let session = driver.open("zh-CN")?;
    session.size(PHONE)?;
    session.count_thread_work()?;
    session.before_pages(before)?;
    session.go(address)?;
    Ok(session)
}

/// Waits until the page shows what is said in its room.
fn hears(session: &Session<'_>, shop: &Shop, room: &str) -> Result<()> {
    let rate = &shop.channel(room)?.rate;
    rate.store(RATES[0], std::sync::atomic::Ordering::Relaxed);
    let there = "return [...document.querySelectorAll('.talk-list li')]\
        .some(line => line.textContent.includes('#'))";
    session.wait_until(there, &[], &format!("what is said in the room {room}"))?;
    session.must_be("visible")?;
    rate.store(0, std::sync::atomic::Ordering::Relaxed);
    Ok(())
}

fn frames(shop: &Shop, driver: &Driver) -> Result<Figures> {
    let [by_hand, app, ..] = ROOMS;
    let theirs = open(driver, &format!("{}{HAND_WRITTEN}{by_hand}", shop.address), "")?;
    hears(&theirs, shop, by_hand)?;
    let ours = open(driver, &format!("{}{APP}{app}", shop.address), "")?;
    hears(&ours, shop, app)?;
    let pages = [&Page { session: &theirs, room: by_hand }, &Page { session: &ours, room: app }];
    let (mut figures, mut times) = (Vec::new(), 6.0);
    for rate in RATES {
        let mut pairs = Vec::new();
        // The load of the machine may change between trying and counting: then once more.
        for _ in 0..2 {
            times = frames::slow_down(shop, pages, rate, times)?;
            let name = format!("{rate} comments a second, {times:.1} times slower");
            pairs = report::step(&name, || frames::pairs(shop, pages, rate))?;
            if AIM.contains(&middle(&pairs, 0).0) {
                break;
            }
        }
        figures.extend(told(rate, &pairs)?);
        let [theirs, ours] = frames::work(shop, pages, rate)?;
        println!(
            "  the main thread works, of a second: by hand {theirs:.0} ms, the app {ours:.0} ms"
        );
        figures.push((format!("work_ms_by_hand_{rate}"), theirs));
        figures.push((format!("work_ms_{rate}"), ours));
    }
    Ok(figures)
}

/// Frames a second of one page of the pairs: the one in the middle, the smallest and the greatest.
fn middle(pairs: &[[Run; 2]], page: usize) -> (f64, f64, f64) {
    spread(pairs.iter().map(|pair| pair[page].frames).collect())
}

/// The figures of pairs of runs; fails where they say nothing.
fn told(rate: u64, pairs: &[[Run; 2]]) -> Result<Figures> {
    let late = |page: usize| spread(pairs.iter().map(|pair| pair[page].late).collect()).2;
    let (theirs, ours) = (middle(pairs, 0), middle(pairs, 1));
    for (name, frames, late) in [("by hand", theirs, late(0)), ("the app", ours, late(1))] {
        println!(
            "  {name}: {:.0} frames/s ({:.0} to {:.0}), at most {late:.1} s late",
            frames.0, frames.1, frames.2
        );
    }
    if !AIM.contains(&theirs.0) {
        bail!(
            "the hand-written page has {:.0} frames/s, not {} to {}: what else runs here?",
            theirs.0,
            AIM.start(),
            AIM.end()
        );
    }
    let ratio = spread(pairs.iter().map(|[theirs, ours]| ours.frames / theirs.frames).collect());
    println!("  the app's of those by hand: {:.2} ({:.2} to {:.2})", ratio.0, ratio.1, ratio.2);
    let of = |name: &str| format!("{name}_{rate}");
    Ok(vec![
        (of("frames_by_hand"), theirs.0),
        (of("frames"), ours.0),
        (of("frames_of_hand_written"), ratio.0),
        (of("seconds_late"), late(1)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_does_not_work_for_its_frames_says_nothing() {
        let run = |frames| Run { frames, late: 0.0 };
        let pairs = |theirs| vec![[run(theirs), run(38.0)]; 5];
        let figures = told(500, &pairs(40.0)).unwrap();
        assert_eq!(figures[2], ("frames_of_hand_written_500".to_owned(), 0.95));
        assert!(told(500, &pairs(60.0)).is_err() && told(500, &pairs(12.0)).is_err());
    }

    #[test]
    fn the_hand_written_page_has_the_apps_sheets() {
        let page = by_hand(&Workspace::find().unwrap()).unwrap();
        assert!(page.contains(".talk-list") && !page.contains("{styles}"));
    }
}
