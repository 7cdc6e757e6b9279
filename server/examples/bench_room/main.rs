//! How long it takes from posting to reading when one room has many viewers, and whether anything gets lost.
//!
//! The server runs as a process of its own on one core with a fresh SQLite file; everybody in the room is played by
//! this process on the other core, so that one monotonic clock tells when something was posted and when each viewer
//! had read it. `cargo run --release -p picklive-server --example bench_room -- [--viewers N] [--seconds N]
//! [--relaxed]`. A line `figure NAME VALUE` is for `cargo xtask bench room`.
//!
//! 1. The same viewers, comments and acts with a server that does nothing but write the same bytes to everybody. If
//!    that is not quick enough here, the machine is the limit: fewer viewers come until it is, and it is said.
//! 2. As many with the real one: a line each for all viewers, 50 comments and one act of the host a second.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a program for developers")]

mod delays;
mod http;
mod null;
mod people;
mod process;
mod report;
mod serve;
mod shop;
mod show;
mod watch;

use std::{path::PathBuf, process::Command, time::Duration};

use report::Report;
use shop::Shop;
use show::Show;

/// Viewers to begin with.
const VIEWERS: usize = 5_000;
/// Fewer than this is no crowd.
const FEWEST: usize = 250;
/// A round with the server that does nothing.
const NULL_TIME: Duration = Duration::from_secs(6);
/// The same round with the real one.
const TIME: Duration = Duration::from_secs(20);
/// The slowest 1 % of what the machine itself takes; half of what is allowed with the real server.
const NULL_MOST: Duration = Duration::from_millis(250);
/// The whole run takes less than half of it; `xtask` ends it soon after.
const LIMIT: Duration = Duration::from_secs(150);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let after =
        |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let relaxed = args.iter().any(|arg| arg == "--relaxed");
    process::raise_files();
    if let Some(file) = after("--serve") {
        serve::run(file, relaxed);
        return;
    }
    if args.iter().any(|arg| arg == "--null") {
        null::run();
        return;
    }
    let number = |name| after(name).and_then(|text| text.parse::<u64>().ok());
    let viewers = number("--viewers").map_or(VIEWERS, |n| usize::try_from(n).unwrap_or(VIEWERS));
    let time = number("--seconds").map_or(TIME, |n| Duration::from_secs(n.clamp(1, 60)));
    let pinned = pin_self();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let bench = bench(viewers.max(1), time, relaxed, pinned);
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

async fn bench(wanted: usize, time: Duration, relaxed: bool, pinned: bool) {
    let folder = Folder::new();
    let mut viewers = wanted;
    let null = loop {
        let server = serve::start(&["--null"], pinned);
        let show = Show { server: &server, viewers, time: NULL_TIME, token: String::new() };
        let report = show.run().await;
        report.print(&format!("a server that does nothing, {viewers} viewers"));
        if report.is_within(NULL_MOST) || viewers <= FEWEST {
            break report;
        }
        viewers = (viewers * 4 / 5).max(FEWEST);
    };
    if viewers < wanted {
        println!(
            "this machine is the limit: it carries {viewers} of {wanted} viewers, whatever the server"
        );
    }
    let file = folder.0.join("bench.sqlite");
    let shop = Shop::open(&file).await;
    let mut args = vec!["--serve", file.to_str().expect("a name of text")];
    if relaxed {
        args.push("--relaxed");
    }
    let server = serve::start(&args, pinned);
    let report = Show { server: &server, viewers, time, token: shop.token }.run().await;
    report.print(&format!("the server, {viewers} viewers"));
    let synchronous = if relaxed { "NORMAL" } else { "FULL" };
    println!("SQLite: WAL, synchronous={synchronous}; server on one core: {pinned}");
    figures(viewers, &null, &report);
}

fn figures(viewers: usize, null: &Report, report: &Report) {
    let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
    let figures = [
        ("viewers", viewers as f64),
        ("null_comment_p99_ms", millis(null.comments.within(99))),
        ("null_host_event_p99_ms", millis(null.acts.within(99))),
        ("comment_p50_ms", millis(report.comments.within(50))),
        ("comment_p99_ms", millis(report.comments.within(99))),
        ("host_event_p50_ms", millis(report.acts.within(50))),
        ("host_event_p99_ms", millis(report.acts.within(99))),
        ("messages_lost", report.lost as f64),
        ("messages_told_twice", report.twice as f64),
        ("server_cores", report.server_cores),
        ("server_megabytes", report.server_bytes as f64 / 1e6),
    ];
    for (name, value) in figures {
        println!("figure {name} {value:.2}");
    }
}

/// Where the database is; removed with the value, also when something did not hold.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("picklive-bench-room-{}", std::process::id());
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
