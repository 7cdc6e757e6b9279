//! Rooms: the list, and one of each state.

use std::collections::BTreeSet;

use picklive_contract::{
    Endpoint as _, List,
    list::page_path,
    live::{GetRoom, ListRooms, Room, RoomCard, RoomState},
    problem::ProblemKind,
    storefront::Capability,
};

use super::{Seen, problems::expect, room, room_line, room_sources};
use crate::{
    client::Client,
    rules::{self, Rule},
};

const OWN: [&Rule; 17] = [
    &rules::ROOMS,
    &rules::ROOMS_ORDER,
    &rules::ROOMS_NEXT,
    &rules::ROOM,
    &rules::ROOM_LISTED,
    &rules::ROOM_UNKNOWN,
    &rules::ROOM_CURSOR,
    &rules::ROOM_SHELF,
    &rules::ROOM_PIN,
    &rules::ROOM_PRICES,
    &rules::ROOM_COMMENTS,
    &rules::ROOM_COUNTS,
    &rules::ROOM_TIMES,
    &rules::ROOM_SOURCES,
    &rules::ROOM_PLAYLIST,
    &rules::ROOM_CHAPTERS,
    &rules::EVENTS_CURSORS,
];

/// Most pages of the list that are read.
const PAGES: usize = 20;
/// No room's id.
pub(super) const NOWHERE: &str = "there-is-no-such-room";

pub(super) async fn check(client: &mut Client<'_>, seen: &Seen) {
    if let Some(lack) = seen.lack(&Capability::Rooms) {
        client.record.want(&OWN, &lack);
        return client.record.want(&room_line::OWN, &lack);
    }
    if let Some(answer) = client.get(&GetRoom::path(&NOWHERE.into())).await {
        expect(client, &rules::ROOM_UNKNOWN, &answer, 404, &ProblemKind::NotFound);
    }
    let cards = all(client).await.unwrap_or_default();
    sorted(client, &cards);
    let mut rooms = Vec::new();
    for card in one_of_each(&cards) {
        let path = GetRoom::path(&card.id);
        let Some((whole, answer)) = client.read::<Room>(&path, &rules::ROOM).await else {
            continue;
        };
        room::check(client, &answer, card, &whole);
        room_sources::check(client, &answer.at, &whole).await;
        if whole.id == card.id {
            rooms.push(whole);
        }
    }
    for whole in &rooms {
        room_sources::shelf(client, whole).await;
    }
    room_line::check(client, seen, rooms.first()).await;
    room::wants(client);
    client.record.want(&OWN, "a room in the list");
}

/// Every page; its shape and its end are noted.
async fn all(client: &mut Client<'_>) -> Option<Vec<RoomCard>> {
    let (mut cards, mut known) = (Vec::<RoomCard>::new(), BTreeSet::new());
    let mut after: Option<String> = None;
    for page in 1..=PAGES {
        let path = page_path(ListRooms::PATH.into(), after.as_deref());
        let (list, answer) = client.read::<List<RoomCard>>(&path, &rules::ROOMS).await?;
        for card in &list.items {
            let whole =
                !card.id.0.is_empty() && !card.title.is_empty() && !card.host.name.is_empty();
            let got = format!("{card:?}");
            client.record.check(&rules::ROOMS, &answer.at, whole, rules::ROOMS.promise, got);
        }
        let twice = list.items.iter().filter(|card| !known.insert(card.id.clone())).count();
        let ends = list.next.is_none() || page < PAGES;
        let rule = if page > 1 { &rules::ROOMS_NEXT } else { &rules::ROOMS };
        let got = format!("twice: {twice}; an end: {ends}");
        let right = twice == 0 && ends;
        client.record.check(rule, &answer.at, right, rule.promise, got);
        cards.extend(list.items);
        after = list.next;
        if after.is_none() || !right {
            break;
        }
    }
    client.record.want(&[&rules::ROOMS_NEXT], "a list of more than one page");
    Some(cards)
}

/// Where rooms of a state stand in the list; unknown for a state of a newer server.
fn rank(state: &RoomState) -> Option<u8> {
    match state {
        RoomState::Live | RoomState::Paused => Some(0),
        RoomState::Scheduled => Some(1),
        RoomState::Ended | RoomState::Replay => Some(2),
        RoomState::Other(_) => None,
    }
}

fn sorted(client: &mut Client<'_>, cards: &[RoomCard]) {
    for pair in cards.windows(2) {
        let [one, next] = pair else { continue };
        let (Some(first), Some(second)) = (rank(&one.state), rank(&next.state)) else { continue };
        let to_come = first == 1 && second == 1;
        let right = first <= second && !(to_come && one.starts_at > next.starts_at);
        let told = |card: &RoomCard| format!("{} at {}", card.state, card.starts_at.to_rfc3339());
        let got = format!("{} before {}", told(one), told(next));
        let (at, promise) = (ListRooms::PATH, rules::ROOMS_ORDER.promise);
        client.record.check(&rules::ROOMS_ORDER, at, right, promise, got);
    }
    client.record.want(&[&rules::ROOMS_ORDER], "two rooms");
}

/// The first of each state.
fn one_of_each(cards: &[RoomCard]) -> Vec<&RoomCard> {
    let mut states = BTreeSet::new();
    cards.iter().filter(|card| states.insert(card.state.as_str().to_owned())).collect()
}
