//! Events: what is told without anything being changed.

use std::time::Duration;

use picklive_contract::{
    Endpoint as _, UnixMillis,
    events::{self, Event, EventKind, Events, ListEvents, SHOP, STREAM, Start},
    problem::ProblemKind,
    storefront::Capability,
    time::MINUTE,
};

use super::{Seen, problems::expect};
use crate::{
    client::{Answer, Client},
    listen::Heard,
    rules::{self, Rule},
};

const OWN: [&Rule; 9] = [
    &rules::EVENTS,
    &rules::EVENTS_STORE,
    &rules::EVENTS_READY,
    &rules::EVENTS_CURSOR,
    &rules::EVENTS_SEQ,
    &rules::EVENTS_SINCE,
    &rules::EVENTS_RESYNC,
    &rules::EVENTS_TOPIC,
    &rules::EVENTS_ASKED,
];

/// Longest wait for what is there already.
const SOON: Duration = Duration::from_secs(5);
/// So long ago, in milliseconds, is told by most servers.
const RECENT: i64 = 30 * MINUTE;
/// A time from which on no server tells: two seconds into 1970.
const LONG_AGO: UnixMillis = UnixMillis(2_000);
/// A cursor of nobody's.
const STRANGE: &str = "this-is-nobodys-cursor";

pub(super) async fn check(client: &mut Client<'_>, seen: &Seen) {
    if let Some(lack) = seen.lack(&Capability::Events) {
        return client.record.want(&OWN, &lack);
    }
    refusals(client).await;
    ready(client).await;
    long_ago(client).await;
    let strange = events::path(&[SHOP], &Start::after(STRANGE), None);
    let told = ask(client, &strange).await.map(|told| kinds(&told.items));
    resync(client, &strange, told.unwrap_or_default());
    let first = first(client, &strange).await.map(|heard| heard.event.kind.to_string());
    resync(client, &strange, first.unwrap_or_else(|lack| lack));
    recent(client).await;
    client.record.want(&[&rules::EVENTS_SEQ], "two events within half an hour");
    client.record.want(&OWN, "events that can be read");
}

fn resync(client: &mut Client<'_>, path: &str, got: String) {
    let right = got == EventKind::Resync.as_str();
    client.record.check(&rules::EVENTS_RESYNC, &format!("GET {path}"), right, "resync", got);
}

async fn refusals(client: &mut Client<'_>) {
    if let Some(answer) = client.get(ListEvents::PATH).await {
        expect(client, &rules::EVENTS_ASKED, &answer, 400, &ProblemKind::BadRequest);
    }
    let strange = format!("{}?topics=there-is-no-such-topic", ListEvents::PATH);
    if let Some(answer) = client.get(&strange).await {
        expect(client, &rules::EVENTS_TOPIC, &answer, 404, &ProblemKind::NotFound);
    }
}

/// From now on, in both forms.
async fn ready(client: &mut Client<'_>) {
    let path = format!("{}?topics={SHOP}", ListEvents::PATH);
    ask(client, &path).await;
    let heard = first(client, &path).await;
    let right = heard.as_ref().is_ok_and(|heard| {
        heard.event.kind == EventKind::Ready && heard.event.topic == SHOP && !heard.id.is_empty()
    });
    let (at, got) = (format!("GET {path} as a stream"), format!("{heard:?}"));
    client.record.check(&rules::EVENTS_READY, &at, right, "ready with an id", got);
    if let Ok(heard) = heard {
        let from = heard.event.seq;
        goes_on(client, &heard.id, from).await;
    }
}

async fn long_ago(client: &mut Client<'_>) {
    let path = events::path(&[SHOP], &Start::since(LONG_AGO), None);
    if let Some(answer) = client.get(&path).await {
        let read = answer.is_success() && answer.read::<Events>().is_some();
        client.record.check(&rules::EVENTS_SINCE, &answer.at, read, "200", answer.brief());
    }
    let heard = first(client, &path).await;
    let right = heard
        .as_ref()
        .is_ok_and(|heard| matches!(heard.event.kind, EventKind::Ready | EventKind::Resync));
    let (at, got) = (format!("GET {path} as a stream"), format!("{heard:?}"));
    client.record.check(&rules::EVENTS_SINCE, &at, right, "ready or resync", got);
}

/// What was told lately: told again alike, and gone on from in the middle.
async fn recent(client: &mut Client<'_>) {
    let Some(now) = client.now() else { return };
    let path = events::path(&[SHOP], &Start::since(now.plus(-RECENT)), None);
    let Some(told) = ask(client, &path).await else { return };
    let last = told.items.last().map(|event| event.seq);
    if let Some(last) = last {
        goes_on(client, &told.cursor, last).await;
    }
    let Ok(mut line) = client.listen(&path).await else { return };
    let mut heard = Vec::new();
    for _ in 0..told.items.len().min(3) {
        let Ok(next) = line.next(SOON).await else { break };
        heard.push(next);
    }
    let Some((greeting, heard)) = heard.split_first() else { return };
    if greeting.event.kind != EventKind::Ready {
        return;
    }
    let events: Vec<_> = heard.iter().map(|heard| heard.event.clone()).collect();
    gapless(client, &format!("GET {path} as a stream"), &events);
    if let Some(one) = heard.first() {
        goes_on(client, &one.id, one.event.seq).await;
    }
}

/// Notes whether a cursor goes on after the event with this number.
async fn goes_on(client: &mut Client<'_>, cursor: &str, from: i64) {
    let path = events::path(&[SHOP], &Start::after(cursor), None);
    let Some(told) = ask(client, &path).await else { return };
    let first = told.items.first();
    let right = first.is_none_or(|e| e.seq == from + 1 && e.kind != EventKind::Resync);
    let got = first.map_or(String::new(), |event| format!("{} {}", event.kind, event.seq));
    let expected = format!("{} first, or nothing", from + 1);
    client.record.check(&rules::EVENTS_CURSOR, &format!("GET {path}"), right, expected, got);
}

/// Asks without a stream.
async fn ask(client: &mut Client<'_>, path: &str) -> Option<Events> {
    let (told, answer) = client.read::<Events>(path, &rules::EVENTS).await?;
    no_store(client, &answer);
    let filled = !told.cursor.is_empty();
    client.record.check(&rules::EVENTS, &answer.at, filled, "a cursor", "an empty one");
    gapless(client, &answer.at, &told.items);
    Some(told)
}

/// The first event of a stream, or why there is none.
async fn first(client: &mut Client<'_>, path: &str) -> Result<Heard, String> {
    let mut line = client.listen(path).await?;
    let begun = line.begun.clone();
    no_store(client, &begun);
    let kind = begun.media_type();
    client.record.check(&rules::EVENTS_READY, &begun.at, kind == STREAM, STREAM, kind);
    line.next(SOON).await
}

fn no_store(client: &mut Client<'_>, answer: &Answer) {
    let control = answer.header("cache-control").unwrap_or("no Cache-Control").to_lowercase();
    let kept = control.contains("no-store");
    client.record.check(&rules::EVENTS_STORE, &answer.at, kept, "no-store", control);
}

fn gapless(client: &mut Client<'_>, at: &str, events: &[Event]) {
    for pair in events.windows(2) {
        let [one, next] = pair else { continue };
        let (right, expected) = (next.seq == one.seq + 1, one.seq + 1);
        client.record.check(&rules::EVENTS_SEQ, at, right, expected, next.seq);
    }
}

fn kinds(events: &[Event]) -> String {
    events.iter().map(|event| event.kind.to_string()).collect::<Vec<_>>().join(", ")
}
