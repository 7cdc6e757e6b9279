//! Events of several topics: a room's, and the shop's.

use std::{collections::BTreeSet, time::Duration};

use picklive_contract::{
    Endpoint as _,
    events::{self, EventKind, Events, ListEvents, SHOP, Start, TOPICS_MAX, room_topic},
    live::Room,
    problem::ProblemKind,
    storefront::Capability,
};

use super::{Seen, problems::expect, rooms::NOWHERE};
use crate::{
    client::Client,
    rules::{self, Rule},
};

pub(super) const OWN: [&Rule; 4] =
    [&rules::EVENTS_MANY, &rules::EVENTS_TOPICS, &rules::EVENTS_CURSORS, &rules::ROOM_CURSOR];

/// Longest wait for what is there already.
const SOON: Duration = Duration::from_secs(5);
/// A cursor of nobody's.
const STRANGE: &str = "this-is-nobodys-cursor";

pub(super) async fn check(client: &mut Client<'_>, seen: &Seen, room: Option<&Room>) {
    if let Some(lack) = seen.lack(&Capability::Events) {
        return client.record.want(&OWN, &lack);
    }
    let strange = room_topic(&NOWHERE.into());
    if let Some(answer) = client.get(&path(&[&strange], &Start::default())).await {
        expect(client, &rules::ROOM_UNKNOWN, &answer, 404, &ProblemKind::NotFound);
    }
    let many: Vec<_> = (0..=TOPICS_MAX).map(|nth| format!("{strange}-{nth}")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    if let Some(answer) = client.get(&path(&many, &Start::default())).await {
        // There are no such rooms either.
        let right = matches!(answer.status, 400 | 404);
        client.record.check(&rules::EVENTS_MANY, &answer.at, right, "400", answer.brief());
    }
    let Some(room) = room else { return client.record.want(&OWN, "a room in the list") };
    let topic = room_topic(&room.id);
    let topics = [topic.as_str(), SHOP];
    let from = Start::after(room.cursor.as_str());
    goes_on(client, &rules::ROOM_CURSOR, &topics, &from).await;
    greeted(client, &topics).await;
    let (Some(of_room), Some(of_shop)) =
        (cursor(client, &[topic.as_str()]).await, cursor(client, &[SHOP]).await)
    else {
        return client.record.want(&OWN, "events that can be read");
    };
    for cursors in [vec![of_room.clone(), of_shop.clone()], vec![STRANGE.into(), of_shop, of_room]]
    {
        let from = Start { after: cursors, since: None };
        goes_on(client, &rules::EVENTS_CURSORS, &topics, &from).await;
    }
}

fn path(topics: &[&str], from: &Start) -> String {
    events::path(topics, from, None)
}

async fn cursor(client: &mut Client<'_>, topics: &[&str]) -> Option<String> {
    let (told, _) = client.read::<Events>(&path(topics, &Start::default()), &rules::EVENTS).await?;
    Some(told.cursor)
}

/// Notes whether what comes after a place is of these topics, without a gap, and not to be read again.
async fn goes_on(client: &mut Client<'_>, rule: &Rule, topics: &[&str], from: &Start) {
    let path = path(topics, from);
    let Some((told, answer)) = client.read::<Events>(&path, &rules::EVENTS).await else { return };
    let again = told.items.iter().any(|event| event.kind == EventKind::Resync);
    let gapless = topics.iter().all(|topic| {
        let of_topic: Vec<_> = told.items.iter().filter(|event| event.topic == *topic).collect();
        of_topic.windows(2).all(|pair| pair[1].seq == pair[0].seq + 1)
    });
    let got: Vec<_> =
        told.items.iter().map(|e| format!("{} {} {}", e.topic, e.seq, e.kind)).collect();
    let expected = "what came since, without a gap, or nothing";
    client.record.check(rule, &answer.at, gapless && !again, expected, got.join(", "));
    for event in &told.items {
        let asked = topics.contains(&event.topic.as_str());
        let expected = topics.join(" or ");
        client.record.check(&rules::EVENTS_TOPICS, &answer.at, asked, expected, &event.topic);
    }
}

/// Notes whether a stream begins with a greeting of each topic.
async fn greeted(client: &mut Client<'_>, topics: &[&str]) {
    let path = format!("{}?topics={}", ListEvents::PATH, topics.join(","));
    let at = format!("GET {path} as a stream");
    let mut line = match client.listen(&path).await {
        Ok(line) => line,
        Err(error) => {
            client.record.check(&rules::EVENTS_TOPICS, &at, false, "a stream", error);
            return;
        }
    };
    let (mut ready, mut got) = (BTreeSet::new(), Vec::new());
    for _ in topics {
        match line.next(SOON).await {
            Ok(heard) => {
                got.push(format!("{} {}", heard.event.topic, heard.event.kind));
                if heard.event.kind == EventKind::Ready {
                    ready.insert(heard.event.topic);
                }
            }
            Err(lack) => {
                got.push(lack);
                break;
            }
        }
    }
    let right = ready.len() == topics.len() && topics.iter().all(|topic| ready.contains(*topic));
    let expected = format!("ready of {}", topics.join(" and of "));
    client.record.check(&rules::EVENTS_TOPICS, &at, right, expected, got.join(", "));
}
