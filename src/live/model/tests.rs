//! What a viewer is shown, whatever comes in whatever order.

use picklive_contract::{
    live::{Pin, RoomNow},
    product::Product,
};
use serde_json::json;

use super::*;

pub(super) const NOW: UnixMillis = UnixMillis(1_000_000);

pub(super) fn room() -> Room {
    let product = include_str!("../../../contract/samples/get-product.answer.json");
    let one: Product = serde_json::from_str(product).unwrap();
    let other = Product { id: "other".into(), ..one.clone() };
    let text = json!({
        "id": "r", "title": "Tea", "state": "live", "host": {"name": "Lin"},
        "starts_at": "2026-11-24T07:00:00Z", "cursor": "c",
    });
    let mut room: Room = serde_json::from_value(text).unwrap();
    room.shelf = vec![one, other];
    room
}

pub(super) fn event(seq: i64, at: i64, kind: EventKind, now: RoomNow) -> Event {
    Event { room: Some(Box::new(now)), ..Event::new("room:r", seq, UnixMillis(at), kind) }
}

pub(super) fn pin(seq: i64, at: i64, product: &str) -> Event {
    let pin = Pin { product: product.into(), at: UnixMillis(at) };
    event(seq, at, EventKind::Pin, RoomNow { pin: Some(pin), ..RoomNow::default() })
}

pub(super) fn pinned(feed: &Feed) -> Option<&str> {
    feed.room().pin.as_ref().map(|pin| pin.product.as_str())
}

pub(super) fn seen(at: i64) -> Option<UnixMillis> {
    Some(UnixMillis(at))
}

#[test]
fn a_pin_is_shown_when_the_stream_is_there() {
    let mut feed = Feed::new(room(), NOW, false);
    let late = seen(982_000);
    assert_eq!(feed.take(&pin(1, 999_000, "other"), late, NOW), Taken::Nothing);
    assert_eq!(
        feed.take(&event(2, 999_500, EventKind::Unpin, RoomNow::default()), late, NOW),
        Taken::Nothing
    );
    assert_eq!(feed.reach(seen(998_999), NOW), Taken::Nothing);
    assert_eq!(pinned(&feed), None);
    assert_eq!((feed.reach(seen(999_000), NOW), pinned(&feed)), (Taken::Shown, Some("other")));
    assert_eq!((feed.reach(seen(999_600), NOW), pinned(&feed)), (Taken::Shown, None));
}

#[test]
fn without_a_stream_it_is_shown_when_it_comes_and_with_one_that_stands_in_the_end() {
    let mut feed = Feed::new(room(), NOW, false);
    assert_eq!(feed.take(&pin(1, 999_000, "other"), None, NOW), Taken::Shown);
    assert_eq!(feed.take(&pin(2, 999_500, "third"), seen(900_000), NOW), Taken::Nothing);
    assert_eq!(feed.reach(seen(900_000), NOW.plus(LONGEST - 1_000)), Taken::Nothing);
    assert_eq!(feed.reach(seen(900_000), NOW.plus(LONGEST)), Taken::Shown);
    assert_eq!(pinned(&feed), Some("third"));
    assert_eq!(feed.take(&pin(3, 999_600, "other"), seen(900_000), NOW), Taken::Nothing);
    assert_eq!((feed.reach(None, NOW), pinned(&feed)), (Taken::Shown, Some("other")), "it is gone");
}

#[test]
fn a_bag_and_its_draw_come_with_the_picture() {
    let sample = |text| serde_json::from_str(text).unwrap();
    let bags = |text| RoomNow { bags: Some(vec![sample(text)]), ..RoomNow::default() };
    let open = bags(include_str!("../../../contract/samples/get-bag.answer.json"));
    let drawn = bags(include_str!("../../../contract/samples/get-bag.answer.drawn.json"));
    let mut feed = Feed::new(room(), NOW, false);
    let (late, dropped) = (seen(982_000), event(1, 990_000, EventKind::Bag, open));
    assert_eq!(feed.take(&dropped, late, NOW), Taken::Nothing);
    assert_eq!(
        feed.take(&event(2, 999_000, EventKind::BagDrawn, drawn), late, NOW),
        Taken::Nothing
    );
    let state = |feed: &Feed| feed.room().bags.first().map(|bag| bag.state.as_str().to_owned());
    assert_eq!(state(&feed), None);
    feed.reach(seen(990_000), NOW);
    assert_eq!(state(&feed).as_deref(), Some("open"));
    feed.reach(seen(999_000), NOW);
    assert_eq!(state(&feed).as_deref(), Some("drawn"));
}

