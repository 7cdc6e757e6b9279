//! How many buyers a second one core answers.
//!
//! The server runs as a process of its own on one core with a fresh SQLite file, the buyers on the other.
//! `cargo run --release -p picklive-server --example bench_orders -- [--relaxed] [--seconds N]`.
//! A line is JSON; what must hold is asserted, so that a wrong run fails. So does one with a single buyer
//! whose connection failed, and one that does not come to its end.
//!
//! 1. A hundred people try for one deal on six lines each, all at once, while it has units enough for all:
//!    everybody gets as many as one may and nobody more.
//! 2. A thousand people want the ten units of one hot deal, at once and again and again: ten get one.
//! 3. The holds lapse while buyers go on ordering: how long until every unit is sold again.
//! 4. Plenty of stock: every attempt writes an order.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a program for developers")]

mod books;
mod buyers;
mod goods;
mod http;
mod serve;
mod shop;
mod tally;

use std::{path::PathBuf, process::Command, time::Duration};

use buyers::Rush;
use shop::{DEAL_UNITS, FAIR, FAIR_LIMIT, HOLD_SECONDS, HOT, PEOPLE, PLENTY, Shop};

/// People who want the hot deal.
const CROWD: usize = 1_000;
/// People who go on trying while holds lapse.
const WAITERS: usize = 200;
/// Connections that write orders.
const WRITERS: usize = 64;
/// People who try for more than they may, and the lines each of them has.
const GREEDY: (usize, usize) = (100, 6);
/// How long they try.
const GREEDY_TIME: Duration = Duration::from_secs(2);
/// Connections that write other orders while holds lapse.
const OTHERS: usize = 8;
/// Within this a lapsed unit is sold again, milliseconds.
const SELLABLE_AGAIN: i64 = 2_000;
/// The whole run takes half of it; `xtask` ends it soon after.
const LIMIT: Duration = Duration::from_secs(100);

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
    let bench = bench(relaxed, Duration::from_secs(seconds), pinned);
    runtime.expect("a runtime").block_on(async {
        tokio::time::timeout(LIMIT, bench).await.expect("the benchmark ends in time");
    });
}

/// Moves this process to the second core, if there is one and `taskset` to do it.
fn pin_self() -> bool {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let id = std::process::id().to_string();
    let moved = Command::new("taskset").args(["-p", "-c", "1", &id]).output();
    cores > 1 && moved.is_ok_and(|output| output.status.success())
}

async fn bench(relaxed: bool, time: Duration, pinned: bool) {
    let folder = Folder::new();
    let file = folder.0.join("bench.sqlite");
    let shop = Shop::open(&file).await;
    let server = serve::start(&file, relaxed, pinned);

    let rush = |variant, lines, time, who| {
        let (address, shop) = (server.address.as_str(), &shop);
        async move {
            let tally = Rush { address, shop, variant, lines, time, who }.run().await;
            tally.nobody_failed();
            tally
        }
    };

    let lines = GREEDY.0 * GREEDY.1;
    let mut greedy = rush(FAIR, lines, GREEDY_TIME, |line, _| line % GREEDY.0).await;
    greedy.print("limit per person");
    shop.check_fair(GREEDY.0).await;
    assert_eq!(greedy.placed, GREEDY.0 as u64 * FAIR_LIMIT, "as many as one may");
    assert_eq!(greedy.placed + greedy.limited, greedy.answers, "others are told of the limit");
    assert!(greedy.limited > lines as u64 / 2, "many tried for more");

    let mut hot = rush(HOT, CROWD, time, |_, turn| turn).await;
    hot.print("hot deal");
    assert_eq!(hot.placed, DEAL_UNITS, "ten units make ten orders");
    shop.check_hot().await;

    let mut back = buyers::come_back(&server.address, &shop, WAITERS, OTHERS).await;
    back.hot.nobody_failed();
    back.others.nobody_failed();
    back.hot.print("waiting for lapsed holds");
    back.others.print("ordering meanwhile");
    println!("milliseconds from the end of each hold until its unit was sold: {:?}", back.after);
    assert_eq!(back.after.len() as u64, DEAL_UNITS, "each lapsed unit is sold again, and once");
    assert!(back.after.iter().all(|ms| (0..=SELLABLE_AGAIN).contains(ms)), "within two seconds");
    let lapse = back.after.iter().copied().max().unwrap_or(i64::MAX);

    let mut writes = rush(PLENTY, WRITERS, time, |_, turn| turn).await;
    writes.print("every attempt writes");
    assert_eq!(writes.placed, writes.answers, "there was enough for everybody");
    shop.check_plenty(writes.placed + back.others.placed).await;

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
}

/// Where the database is; removed with the value, also when something did not hold.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("picklive-bench-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const _: () = assert!(PEOPLE >= CROWD && HOLD_SECONDS >= 10, "the crowd is part of the people");
