//! How many buyers a second one core answers.
//!
//! The server runs as a process of its own on one core with a fresh SQLite file, the buyers on the other.
//! `cargo run --release -p picklive-server --example bench_orders -- [--relaxed] [--seconds N]`.
//! The last line is JSON; what must hold is asserted, so that a wrong run fails.
//!
//! 1. A thousand people want the ten units of one hot deal, at once and again and again: ten get one.
//! 2. The holds lapse: how long until a unit can be bought again.
//! 3. Plenty of stock: every attempt writes an order.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a program for developers")]

mod buyers;
mod http;
mod serve;
mod shop;

use std::{path::PathBuf, process::Command, time::Duration};

use buyers::{Tally, rush};
use shop::{DEAL_UNITS, HOLD_SECONDS, PEOPLE, Shop};

/// People who want the hot deal.
const CROWD: usize = 1_000;
/// Connections that write orders.
const WRITERS: usize = 64;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = args.iter().position(|arg| arg == "--serve") {
        serve::run(&args[at + 1], args.iter().any(|arg| arg == "--relaxed"));
        return;
    }
    let relaxed = args.iter().any(|arg| arg == "--relaxed");
    let seconds = args.iter().position(|arg| arg == "--seconds").and_then(|at| args.get(at + 1));
    let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(6).clamp(1, 8);
    let pinned = pin_self();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(bench(relaxed, Duration::from_secs(seconds), pinned));
}

/// Moves this process to the second core, if there is one and `taskset` to do it.
fn pin_self() -> bool {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let id = std::process::id().to_string();
    let moved = Command::new("taskset").args(["-p", "-c", "1", &id]).output();
    cores > 1 && moved.is_ok_and(|output| output.status.success())
}

async fn bench(relaxed: bool, time: Duration, pinned: bool) {
    let folder = std::env::temp_dir().join(format!("picklive-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file: PathBuf = folder.join("bench.sqlite");
    let shop = Shop::open(&file).await;
    let server = serve::start(&file, relaxed, pinned);

    let hot = rush(&server.address, &shop, shop::HOT, CROWD, time).await;
    assert_eq!(hot.placed, DEAL_UNITS, "ten units make ten orders");
    assert_eq!(hot.placed + hot.refused, hot.answers, "everybody is answered: {hot:?}");
    shop.check_hot().await;
    line("hot deal", &hot);

    let lapse = buyers::time_of_return(&server.address, &shop).await;
    println!("a lapsed unit was sold again {lapse} ms after its time");
    assert!((0..=2_000).contains(&lapse), "within two seconds");

    let writes = rush(&server.address, &shop, shop::PLENTY, WRITERS, time).await;
    assert_eq!(writes.placed, writes.answers, "there was enough for everybody: {writes:?}");
    shop.check_plenty(writes.placed).await;
    line("every attempt writes", &writes);

    let synchronous = if relaxed { "NORMAL" } else { "FULL" };
    println!("SQLite: WAL, synchronous={synchronous}; server on one core: {pinned}");
    println!(
        "{{\"bench\":\"orders\",\"hot_answers_per_s\":{:.0},\"hot_orders\":{},\
         \"writes_per_s\":{:.0},\"lapse_ms\":{lapse},\"journal\":\"WAL\",\
         \"synchronous\":\"{synchronous}\",\"pinned\":{pinned}}}",
        hot.per_second(),
        hot.placed,
        writes.per_second(),
    );
    println!("figure orders_made {}", hot.placed);
    println!("figure answers_per_second {:.0}", hot.per_second());
    println!("figure writes_per_second {:.0}", writes.per_second());
    println!("figure seconds_until_sellable_again {:.3}", lapse as f64 / 1_000.0);
    drop(server);
    let _ = std::fs::remove_dir_all(folder);
}

fn line(name: &str, tally: &Tally) {
    println!(
        "{name}: {:.0} answers/s ({} answers, {} orders; half within {} ms, 99 % within {} ms)",
        tally.per_second(),
        tally.answers,
        tally.placed,
        tally.half_ms,
        tally.most_ms,
    );
}

const _: () = assert!(PEOPLE >= CROWD && HOLD_SECONDS >= 10, "the crowd is part of the people");
