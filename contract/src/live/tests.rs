//! A room takes what its events tell.

use super::*;
use crate::{
    ProductId,
    bags::BagState,
    comments::Comment,
    events::{DealNow, Event, EventKind, Events, SHOP, room_topic},
};

/// A room that is on, as the sample has it.
fn room() -> Room {
    serde_json::from_str(include_str!("../../samples/get-room.answer.json")).unwrap()
}

fn events() -> Vec<Event> {
    let sample = include_str!("../../samples/list-events.answer.room.json");
    serde_json::from_str::<Events>(sample).unwrap().items
}

fn told(kind: EventKind, at: i64, now: RoomNow) -> Event {
    let topic = room_topic(&"morning-tea".into());
    Event { room: Some(Box::new(now)), ..Event::new(&topic, 58, UnixMillis(at), kind) }
}

fn pinned(product: &str, at: i64) -> Event {
    let pin = Some(Pin { product: product.into(), at: UnixMillis(at) });
    told(EventKind::Pin, at, RoomNow { pin, ..RoomNow::default() })
}

fn said(ids: core::ops::Range<usize>) -> Event {
    let one = |id: usize| Comment {
        id: id.to_string().as_str().into(),
        name: "a".into(),
        text: "b".into(),
        at: UnixMillis(0),
        host: false,
    };
    let comments = ids.map(one).collect();
    told(EventKind::Comment, 0, RoomNow { comments, ..RoomNow::default() })
}

fn shown(room: &Room) -> Vec<&str> {
    room.comments.iter().map(|comment| comment.id.as_str()).collect()
}

#[test]
fn taking_an_event_twice_changes_nothing() {
    let mut room = room();
    for event in events().iter().chain([&said(0..70)]) {
        assert!(room.take(event), "{event:?}");
        let once = room.clone();
        assert!(room.take(event), "{event:?}");
        assert_eq!(room, once, "{event:?}");
    }
}

#[test]
fn all_that_is_told_is_taken() {
    let mut room = room();
    for event in &events() {
        room.take(event);
    }
    assert_eq!((room.state, room.pin), (RoomState::Replay, None));
    assert_eq!(room.ended_at, UnixMillis::parse("2026-11-24T00:00:00Z"));
    let shelf: Vec<_> = room.shelf.iter().map(|product| product.id.as_str()).collect();
    assert_eq!(shelf, ["seasons-course", "tea-voucher"]);
    assert_eq!(room.shelf[1].variants[0].left(), Some(39), "the shop's topic tells of its goods");
    assert_eq!(room.prices.len(), 1, "the deal is over");
    assert_eq!((room.slow_seconds, room.likes, room.viewers), (10, 4_827, Some(131)));
    assert_eq!(room.announcement.map(|said| said.text).as_deref(), Some("还有三份。"));
    let left: Vec<_> = room.coupons.iter().map(|coupon| coupon.left).collect();
    assert_eq!(left, [36]);
    let bags: Vec<_> = room.bags.iter().map(|bag| (&bag.state, bag.won.len())).collect();
    assert_eq!(bags, [(&BagState::Drawn, 2)]);
    let shown: Vec<_> = room.comments.iter().map(|comment| comment.id.as_str()).collect();
    assert_eq!(shown, ["c-1", "c-3", "c-4", "c-5"]);
}

#[test]
fn what_was_drawn_stays_known_while_others_are_open() {
    let mut room = room();
    let one = |id: &str, at: i64, state: BagState| Bag {
        id: id.into(),
        closes_at: UnixMillis(at),
        state,
        ..room.bags[0].clone()
    };
    let open = [one("b", 2, BagState::Open), one("c", 3, BagState::Open)];
    let drawn = [one("a", 1, BagState::Drawn), one("b", 2, BagState::Drawn)];
    let tell = |kind, bags: &[Bag]| {
        told(kind, 0, RoomNow { bags: Some(bags.to_vec()), ..RoomNow::default() })
    };
    let ids = |room: &Room| room.bags.iter().map(|bag| bag.id.0.clone()).collect::<Vec<_>>();
    room.take(&tell(EventKind::Bag, &open));
    assert_eq!(ids(&room), ["b", "c"]);
    room.take(&tell(EventKind::BagDrawn, &[&drawn[..], &open[1..]].concat()));
    assert_eq!(ids(&room), ["a", "b", "c"]);
    room.take(&tell(EventKind::Bag, &open));
    assert_eq!(room.bags[1].state, BagState::Drawn, "an older event opens it no more");
    room.take(&tell(EventKind::Bag, &[]));
    assert_eq!(ids(&room), ["a", "b"], "the third was taken back");
    room.take(&tell(EventKind::BagDrawn, &drawn[1..]));
    assert_eq!(ids(&room), ["b"]);
}

