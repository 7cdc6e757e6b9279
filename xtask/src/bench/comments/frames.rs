//! Frames a second of two pages in turns, the processor slowed until the faster one has to work for its own.

use std::ops::RangeInclusive;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::shop::{Channel, Shop};
use crate::browser::Session;

/// How long frames are counted each time.
const COUNTED: Duration = Duration::from_millis(1_500);
/// How long a page is spoken to before they are.
const BEFORE: Duration = Duration::from_millis(300);
/// How often each page is measured, in turns.
const PAIRS: usize = 5;

/// Where the hand-written page's frames a second shall lie: below, it is the machine that is slow, and above, it has
/// no work worth to be measured.
pub const AIM: RangeInclusive<f64> = 25.0..=55.0;
/// Where it is tried to bring them.
const TRIED: RangeInclusive<f64> = 38.0..=52.0;
/// The processor is slowed by this much at most.
const SLOWEST: f64 = 64.0;
/// So often is tried.
const TRIES: usize = 8;

/// A page that is open, and the room of its own that it shows.
pub struct Page<'a> {
    /// The window.
    pub session: &'a Session<'a>,
    /// The room's name.
    pub room: &'static str,
}

/// What was counted in a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Frames a second.
    pub frames: f64,
    /// By how many seconds of talk the page was late at the end.
    pub late: f64,
}

/// Counts the frames that the page's main thread makes while it is told so many comments a second.
pub fn run(shop: &Shop, page: &Page<'_>, rate: u64) -> Result<Run> {
    let channel = shop.channel(page.room)?;
    channel.rate.store(rate, Relaxed);
    let counted = count(page.session, channel, rate);
    channel.rate.store(0, Relaxed);
    counted
}

fn count(session: &Session<'_>, channel: &Channel, rate: u64) -> Result<Run> {
    thread::sleep(BEFORE);
    let start = "window.benchTimes = []; window.benchOn = true;\
        const next = time => { if (benchOn) { benchTimes.push(time); requestAnimationFrame(next); } };\
        requestAnimationFrame(next);";
    session.script(start, &[])?;
    thread::sleep(COUNTED);
    let said = channel.said();
    let end = "benchOn = false; const lines = document.querySelectorAll('.talk-list li:not([hidden])');\
        const last = lines[lines.length - 1]?.textContent.split('#')[1];\
        return [benchTimes.length - 1, benchTimes.at(-1) - benchTimes[0], Number(last)];";
    let told = session.script(end, &[])?;
    let number = |at: usize| told[at].as_f64().context("the page shows no comments");
    let (frames, millis, last) = (number(0)?, number(1)?, number(2)?);
    if frames < 2.0 || last < 1.0 {
        bail!("the page has drawn {frames} frames, and its last comment is {last}");
    }
    let late = (said as f64 - last).max(0.0) / rate as f64;
    Ok(Run { frames: frames * 1_000.0 / millis, late })
}

/// Finds how slow the processor must be for the hand-written page to be where it shall be, and leaves both pages so.
pub fn slow_down(shop: &Shop, pages: [&Page<'_>; 2], rate: u64, from: f64) -> Result<f64> {
    let (mut times, mut fine, mut coarse) = (from, 1.0, SLOWEST);
    for _ in 0..TRIES {
        for page in pages {
            page.session.slow_down(times)?;
        }
        let frames = run(shop, pages[0], rate)?.frames;
        println!("  {times:.1} times slower, {rate}/s: by hand {frames:.0} frames/s");
        if TRIED.contains(&frames) {
            return Ok(times);
        }
        (times, fine, coarse) = next(times, frames, fine, coarse);
    }
    Ok(times)
}

/// How slow is to be tried next, between what was too quick and what was too slow.
fn next(times: f64, frames: f64, fine: f64, coarse: f64) -> (f64, f64, f64) {
    if frames > *TRIED.end() {
        let up = if coarse < SLOWEST { (times * coarse).sqrt() } else { times * 1.7 };
        (up.min(SLOWEST), times, coarse)
    } else {
        ((fine * times).sqrt(), fine, times)
    }
}

/// What was counted in each page, in turns: by hand, the app.
pub fn pairs(shop: &Shop, pages: [&Page<'_>; 2], rate: u64) -> Result<Vec<[Run; 2]>> {
    let mut all = Vec::new();
    for turn in 0..PAIRS {
        let first = turn % 2;
        let one = run(shop, pages[first], rate)?;
        let other = run(shop, pages[1 - first], rate)?;
        all.push(if first == 0 { [one, other] } else { [other, one] });
    }
    Ok(all)
}

/// For how many milliseconds of a second each page's main thread works at the machine's own speed. Other programs
/// have little say in it, so it tells on a busy machine, too, which page costs more.
pub fn work(shop: &Shop, pages: [&Page<'_>; 2], rate: u64) -> Result<[f64; 2]> {
    let mut worked = [0.0; 2];
    for (page, worked) in pages.into_iter().zip(&mut worked) {
        page.session.slow_down(1.0)?;
        let channel = shop.channel(page.room)?;
        channel.rate.store(rate, Relaxed);
        thread::sleep(BEFORE);
        let (start, before) = (Instant::now(), page.session.work()?);
        thread::sleep(COUNTED);
        let tasks = page.session.work()?.tasks - before.tasks;
        *worked = tasks * 1_000.0 / start.elapsed().as_secs_f64();
        channel.rate.store(0, Relaxed);
    }
    Ok(worked)
}

/// The one in the middle, the smallest and the greatest.
pub fn spread(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |at: usize| values.get(at).copied().unwrap_or_default();
    (at(values.len() / 2), at(0), at(values.len().saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slowness_is_sought_upwards_then_between() {
        assert_eq!(next(4.0, 60.0, 1.0, SLOWEST), (6.8, 4.0, SLOWEST));
        assert_eq!(next(9.0, 20.0, 4.0, SLOWEST), (6.0, 4.0, 9.0));
        assert_eq!(next(4.0, 60.0, 1.0, 9.0), (6.0, 4.0, 9.0));
        assert_eq!(next(60.0, 60.0, 1.0, SLOWEST).0, SLOWEST);
    }

    #[test]
    fn the_middle_and_the_ends_are_told() {
        assert_eq!(spread(vec![3.0, 1.0, 2.0]), (2.0, 1.0, 3.0));
        assert_eq!(spread(Vec::new()), (0.0, 0.0, 0.0));
    }
}
