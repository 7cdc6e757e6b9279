//! A server that keeps the contract passes, and what cannot be checked is said, not passed.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;
mod market;

use picklive_conformance::{
    Level, Options,
    fixture::Fixture,
    report::{Report, Verdict},
    rules, run,
};

/// The rules of a report's own level that nothing is known of.
fn unchecked(report: &Report) -> Vec<&'static str> {
    let own = report.findings.iter().filter(|finding| finding.level == report.level);
    own.filter(|finding| matches!(finding.verdict, Verdict::NotChecked { .. }))
        .map(|finding| finding.rule)
        .collect()
}

#[tokio::test]
async fn a_server_that_keeps_the_contract_passes() {
    let base = fixture::start(|_, _, _, _| {}, |_, _| {}).await;
    let report = run(&base, &Options::default()).await.unwrap();
    assert_eq!(report.exit_code(), 0, "{report}");
    assert!(unchecked(&report).is_empty(), "{report}");
    let text = report.to_string();
    let other = "rules of level write: for want of: a run of level write";
    assert!(text.contains(&format!("not checked  {} {other}", rules::WRITE.len())), "{text}");
}

#[tokio::test]
async fn the_core_alone_passes_and_the_rest_is_listed_as_unchecked() {
    let core = |path: &str, status: &mut u16, body: &mut serde_json::Value, _| match path {
        _ if path.starts_with("/v1/storefront") => {
            *body = serde_json::json!({"name": "Small", "currency": "CNY"});
        }
        _ if ["/v1/drops", "/v1/orders", "/v1/session", "/v1/quotes"].contains(&path) => {
            *status = 500;
        }
        _ => {}
    };
    let base = fixture::start(core, |_, _| {}).await;
    let report = run(&base, &Options::default()).await.unwrap();
    assert_eq!(report.exit_code(), 0, "{report}");
    let text = report.to_string();
    for line in [
        "not checked  drops.sorted: for want of: the capability deals",
        "not checked  quote.sums: for want of: the capability orders",
        "not checked  session.guest: for want of: the capability account",
        "not checked  storefront.zone: for want of: a zone in the storefront",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_fails_one_rule_and_leaves_the_rest_unchecked() {
    // A port that was free a moment ago.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let report = run(&base, &Options::default()).await.unwrap();
    // A storefront that never came is not a storefront of the wrong shape.
    assert_eq!(report.failed(), ["core.reachable"], "{report}");
    assert_eq!(report.exit_code(), 1);
    assert_eq!(report.count().0, 0);
}

#[tokio::test]
async fn without_a_storefront_the_rest_says_what_it_lacks() {
    let gone = |path: &str, status: &mut u16, _: &mut serde_json::Value, _| {
        if path.starts_with("/v1/storefront") {
            *status = 503;
        }
    };
    let base = fixture::start(gone, |_, _| {}).await;
    let text = run(&base, &Options::default()).await.unwrap().to_string();
    let line = "not checked  drops.sorted: for want of: a storefront that can be read";
    assert!(text.contains(line) && text.contains("FAIL         storefront.shape"), "{text}");
    assert!(text.contains("pass         product.shape"), "editions need no storefront: {text}");
}

#[tokio::test]
async fn a_shop_that_keeps_the_contract_passes_every_rule_of_writing_and_of_a_crowd() {
    for level in [Level::Write, Level::Load] {
        let base = market::start(None).await;
        let fixture = Fixture::read(market::FIXTURE).unwrap();
        let options = Options { level, fixture, ..Options::default() };
        let report = run(&base, &options).await.unwrap();
        assert_eq!(report.exit_code(), 0, "{report}");
        assert!(unchecked(&report).is_empty(), "{report}");
        assert_eq!(report.information.len(), usize::from(level == Level::Load), "{report}");
    }
}

#[tokio::test]
async fn what_the_fixture_lacks_is_said_and_not_passed() {
    let base = market::start(None).await;
    let options = Options { level: Level::Write, ..Options::default() };
    let text = run(&base, &options).await.unwrap().to_string();
    for line in [
        "order.shape: for want of: a variant with stock in the fixture ([stock])",
        "stock.last-unit: for want of: a variant with few units in the fixture ([last])",
        "deal.limit: for want of: a variant with a limited deal in the fixture ([deal])",
        "orders.own: for want of: two persons in the fixture ([[persons]])",
        "code.once: for want of: a contact with * in it in the fixture ([[persons]])",
    ] {
        assert!(text.contains(&format!("not checked  {line}")), "{line}\n{text}");
    }
    assert!(text.contains(" 0 failed"), "{text}");
    // Less than everything: no persons, no short hold.
    let part = market::FIXTURE.split("[[persons]]").next().unwrap().replace("hold =", "# hold =");
    let address = market::FIXTURE.split_once("[address]").unwrap().1;
    let fixture = Fixture::read(&format!("{part}[address]{address}")).unwrap();
    let options = Options { level: Level::Write, fixture, ..Options::default() };
    let report = run(&base, &options).await.unwrap();
    assert_eq!(report.exit_code(), 0, "{report}");
    let text = report.to_string();
    for line in [
        "pass         stock.last-unit",
        "pass         idempotency.concurrent",
        "not checked  hold.lapses: for want of: how long to wait in the fixture ([hold])",
        "not checked  owner.person: for want of: two persons in the fixture ([[persons]])",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[tokio::test]
async fn a_shop_without_orders_is_asked_for_none() {
    let asked = |path: &str, answer: &mut fixture::Answer| {
        if path.starts_with("/v1/orders") {
            answer.status = 500;
        }
    };
    let core = |path: &str, _: &mut u16, body: &mut serde_json::Value, _| {
        if path.starts_with("/v1/storefront") {
            *body = serde_json::json!({"name": "Small", "currency": "CNY"});
        }
    };
    let base = fixture::start(core, asked).await;
    for level in [Level::Write, Level::Load] {
        let fixture = Fixture::read(market::FIXTURE).unwrap();
        let report = run(&base, &Options { level, fixture, ..Options::default() }).await.unwrap();
        assert!(report.failed().is_empty(), "{report}");
        assert!(report.to_string().contains("for want of: the capability orders"), "{report}");
    }
    assert!(run("not an address", &Options::default()).await.is_err());
    assert!(run("ftp://a.example", &Options::default()).await.is_err());
}

/// The page for backend authors.
const PAGE: &str = include_str!("../../docs/contract.md");

/// The smallest answer of an address, as the page's table has it.
fn smallest(path: &str) -> serde_json::Value {
    let row = PAGE.lines().find(|line| line.starts_with(&format!("| `GET {path}` |"))).unwrap();
    let cell = row.trim_end_matches(" |").rsplit("| ").next().unwrap();
    serde_json::from_str(cell.trim_matches('`')).unwrap()
}

#[tokio::test]
async fn the_smallest_answers_of_the_page_make_a_backend() {
    let small = |path: &str, status: &mut u16, body: &mut serde_json::Value, _| {
        let bare = path.split('?').next().unwrap();
        *body = match bare {
            "/v1/storefront" => smallest("/v1/storefront"),
            "/v1/editions/today" | "/v1/editions/2026-11-24" => smallest("/v1/editions/today"),
            "/v1/products/tea" => smallest("/v1/products/{id}"),
            "/v1/editions/2026-11-23" => {
                *status = 404;
                serde_json::json!({"type": "urn:picklive:not-found", "title": "none", "status": 404})
            }
            _ => return,
        };
        if *status == 404 && bare == "/v1/products/tea" {
            *status = 200;
        }
    };
    // The clock's answer is right as it is; its shape is that of the page.
    assert!(smallest("/v1/time")["now"].is_string());
    let base = fixture::start(small, |path, answer| {
        if path == "/v1/products/tea" {
            answer.set("content-type", "application/json");
        }
    })
    .await;
    let report = run(&base, &Options::default()).await.unwrap();
    assert_eq!(report.exit_code(), 0, "{report}");
    assert!(report.to_string().contains("pass         product.shape"), "{report}");
    let toml = PAGE.split_once("```toml\n").unwrap().1.split("```").next().unwrap();
    Fixture::read(toml).unwrap();
}
