//! A server that keeps the contract passes, and what cannot be checked is said, not passed.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use picklive_conformance::{Level, Options, report::Verdict, run};

#[tokio::test]
async fn a_server_that_keeps_the_contract_passes() {
    let base = fixture::start(|_, _, _, _| {}, |_, _| {}).await;
    let report = run(&base, &Options::default()).await.unwrap();
    assert_eq!(report.exit_code(), 0, "{report}");
    let unchecked = report.findings.iter().filter_map(|finding| {
        matches!(finding.verdict, Verdict::NotChecked { .. }).then_some(finding.rule)
    });
    assert_eq!(unchecked.collect::<Vec<_>>(), ["write", "load"], "{report}");
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
async fn levels_without_rules_ask_nothing_and_pass_nothing() {
    let asked = |path: &str, _: &mut fixture::Answer| panic!("asked {path}");
    let base = fixture::start(|_, _, _, _| {}, asked).await;
    for level in [Level::Write, Level::Load] {
        let report = run(&base, &Options { level, ..Options::default() }).await.unwrap();
        assert_eq!((report.count().0, report.count().1), (0, 0), "{report}");
        assert_eq!(report.exit_code(), 2);
        assert!(report.to_string().contains("write: for want of: this version has no rules"));
    }
    assert!(run("not an address", &Options::default()).await.is_err());
    assert!(run("ftp://a.example", &Options::default()).await.is_err());
}

#[tokio::test]
async fn the_command_prints_json_and_ends_with_the_right_code() {
    let good = fixture::start(|_, _, _, _| {}, |_, _| {}).await;
    let broken = fixture::start(|_, _, _, _| {}, |_, answer| answer.body.clear()).await;
    for (base, level, code) in [(&good, "read", 0), (&broken, "read", 1), (&good, "load", 2)] {
        let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_picklive-conformance"))
            .args([base.as_str(), "--json", "--level", level])
            .output()
            .await
            .unwrap();
        assert_eq!(output.status.code(), Some(code), "{base} {level}");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["level"], level);
        assert!(report["findings"][0]["rule"].is_string() && report["findings"].is_array());
    }
}
