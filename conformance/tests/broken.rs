//! Small servers, each broken in one way: the rule that names the breakage fails, and no other.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod breakages;
mod fixture;

use std::collections::BTreeSet;

use breakages::{BENT, SPOILT};
use picklive_conformance::{Level, Options, rules, run};

async fn failed(bend: fixture::Bend, spoil: fixture::Spoil) -> (Vec<&'static str>, String) {
    let base = fixture::start(bend, spoil).await;
    let report = run(&base, &Options::default()).await.unwrap();
    (report.failed(), report.to_string())
}

/// Runs every server of a list at the same time and compares what failed with what should.
async fn all(servers: Vec<(&'static [&'static str], fixture::Bend, fixture::Spoil)>) {
    let runs: Vec<_> = servers
        .into_iter()
        .map(|(expected, bend, spoil)| (expected, tokio::spawn(failed(bend, spoil))))
        .collect();
    let mut wrong = String::new();
    for (expected, run) in runs {
        let (failed, report) = run.await.unwrap();
        if failed.iter().collect::<BTreeSet<_>>() != expected.iter().collect() {
            wrong += &format!("\nexpected {expected:?}\nfailed   {failed:?}\n{report}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[tokio::test]
async fn wrong_bodies_fail_their_rules() {
    all(BENT.iter().map(|(rules, bend)| (*rules, *bend, (|_, _| {}) as fixture::Spoil)).collect())
        .await;
}

#[tokio::test]
async fn wrong_manners_fail_their_rules() {
    let none: fixture::Bend = |_, _, _, _| {};
    all(SPOILT.iter().map(|(rules, spoil)| (*rules, none, *spoil)).collect()).await;
}

#[test]
fn every_rule_has_a_server_that_breaks_it() {
    let bent = BENT.iter().flat_map(|(rules, _)| rules.iter());
    let broken: BTreeSet<_> = bent.chain(SPOILT.iter().flat_map(|(rules, _)| *rules)).collect();
    let read = rules::ALL.iter().filter(|rule| rule.level == Level::Read);
    // A server that does not answer has a test of its own.
    let unbroken: Vec<_> = read
        .map(|rule| rule.id)
        .filter(|id| !broken.contains(id) && *id != rules::REACHABLE.id)
        .collect();
    assert!(unbroken.is_empty(), "nothing breaks {unbroken:?}");
    let ids: BTreeSet<_> = rules::ALL.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), rules::ALL.len(), "an id stands twice");
}