#[test]
fn people_are_heard_at_once_and_the_host_at_the_moment() {
    let mut feed = Feed::new(room(), NOW, false);
    let told = RoomNow { likes: Some(7), viewers: Some(3), ..RoomNow::default() };
    assert_eq!(
        feed.take(&event(1, 999_000, EventKind::Likes, told), seen(980_000), NOW),
        Taken::Talk
    );
    assert_eq!((feed.room().likes, feed.room().viewers), (7, Some(3)));
    let over = RoomNow { state: Some("ended".into()), ..RoomNow::default() };
    feed.take(&event(2, 999_000, EventKind::Ended, over), seen(980_000), NOW);
    assert_eq!(feed.room().state.as_str(), "live");
    feed.reach(seen(999_000), NOW);
    assert_eq!(feed.room().state.as_str(), "ended");
}

#[test]
fn twice_and_late_and_unknown_do_no_harm_and_a_gap_is_noticed() {
    let mut feed = Feed::new(room(), NOW, false);
    assert_eq!(feed.take(&pin(7, 1, "other"), None, NOW), Taken::Shown);
    assert_eq!(feed.take(&pin(7, 1, "x"), None, NOW), Taken::Nothing);
    assert_eq!(feed.take(&pin(6, 2, "x"), None, NOW), Taken::Nothing);
    let odd = event(8, 3, EventKind::Other("confetti".into()), RoomNow::default());
    assert_eq!(feed.take(&odd, None, NOW), Taken::Shown);
    let elsewhere = Event { topic: "room:other".into(), ..pin(9, 4, "x") };
    assert_eq!(feed.take(&elsewhere, None, NOW), Taken::Nothing);
    assert_eq!(pinned(&feed), Some("other"));
    assert_eq!(feed.take(&pin(10, 5, "third"), None, NOW), Taken::Missed, "9 is missing");
    assert_eq!(pinned(&feed), Some("third"));
}

#[test]
fn what_is_not_on_the_shelf_yet_is_to_be_read() {
    let mut feed = Feed::new(room(), NOW, false);
    let shelf = RoomNow { shelf: Some(vec!["other".into(), "new".into()]), ..RoomNow::default() };
    let told = event(1, 1, EventKind::Shelf, shelf);
    assert_eq!(feed.take(&told, None, NOW), Taken::Missed);
    let resync = Event::new("room:r", 40, NOW, EventKind::Resync);
    assert_eq!(feed.take(&resync, None, NOW), Taken::Missed);
    assert_eq!(feed.known(), 40, "what is read now is no older");
    assert_eq!(
        feed.take(&pin(41, 1, "other"), None, NOW),
        Taken::Shown,
        "numbers go on from there"
    );
    assert_eq!(feed.take(&Event::new(SHOP, 1, NOW, EventKind::Resync), None, NOW), Taken::Missed);
}

#[test]
fn a_snapshot_read_again_shows_no_pin_before_its_moment() {
    let mut feed = Feed::new(room(), NOW, false);
    feed.take(&pin(1, 900_000, "other"), None, NOW);
    let mut fresh = room();
    fresh.pin = Some(Pin { product: "third".into(), at: UnixMillis(995_000) });
    fresh.likes = 9;
    feed.renew(fresh.clone(), seen(980_000), NOW, 0.0);
    assert_eq!((pinned(&feed), feed.room().likes), (Some("other"), 9));
    feed.reach(seen(995_000), NOW);
    assert_eq!(pinned(&feed), Some("third"));
    let mut feed = Feed::new(room(), NOW, false);
    feed.renew(fresh, None, NOW, 0.0);
    assert_eq!(pinned(&feed), Some("third"), "without a stream at once");
}

