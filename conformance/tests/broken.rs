//! Small servers, each broken in one way: the rule that names the breakage fails, and no other.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod breakages;
mod fixture;
mod market;

use std::{collections::BTreeSet, sync::Arc};

use breakages::{ACTS, BENT, IN_ROOM, SPOILT};
use market::Fault;
use picklive_conformance::{Level, Options, fixture::Fixture, report::Report, rules, run};
use tokio::{sync::Semaphore, task::JoinHandle};

/// Servers that are asked at the same time.
const AT_ONCE: usize = 12;

type Asking = (&'static [&'static str], JoinHandle<Report>);

/// Waits for servers that are asked at the same time and tells where something else failed than should.
async fn compare(asking: Vec<Asking>) -> String {
    let mut wrong = String::new();
    for (expected, report) in asking {
        let report = report.await.unwrap();
        let failed = report.failed();
        if failed.iter().collect::<BTreeSet<_>>() != expected.iter().collect() {
            wrong += &format!("\nexpected {expected:?}\nfailed   {failed:?}\n{report}\n");
        }
    }
    wrong
}

async fn read(turns: Arc<Semaphore>, bend: fixture::Bend, spoil: fixture::Spoil) -> Report {
    let _turn = turns.acquire().await;
    let base = fixture::start(bend, spoil).await;
    run(&base, &Options::default()).await.unwrap()
}

async fn act(level: Level, fault: Fault, fixture: &str) -> Report {
    let base = market::start(Some(fault)).await;
    let fixture = Fixture::read(fixture).unwrap();
    run(&base, &Options { level, fixture, ..Options::default() }).await.unwrap()
}

#[tokio::test]
async fn wrong_bodies_fail_their_rules() {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let asking = BENT
        .iter()
        .map(|(rules, bend)| (*rules, tokio::spawn(read(Arc::clone(&turns), *bend, |_, _| {}))));
    let wrong = compare(asking.collect()).await;
    assert!(wrong.is_empty(), "{wrong}");
}

#[tokio::test]
async fn wrong_manners_fail_their_rules() {
    let none: fixture::Bend = |_, _, _, _| {};
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let asking = SPOILT
        .iter()
        .map(|(rules, spoil)| (*rules, tokio::spawn(read(Arc::clone(&turns), none, *spoil))));
    let wrong = compare(asking.collect()).await;
    assert!(wrong.is_empty(), "{wrong}");
}

/// Asks shops with faults, some at a time.
async fn acts(
    faults: impl Iterator<Item = (Level, Fault, &'static [&'static str])>,
    fixture: String,
) -> String {
    let (turns, fixture) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(fixture));
    let asking = faults.map(|(level, fault, rules)| {
        let (turns, fixture) = (Arc::clone(&turns), Arc::clone(&fixture));
        let run = async move {
            let _turn = turns.acquire().await;
            act(level, fault, &fixture).await
        };
        (rules, tokio::spawn(run))
    });
    compare(asking.collect()).await
}

/// The fixture without these parts, each of which has a line of its own.
fn without(parts: &[&str]) -> String {
    let other = |line: &&str| !parts.iter().any(|part| line.starts_with(&format!("{part} =")));
    market::FIXTURE.lines().filter(other).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn wrong_acts_fail_their_rules() {
    let wrong = acts(ACTS.iter().copied(), without(&["room"])).await;
    assert!(wrong.is_empty(), "{wrong}");
}

#[tokio::test]
async fn wrong_acts_in_a_room_fail_their_rules() {
    let faults = IN_ROOM.iter().map(|(slip, rules)| (Level::Write, Fault::InRoom(*slip), *rules));
    let wrong =
        acts(faults, without(&["stock", "last", "deal", "returned", "hold", "payment"])).await;
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_a_server_that_breaks_it() {
    let bent = BENT.iter().flat_map(|(rules, _)| rules.iter());
    let acts = ACTS.iter().flat_map(|(_, _, rules)| rules.iter());
    let in_room = IN_ROOM.iter().flat_map(|(_, rules)| rules.iter());
    let broken: BTreeSet<_> = bent
        .chain(acts)
        .chain(in_room)
        .chain(SPOILT.iter().flat_map(|(rules, _)| *rules))
        .collect();
    // A server that does not answer has a test of its own.
    let unbroken: Vec<_> = rules::all()
        .map(|rule| rule.id)
        .filter(|id| !broken.contains(id) && *id != rules::REACHABLE.id)
        .collect();
    assert!(unbroken.is_empty(), "nothing breaks {unbroken:?}");
    let ids: BTreeSet<_> = rules::all().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), rules::all().count(), "an id stands twice");
}
