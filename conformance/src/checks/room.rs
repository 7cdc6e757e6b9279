//! What a room says of itself.

use picklive_contract::{
    UnixMillis,
    comments::{COMMENT_MAX, Comment, NAME_MAX},
    live::{COMMENTS, Room, RoomCard, RoomPrice, RoomState},
    offer::OfferKind,
    time::SECOND,
};

use super::unique;
use crate::{
    client::{Answer, Client},
    report::Record,
    rules,
};

pub(super) fn check(client: &mut Client<'_>, answer: &Answer, card: &RoomCard, room: &Room) {
    let (record, at) = (&mut *client.record, answer.at.as_str());
    let whole = room.id == card.id
        && !room.title.is_empty()
        && !room.host.name.is_empty()
        && !room.cursor.is_empty();
    let got =
        format!("{} {:?} by {:?}, cursor {:?}", room.id, room.title, room.host.name, room.cursor);
    record.check(&rules::ROOM, at, whole, format!("{}, whole", card.id), got);
    let listed = format!("{:?} {:?} {}", card.title, card.host.name, card.starts_at.to_rfc3339());
    let own = format!("{:?} {:?} {}", room.title, room.host.name, room.starts_at.to_rfc3339());
    record.check(&rules::ROOM_LISTED, at, listed == own, listed, own);
    // What is told was before it was told.
    let now = answer.time().map_or(UnixMillis(i64::MAX), |time| time.plus(SECOND));
    times(record, at, room, now);
    counts(record, at, room);
    if let Some(pin) = &room.pin {
        let there = room.shelf.iter().any(|product| product.id == pin.product);
        let got = format!("{} since {}, on the shelf: {there}", pin.product, pin.at.to_rfc3339());
        record.check(&rules::ROOM_PIN, at, there && pin.at <= now, rules::ROOM_PIN.promise, got);
    }
    for price in &room.prices {
        let right = is_room_price(room, price);
        let got = serde_json::to_string(price).unwrap_or_default();
        record.check(&rules::ROOM_PRICES, at, right, rules::ROOM_PRICES.promise, got);
    }
    comments(record, at, &room.comments, now);
    chapters(record, at, room);
}

/// For want of what some rules may not have been checked.
pub(super) fn wants(client: &mut Client<'_>) {
    client.record.want(&[&rules::ROOM_SHELF], "a room with products");
    client.record.want(&[&rules::ROOM_PIN], "a room that shows a product");
    client.record.want(&[&rules::ROOM_PRICES], "a room with prices of its own");
    client.record.want(&[&rules::ROOM_COMMENTS], "a room with comments");
    client.record.want(&[&rules::ROOM_SOURCES], "a room with a source");
    client
        .record
        .want(&[&rules::ROOM_PLAYLIST], "a room that is on, or a recording, with an HLS source");
    client.record.want(&[&rules::ROOM_CHAPTERS], "a recording with chapters");
}

fn times(record: &mut Record, at: &str, room: &Room, now: UnixMillis) {
    let over = match room.state {
        RoomState::Ended | RoomState::Replay => true,
        RoomState::Scheduled | RoomState::Live | RoomState::Paused => false,
        RoomState::Other(_) => return,
    };
    let right = room.ended_at.is_some() == over && room.ended_at.is_none_or(|ended| ended <= now);
    let got = format!("{}, ended at {:?}", room.state, room.ended_at);
    record.check(&rules::ROOM_TIMES, at, right, rules::ROOM_TIMES.promise, got);
}

fn counts(record: &mut Record, at: &str, room: &Room) {
    let (viewers, likes, allowance) = (room.viewers.unwrap_or(0), room.likes, room.allowance);
    let right = viewers >= 0 && likes >= 0 && allowance >= 0;
    let got = format!("{viewers} viewers, {likes} likes, allowance {allowance}");
    record.check(&rules::ROOM_COUNTS, at, right, "0 or more", got);
}

/// Whether it can be a price of the room: its variant is sold there, its window and its deal are right.
fn is_room_price(room: &Room, price: &RoomPrice) -> bool {
    let offer = &price.offer;
    let kind = match offer.kind {
        OfferKind::Room => true,
        OfferKind::Drop => offer.deal.is_some(),
        _ => false,
    };
    let window = offer.opens_at.zip(offer.closes_at).is_none_or(|(opens, closes)| opens < closes);
    let mut sold = room.shelf.iter().flat_map(|product| &product.variants);
    kind && window && sold.any(|variant| variant.id == price.variant)
}

fn comments(record: &mut Record, at: &str, comments: &[Comment], now: UnixMillis) {
    if comments.is_empty() {
        return;
    }
    let few = comments.len() <= COMMENTS;
    record.check(&rules::ROOM_COMMENTS, at, few, format!("at most {COMMENTS}"), comments.len());
    unique(
        record,
        &rules::ROOM_COMMENTS,
        at,
        comments.iter().map(|comment| comment.id.to_string()),
    );
    let sorted = comments.is_sorted_by_key(|comment| comment.at);
    record.check(&rules::ROOM_COMMENTS, at, sorted, "the oldest first", "another order");
    for comment in comments {
        let fits = |text: &str, most: usize| {
            let control = text.contains(char::is_control);
            !text.trim().is_empty() && text.chars().count() <= most && !control
        };
        let right =
            fits(&comment.name, NAME_MAX) && fits(&comment.text, COMMENT_MAX) && comment.at <= now;
        record.check(
            &rules::ROOM_COMMENTS,
            at,
            right,
            "a comment that one may write",
            format!("{comment:?}"),
        );
    }
}

fn chapters(record: &mut Record, at: &str, room: &Room) {
    if room.chapters.is_empty() {
        return;
    }
    let sorted = room.chapters.is_sorted_by_key(|chapter| (chapter.position, chapter.at));
    let begun = room.chapters.iter().all(|chapter| chapter.position >= 0);
    let named = room.chapters.iter().all(|chapter| !chapter.product.0.is_empty());
    let got: Vec<_> = room.chapters.iter().map(|chapter| chapter.position.to_string()).collect();
    let right = sorted && begun && named;
    record.check(&rules::ROOM_CHAPTERS, at, right, rules::ROOM_CHAPTERS.promise, got.join(", "));
}