#[test]
fn the_rooms_price_counts_when_it_is_the_lowest() {
    let mut room = room();
    let variant = room.shelf[0].variants[0].clone();
    let low = picklive_contract::Money::new(1, variant.price.currency);
    let offer = picklive_contract::offer::Offer {
        kind: picklive_contract::offer::OfferKind::Room,
        ..picklive_contract::offer::Offer::list(low)
    };
    room.prices = vec![picklive_contract::live::RoomPrice { variant: variant.id.clone(), offer }];
    let shelf = prices::shelf(&room);
    let visitor = picklive_contract::offer::Visitor::GUEST;
    let told = prices::told(&shelf[0], NOW, &visitor).unwrap();
    assert_eq!((told.offer.price, told.usual), (low, Some(variant.price)));
    assert_eq!(
        prices::pinned(&shelf, Some(&"other".into())).map(|it| it.id.as_str()),
        Some("other")
    );
    assert!(prices::pinned(&shelf, None).is_none());
}

#[test]
fn what_was_told_while_a_snapshot_was_read_is_not_lost() {
    let mut feed = Feed::new(room(), NOW, false);
    let told = |feed: &mut Feed, event: Event, at: f64| {
        feed.note(&event, at, 0.0);
        feed.take(&event, None, NOW);
    };
    told(&mut feed, pin(1, 1_000, "old"), 10.0);
    told(&mut feed, pin(2, 2_000, "other"), 30.0);
    feed.renew(room(), None, NOW, 20.0);
    assert_eq!(pinned(&feed), Some("other"), "the snapshot is of before the second");
    feed.renew(room(), None, NOW, 40.0);
    assert_eq!(pinned(&feed), None);
}

#[test]
fn what_was_put_on_the_shelf_while_a_snapshot_was_read_has_it_read_once_more() {
    let mut feed = Feed::new(room(), NOW, false);
    let shelf = RoomNow { shelf: Some(vec!["other".into(), "new".into()]), ..RoomNow::default() };
    feed.note(&event(1, 1, EventKind::Shelf, shelf), 30.0, 0.0);
    assert_eq!(feed.renew(room(), None, NOW, 20.0), Taken::Missed);
    assert_eq!(feed.renew(room(), None, NOW, 40.0), Taken::Shown);
}

#[test]
fn what_no_snapshot_needs_any_more_is_forgotten() {
    let mut feed = Feed::new(room(), NOW, false);
    for at in 0..1_000 {
        let told = event(at, at, EventKind::Comment, RoomNow::default());
        feed.note(&told, at as f64, at as f64 - 20.0);
    }
    assert_eq!(feed.recent.len(), 21);
    for at in 1_000..2_000 {
        let told = event(at, at, EventKind::Comment, RoomNow::default());
        feed.note(&told, at as f64, f64::MIN);
    }
    assert_eq!(feed.recent.len(), MOST, "a snapshot that does not come takes no more than that");
}

#[test]
fn a_shop_that_goes_on_from_an_older_copy_of_itself_is_heard_again() {
    let mut feed = Feed::new(room(), NOW, false);
    feed.note(&pin(40, 999_000, "other"), 1.0, 0.0);
    assert_eq!(feed.take(&pin(40, 999_000, "other"), None, NOW), Taken::Shown);
    assert_eq!(feed.take(&pin(7, 999_500, "third"), None, NOW), Taken::Nothing, "it is an old one");
    feed.forget_told();
    assert_eq!(feed.known(), 0);
    assert_eq!(feed.renew(room(), None, NOW, 0.0), Taken::Shown);
    assert_eq!(pinned(&feed), None, "what it does not know of is not put in");
    assert_eq!(feed.take(&pin(7, 999_500, "third"), None, NOW), Taken::Shown);
    assert_eq!((feed.known(), pinned(&feed)), (7, Some("third")));
}
