//! What a room holds while very much is said in it: after the second minute it grows no more.

use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::{
    RATES, ROOMS, hears, open,
    shop::{APP, Shop},
};
use crate::browser::{Driver, Held, Session};

/// What is compared, in minutes.
const FROM: u64 = 2;
const TO: u64 = 10;

/// Keeps the memories of the programs of a page, which it tells nobody.
const WATCH: &str = "window.benchMemories = new Set();\
    const keep = it => { const made = it.instance ?? it;\
        for (const value of Object.values(made.exports)) {\
            if (value instanceof WebAssembly.Memory) benchMemories.add(value);\
        } return it; };\
    for (const name of ['instantiate', 'instantiateStreaming']) {\
        const own = WebAssembly[name];\
        WebAssembly[name] = (...all) => own.apply(WebAssembly, all).then(keep);\
    }";
const MEMORY: &str =
    "return [...benchMemories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0)";

/// What a page holds.
#[derive(Clone, Copy, Debug)]
struct Whole {
    held: Held,
    /// The program's memory, in bytes.
    wasm: f64,
}

/// Measures both rates at once, each in a window of its own, at the machine's own speed.
pub fn measure(shop: &Shop, driver: &Driver) -> Result<Vec<(String, f64)>> {
    let [.., less, more] = ROOMS;
    let mut open_pages = Vec::new();
    for (room, rate) in [less, more].into_iter().zip(RATES) {
        let session = open(driver, &format!("{}{APP}{room}", shop.address), WATCH)?;
        hears(&session, shop, room)?;
        open_pages.push((session, room, rate));
    }
    for (_, room, rate) in &open_pages {
        shop.channel(room)?.rate.store(*rate, Relaxed);
    }
    let (begun, mut first) = (Instant::now(), Vec::new());
    let mut figures = Vec::new();
    for minute in 1..=TO {
        thread::sleep(Duration::from_secs(60 * minute).saturating_sub(begun.elapsed()));
        for (session, room, rate) in &open_pages {
            let whole = look(session)?;
            let said = shop.channel(room)?.said();
            println!("  minute {minute}, {rate}/s ({said} said): {}", whole.words());
            match minute {
                FROM => first.push(whole),
                TO => {
                    let before = first.remove(0);
                    figures.extend(grown(*rate, before, whole));
                }
                _ => {}
            }
        }
    }
    Ok(figures)
}

fn look(session: &Session<'_>) -> Result<Whole> {
    session.must_be("visible")?;
    let wasm = session.script(MEMORY, &[])?.as_f64().context("the page's memory")?;
    Ok(Whole { held: session.held()?, wasm })
}

impl Whole {
    fn words(&self) -> String {
        let (heap, wasm) = (self.held.heap / 1e6, self.wasm / 1e6);
        format!("heap {heap:.2} MB, wasm {wasm:.2} MB, {} nodes", self.held.nodes)
    }
}

/// By how much of what it was each has grown, in percent.
fn grown(rate: u64, before: Whole, after: Whole) -> Vec<(String, f64)> {
    let percent = |before: f64, after: f64| (after / before - 1.0) * 100.0;
    let all = [
        ("heap", percent(before.held.heap, after.held.heap)),
        ("wasm", percent(before.wasm, after.wasm)),
        ("nodes", percent(before.held.nodes, after.held.nodes)),
    ];
    all.map(|(name, value)| (format!("{name}_grows_percent_{rate}"), value)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_told_in_percent() {
        let whole = |size: f64| Whole { held: Held { heap: size, nodes: size }, wasm: size };
        let figures = grown(500, whole(100.0), whole(102.0));
        assert_eq!(figures[0].0, "heap_grows_percent_500");
        assert!(figures.iter().all(|(_, value)| (value - 2.0).abs() < 1e-9), "{figures:?}");
    }
}
