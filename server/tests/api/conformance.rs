//! The conformance suite against this server, at every level.
//!
//! The machine's clock, since the suite follows it; the shop is made for it, with a hold that lapses soon.

use std::time::Duration;

use picklive_conformance::{
    Level, Options,
    fixture::{EXAMPLE, Fixture},
    report::{Report, Verdict},
    rules, run,
};
use picklive_contract::{Text, address::Region, time::HOUR};
use picklive_server::{AppState, clock::Clock, config::Config, live};
use tokio::sync::Mutex;

use crate::{
    guests::set,
    orders_support::people,
    rooms_support::{draft, last_person},
    support::{
        Server,
        fixtures::{self, DealOf},
        wechat::Wechat,
    },
};

/// One run at a time, and with patience: how fast the server answers is for benches, on a machine that does nothing
/// else.
static TURN: Mutex<()> = Mutex::const_new(());
/// Longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(90);

/// The page of another site that may call.
const ORIGIN: &str = "https://shop.example";

/// What the suite may buy here.
const FIXTURE: &str = r#"
stock = { variant = "rice-0" }
last = { variant = "shirt-0" }
deal = { variant = "tea-0" }
returned = { variant = "course-0" }
hold = { wait_seconds = 30 }
payment = { method = "sandbox_none", wait_seconds = 30 }
load = { variant = "pen-0", units = 10, buyers = 100 }

[[persons]]
contact = { kind = "email", value = "one-*@conformance.example" }

[[persons]]
contact = { kind = "email", value = "two-*@conformance.example" }

[address]
country = "SG"
name = "Conformance"
phone = "+65 6123 4567"
street = "1 Morning Road"
postcode = "123456"
"#;

async fn start(demo: bool, other: impl FnOnce(AppState) -> AppState) -> Server {
    let allow_origins = vec![ORIGIN.to_owned()];
    let config = Config { dev: true, demo, allow_origins, ..Config::default() };
    let machine = |state: AppState| {
        AppState::new(state.db.clone(), Clock::system(), Config::clone(&state.config))
    };
    Server::start_changed(config, |state| other(machine(state))).await
}

/// Plenty of rice, one shirt, a deal of one tea a person, ten pens, a course; paid for in every way but Stripe's.
async fn shop(wechat: &Wechat) -> Server {
    let server = start(false, |state| wechat.set_up(state, &[])).await;
    let state = &server.state;
    for (handle, price, stock) in
        [("rice", 8_000, 500), ("shirt", 20_000, 1), ("tea", 9_000, 90), ("pen", 5_000, 10)]
    {
        fixtures::product(state, handle, &[price], stock).await;
    }
    fixtures::product_of_kind(state, "course", "course", &[4_000], 50).await;
    let deal = DealOf { product: "tea", variant: 0, price: 5_900, quota: 6, limit: Some(1) };
    let now = state.clock.now();
    fixtures::drop(state, "d", now.plus(-HOUR), now.plus(HOUR), &[deal]).await;
    set(&server, |shop| {
        shop.countries = vec!["SG".into(), "CN".into()];
        let province = "西藏".into();
        shop.excluded = vec![Region { country: "CN".into(), province, ..Region::default() }];
        shop.shipping_fee = 1_000;
        shop.instructions = Some(Text::from("Account 700"));
        shop.hold_seconds = 15;
    })
    .await;
    server
}

/// A room whose host sells rice and kettles, as the fixture names it.
async fn room(server: &Server) -> String {
    fixtures::product(&server.state, "kettle", &[9_000], 90).await;
    let host = people(server, 1).await.remove(0).token.unwrap();
    let person = last_person(&server.state).await;
    let made = draft("hall", Some(&person), &["kettle", "rice"]);
    live::rooms::create(&server.state, &made).await.unwrap();
    let goods = r#"id = "hall", product = "kettle", variant = "kettle-0""#;
    format!("room = {{ {goods}, ends = true, host = {{ token = \"{host}\" }} }}\n")
}

async fn report(server: &Server, level: Level, fixture: &str) -> Report {
    let fixture = Fixture::read(fixture).unwrap();
    let _turn = TURN.lock().await;
    let (origin, patience) = (ORIGIN.into(), PATIENCE);
    let options = Options { level, fixture, origin, patience, ..Options::default() };
    run(&server.base, &options).await.unwrap()
}

/// The rules of a level that nothing is known of.
fn unchecked(report: &Report, level: Level) -> Vec<&'static str> {
    let own = |id| rules::all().any(|rule| rule.id == id && rule.level == level);
    let open = report.findings.iter().filter(|finding| own(finding.rule));
    open.filter(|finding| matches!(finding.verdict, Verdict::NotChecked { .. }))
        .map(|finding| finding.rule)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn this_server_keeps_every_rule_of_writing() {
    let wechat = Wechat::start().await;
    let server = shop(&wechat).await;
    let fixture = room(&server).await + FIXTURE;
    let report = report(&server, Level::Write, &fixture).await;
    assert_eq!(report.exit_code(), 0, "{report}");
    assert!(unchecked(&report, Level::Write).is_empty(), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn this_server_keeps_every_rule_under_a_crowd() {
    let wechat = Wechat::start().await;
    let server = shop(&wechat).await;
    let report = report(&server, Level::Load, FIXTURE).await;
    assert_eq!(report.exit_code(), 0, "{report}");
    assert!(unchecked(&report, Level::Load).is_empty(), "{report}");
    assert!(report.information[0].starts_with("100 answers"), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_printed_fixture_fits_the_demo_shop() {
    let server = start(true, |state| state).await;
    let written = report(&server, Level::Write, EXAMPLE).await;
    assert_eq!(written.exit_code(), 0, "{written}");
    let unchecked = unchecked(&written, Level::Write);
    // Its hold is too long to wait for, its limited deal is on six minutes of ten, its sandbox asks nobody who
    // they are, and its room goes on.
    let may_lack = |rule: &&str| {
        let lacks = ["deal.", "payment.openid", "hold.lapses", "host.end"];
        lacks.iter().any(|lacks| rule.starts_with(lacks))
    };
    assert!(unchecked.iter().all(may_lack), "{written}");
    let crowd = report(&server, Level::Load, EXAMPLE).await;
    assert_eq!(crowd.exit_code(), 0, "{crowd}");
    let read = report(&server, Level::Read, "").await;
    assert_eq!(read.exit_code(), 0, "{read}");
}
