//! Whoever was away ends with what one who stayed has.

use picklive_contract::{
    Endpoint as _,
    events::{self, EventKind, Events, SHOP, Start, room_topic},
    live::{GetRoom, Room},
};

use super::stage::{PAUSE, Stage};
use crate::{
    ask::Ask,
    rules::{self, Rule},
    write::{Caller, Checked},
};

pub(super) const OWN: &[&Rule] = &[&rules::ROOM_RESUMES];

/// How often it is looked again, since a copy of the room may be kept for a moment and viewers go on.
const TRIES: usize = 20;
/// Most answers until there is nothing more to tell.
const ANSWERS: usize = 50;

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    let (mut room, mut cursor) = (stage.first.clone(), stage.first.cursor.clone());
    let mut now = stage.read().await?;
    for _ in 0..TRIES {
        cursor = caught_up(stage, &mut room, cursor).await?;
        if same(&room) == same(&now) {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        now = stage.read().await?;
    }
    let (taken, read) = (same(&room), same(&now));
    let at = format!("GET {}, and events after its cursor", GetRoom::path(&stage.room));
    let right = taken == read;
    let (expected, got) = differ(&read, &taken);
    stage.till.client.record.check(&rules::ROOM_RESUMES, &at, right, expected, got);
    Ok(())
}

/// Takes all that came after a cursor, and tells the cursor after it.
async fn caught_up(
    stage: &mut Stage<'_, '_>,
    room: &mut Room,
    mut cursor: String,
) -> Result<String, String> {
    let topic = room_topic(&stage.room);
    for _ in 0..ANSWERS {
        let path = events::path(&[&topic, SHOP], &Start::after(cursor.as_str()), None);
        let ask = Ask::new(reqwest::Method::GET, path);
        let answer = stage.till.send(&Caller::default(), ask).await?;
        let told: Option<Events> = stage.till.client.parse(&answer, &rules::EVENTS);
        let told = told.ok_or("events that can be read")?;
        if told.items.is_empty() {
            return Ok(told.cursor);
        }
        for event in &told.items {
            if event.kind == EventKind::Resync || !room.take(event) {
                return Err("a run whose events can all be told".into());
            }
        }
        cursor = told.cursor;
    }
    Err("an end of what is told".into())
}

/// What must be the same: all but the number of viewers, who come and go.
fn same(room: &Room) -> String {
    let shelf: Vec<_> = room.shelf.iter().map(|product| &product.id).collect();
    let comments: Vec<_> = room.comments.iter().map(|comment| &comment.id).collect();
    let prices: Vec<_> =
        room.prices.iter().map(|own| (&own.variant, own.offer.price.amount)).collect();
    format!(
        "{} pin {:?} shelf {shelf:?} prices {prices:?} says {:?} slow {} likes {} comments {comments:?}",
        room.state, room.pin, room.announcement, room.slow_seconds, room.likes
    )
}

/// Two texts from where they differ on.
fn differ<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    let ends = one.char_indices().zip(other.chars());
    let at = ends.into_iter().find(|((_, a), b)| a != b).map_or(0, |((at, _), _)| at);
    (one.get(at..).unwrap_or(one), other.get(at..).unwrap_or(other))
}