#[test]
fn a_pin_that_comes_late_takes_no_newer_one_away() {
    let mut room = Room { pin: None, ..room() };
    room.take(&pinned("linen-dress", 2_000));
    room.take(&pinned("tea-voucher", 1_000));
    room.take(&told(EventKind::Unpin, 1_500, RoomNow::default()));
    let pin = room.pin.clone().unwrap();
    assert_eq!((pin.product.as_str(), pin.at), ("linen-dress", UnixMillis(2_000)));
    room.take(&pinned("tea-voucher", 2_000));
    assert_eq!(
        room.pin.as_ref().unwrap().product.as_str(),
        "tea-voucher",
        "of one moment the last"
    );
    room.take(&told(EventKind::Unpin, 2_001, RoomNow::default()));
    assert_eq!(room.pin, None);
}

#[test]
fn a_product_that_is_not_there_yet_means_to_read_again() {
    let mut room = room();
    let shelf = |ids: &[&str]| {
        let shelf = Some(ids.iter().map(|id| ProductId::from(*id)).collect());
        told(EventKind::Shelf, 0, RoomNow { shelf, ..RoomNow::default() })
    };
    assert!(!room.take(&shelf(&["linen-dress", "new-rice"])));
    assert_eq!(room.shelf.len(), 1, "what is known is shown");
    assert!(room.take(&shelf(&["linen-dress"])));
    assert!(room.take(&shelf(&[])) && room.shelf.is_empty());
    assert!(!room.take(&Event::new(SHOP, 9, UnixMillis(0), EventKind::Resync)));
    assert!(room.take(&Event::new(SHOP, 9, UnixMillis(0), EventKind::Other("x_newer".into()))));
}

#[test]
fn comments_are_capped_and_those_removed_stay_away() {
    let mut room = Room { comments: Vec::new(), ..room() };
    room.take(&said(0..30));
    room.take(&said(20..60));
    assert_eq!(room.comments.len(), COMMENTS);
    assert_eq!((shown(&room)[0], *shown(&room).last().unwrap()), ("10", "59"));
    let removed = vec!["59".into(), "10".into(), "never-there".into()];
    room.take(&told(EventKind::CommentRemoved, 0, RoomNow { removed, ..RoomNow::default() }));
    assert_eq!((shown(&room)[0], *shown(&room).last().unwrap()), ("11", "58"));
    assert_eq!(room.comments.len(), COMMENTS - 2);
}

#[test]
fn what_is_left_of_a_deal_is_told_with_the_goods() {
    let mut room = room();
    let deal = DealNow { id: "d-room-tea".into(), left: 2, reserved: 0, reserved_until: None };
    let sold = Event::new(SHOP, 44, UnixMillis(0), EventKind::Stock);
    room.take(&Event { deals: vec![deal], ..sold });
    let left: Vec<_> = room.prices.iter().map(|price| price.offer.left).collect();
    assert_eq!(left, [None, Some(2)]);
}

#[test]
fn likes_never_fall_and_an_empty_announcement_takes_it_away() {
    let mut room = room();
    let before = room.likes;
    room.take(&told(EventKind::Likes, 0, RoomNow { likes: Some(3), ..RoomNow::default() }));
    assert_eq!(room.likes, before);
    let announcement = Some(Announcement { text: String::new(), at: UnixMillis(0) });
    let now = RoomNow { announcement, ..RoomNow::default() };
    room.take(&told(EventKind::Announcement, 0, now));
    assert_eq!(room.announcement, None);
}
