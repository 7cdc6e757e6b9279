//! What a viewer is shown whose picture is late, when a snapshot tells more than they have seen.

use picklive_contract::{
    Money,
    bags::Bag,
    coupons::Coupon,
    live::{Pin, RoomNow, RoomPrice, Source},
    offer::{Offer, OfferKind},
    product::Product,
};

use super::tests::{NOW, event, pin, pinned, room, seen};
use super::*;

mod sold;

/// Who is 18 seconds behind.
const LATE: i64 = NOW.0 - 18_000;

fn price(room: &Room, amount: i64, deal: Option<&str>, opens: i64) -> RoomPrice {
    let variant = &room.shelf[0].variants[0];
    let kind = if deal.is_some() { OfferKind::Drop } else { OfferKind::Room };
    let money = Money::new(amount, variant.price.currency);
    let opens_at = Some(UnixMillis(opens));
    let closes_at = deal.map(|_| NOW.plus(600_000));
    let (deal, left) = (deal.map(Into::into), deal.map(|_| 5));
    let offer = Offer { kind, opens_at, closes_at, deal, left, ..Offer::list(money) };
    RoomPrice { variant: variant.id.clone(), offer }
}

fn coupon(room: &Room, id: &str, opens: i64) -> Coupon {
    let off = Money::new(1, room.shelf[0].variants[0].price.currency);
    let (opens_at, closes_at) = (UnixMillis(opens), NOW.plus(60_000));
    let (id, room, valid_until) = (id.into(), "r".into(), NOW.plus(900_000));
    Coupon { id, room, off, minimum: off, quota: 9, left: 9, opens_at, closes_at, valid_until }
}

fn costs(feed: &Feed) -> Vec<i64> {
    feed.room().prices.iter().map(|price| price.offer.price.amount).collect()
}

fn shelf(feed: &Feed) -> Vec<&str> {
    feed.room().shelf.iter().map(|item| item.id.as_str()).collect()
}

fn new_product(room: &Room, id: &str) -> Product {
    Product { id: id.into(), ..room.shelf[0].clone() }
}

fn priced(seq: i64, at: i64, kind: EventKind, prices: Vec<RoomPrice>) -> Event {
    event(seq, at, kind, RoomNow { prices: Some(prices), ..RoomNow::default() })
}

#[test]
fn a_snapshot_of_a_moment_that_is_not_seen_shows_nothing_of_it_but_what_has_no_moment() {
    let mut feed = Feed::new(room(), NOW, false);
    let mut fresh = room();
    fresh.state = "paused".into();
    fresh.shelf = vec![new_product(&fresh, "other"), new_product(&fresh, "new")];
    fresh.prices =
        vec![price(&fresh, 7, None, NOW.0 - 9_000), price(&fresh, 5, Some("d"), NOW.0 - 6_000)];
    fresh.coupons = vec![coupon(&fresh, "k", NOW.0 - 3_000)];
    fresh.pin = Some(Pin { product: "other".into(), at: NOW.plus(-4_000) });
    fresh.sources = vec![Source { kind: "hls".into(), url: "/a".into() }];
    (fresh.likes, fresh.slow_seconds) = (90, 5);
    assert_eq!(feed.renew(fresh.clone(), seen(LATE), NOW, 0.0), Taken::Shown);
    let shown = feed.room();
    assert_eq!((shown.likes, shown.slow_seconds, shown.state.as_str()), (90, 5, "live"));
    assert_eq!((costs(&feed), shelf(&feed)), (vec![], vec!["linen-dress", "other"]));
    assert!(shown.coupons.is_empty() && pinned(&feed).is_none() && shown.sources.is_empty());
    // Each comes at its own moment, and what is known of none with the snapshot.
    let at = |feed: &mut Feed, before: i64| {
        let seen = NOW.plus(-before);
        let taken = feed.reach(Some(seen), NOW.plus(18_000 - before));
        (taken, costs(feed).len(), pinned(feed).is_some(), feed.room().coupons.len())
    };
    assert_eq!(at(&mut feed, 9_001), (Taken::Nothing, 0, false, 0));
    assert_eq!(at(&mut feed, 9_000), (Taken::Shown, 1, false, 0));
    assert_eq!(at(&mut feed, 8_000), (Taken::Nothing, 1, false, 0));
    assert_eq!(at(&mut feed, 6_000), (Taken::Shown, 2, false, 0));
    assert_eq!(at(&mut feed, 4_000), (Taken::Shown, 2, true, 0));
    assert_eq!(at(&mut feed, 3_000), (Taken::Shown, 2, true, 1));
    assert_eq!(at(&mut feed, 1), (Taken::Nothing, 2, true, 1));
    assert_eq!((feed.room().state.as_str(), shelf(&feed).len()), ("live", 2));
    assert_eq!(at(&mut feed, 0).0, Taken::Shown);
    assert_eq!(*feed.room(), fresh, "then it is the snapshot");
}

#[test]
fn what_waited_before_a_snapshot_was_read_still_comes_at_its_moment() {
    let mut feed = Feed::new(room(), NOW, false);
    feed.take(&pin(1, NOW.0 - 12_000, "other"), seen(LATE), NOW);
    feed.take(&event(2, NOW.0 - 8_000, EventKind::Unpin, RoomNow::default()), seen(LATE), NOW);
    let paused = RoomNow { state: Some("paused".into()), ..RoomNow::default() };
    feed.take(&event(3, NOW.0 - 5_000, EventKind::Paused, paused), seen(LATE), NOW);
    let fresh = Room { state: "paused".into(), ..room() };
    feed.renew(fresh, seen(LATE), NOW, f64::MAX);
    assert_eq!((pinned(&feed), feed.room().state.as_str()), (None, "live"));
    feed.reach(seen(NOW.0 - 12_000), NOW);
    assert_eq!(pinned(&feed), Some("other"));
    feed.reach(seen(NOW.0 - 8_000), NOW);
    assert_eq!((pinned(&feed), feed.room().state.as_str()), (None, "live"));
    feed.reach(seen(NOW.0 - 5_000), NOW);
    assert_eq!(feed.room().state.as_str(), "paused");
}

#[test]
fn a_room_that_ended_is_over_when_its_end_is_seen_and_then_plays_its_recording() {
    let live = vec![Source { kind: "hls".into(), url: "/live".into() }];
    let first = Room { sources: live, ..room() };
    let mut feed = Feed::new(first.clone(), NOW, false);
    let mut fresh = Room { state: "replay".into(), ended_at: Some(NOW.plus(-2_000)), ..first };
    fresh.sources = vec![Source { kind: "hls".into(), url: "/again".into() }];
    feed.renew(fresh, seen(LATE), NOW, 0.0);
    let plays =
        |feed: &Feed| (feed.room().state.as_str().to_owned(), feed.room().sources[0].url.clone());
    assert_eq!(plays(&feed), ("live".into(), "/live".into()));
    feed.reach(seen(NOW.0 - 2_000), NOW.plus(16_000));
    assert_eq!(plays(&feed), ("replay".into(), "/again".into()));
    // A recording's own time is long gone: nothing waits for it.
    let taken = feed.take(&pin(9, NOW.0 + 60_000, "other"), seen(5), NOW.plus(60_000));
    assert_eq!((taken, pinned(&feed)), (Taken::Shown, Some("other")));
}

#[test]
fn what_is_told_while_a_snapshot_waits_comes_after_it_or_with_it() {
    let mut feed = Feed::new(room(), NOW, false);
    let fresh = Room { likes: 1, ..room() };
    feed.renew(fresh, seen(LATE), NOW, f64::MAX);
    // On its way when the snapshot was taken.
    feed.take(&pin(1, NOW.0 - 10, "other"), seen(LATE), NOW);
    feed.take(&pin(2, NOW.0 + 500, "linen-dress"), seen(LATE), NOW.plus(500));
    feed.reach(seen(NOW.0), NOW.plus(18_000));
    assert_eq!(pinned(&feed), Some("other"));
    feed.reach(seen(NOW.0 + 500), NOW.plus(18_500));
    assert_eq!(pinned(&feed), Some("linen-dress"));
    // A picture that says no moment any more: all is shown, the last last.
    feed.renew(Room { pin: None, ..room() }, seen(LATE), NOW.plus(20_000), f64::MAX);
    assert_eq!(feed.take(&pin(3, NOW.0 + 21_000, "other"), None, NOW.plus(21_000)), Taken::Shown);
    assert_eq!(
        (feed.reach(None, NOW.plus(21_000)), pinned(&feed)),
        (Taken::Nothing, Some("other"))
    );
}

#[test]
fn what_is_put_on_the_shelf_is_read_before_its_moment_and_is_there_in_time() {
    let mut feed = Feed::new(room(), NOW, false);
    let shelved = RoomNow { shelf: Some(vec!["new".into(), "other".into()]), ..RoomNow::default() };
    let told = event(1, NOW.0, EventKind::Shelf, shelved);
    assert_eq!(feed.take(&told, seen(LATE), NOW), Taken::Missed, "to be read at once");
    let mut fresh = room();
    fresh.shelf = vec![new_product(&fresh, "new"), new_product(&fresh, "other")];
    feed.renew(fresh.clone(), seen(LATE), NOW.plus(1_500), f64::MAX);
    assert_eq!(shelf(&feed), ["linen-dress", "other"]);
    assert_eq!(feed.reach(seen(NOW.0), NOW.plus(18_000)), Taken::Shown);
    assert_eq!(shelf(&feed), ["new", "other"]);
    // A stream that is hardly late: its moment is there before the snapshot is.
    let mut feed = Feed::new(room(), NOW, false);
    feed.take(&told, seen(NOW.0 - 1_000), NOW);
    assert_eq!(feed.reach(seen(NOW.0), NOW.plus(1_000)), Taken::Missed);
    assert_eq!(shelf(&feed), ["other"]);
    feed.renew(fresh, seen(NOW.0 + 500), NOW.plus(1_500), f64::MAX);
    assert_eq!(shelf(&feed), ["new", "other"]);
}

#[test]
fn who_comes_in_sees_what_is_new_with_the_first_picture() {
    let mut first = room();
    first.pin = Some(Pin { product: "other".into(), at: NOW.plus(-5_000) });
    first.prices =
        vec![price(&first, 7, None, NOW.0 - 500_000), price(&first, 5, Some("d"), NOW.0 - 4_000)];
    first.coupons = vec![coupon(&first, "k", NOW.0 - 3_000)];
    let mut feed = Feed::new(first.clone(), NOW, true);
    assert_eq!((pinned(&feed), costs(&feed), feed.room().coupons.len()), (None, vec![7], 0));
    assert_eq!(feed.reach(None, NOW.plus(2_000)), Taken::Nothing, "the picture is on its way");
    assert_eq!(feed.reach(seen(LATE + 2_000), NOW.plus(2_000)), Taken::Nothing);
    feed.expect(false);
    feed.reach(seen(NOW.0 - 4_000), NOW.plus(14_000));
    assert_eq!(
        (pinned(&feed), costs(&feed), feed.room().coupons.len()),
        (Some("other"), vec![7, 5], 0)
    );
    feed.reach(seen(NOW.0), NOW.plus(18_000));
    assert_eq!(*feed.room(), first);
    // One that does not come, or says no moment.
    let mut feed = Feed::new(first.clone(), NOW, true);
    assert_eq!(feed.reach(None, NOW.plus(8_000)), Taken::Shown);
    assert_eq!(*feed.room(), first);
    let mut feed = Feed::new(first.clone(), NOW, true);
    feed.expect(false);
    feed.reach(None, NOW.plus(400));
    assert_eq!(*feed.room(), first);
    assert_eq!(*Feed::new(first.clone(), NOW, false).room(), first, "none is due");
    first.pin = Some(Pin { product: "other".into(), at: NOW.plus(-LONGEST) });
    assert_eq!(pinned(&Feed::new(first, NOW, true)), Some("other"), "every stream has come to it");
}

#[test]
fn where_the_room_is_read_again_and_again_each_time_is_seen() {
    let mut feed = Feed::new(room(), NOW, false);
    let behind = |at: i64| seen(NOW.0 + at - 18_000);
    // Paused after 5 seconds, on again after 20, read every 8 seconds.
    for at in (0..5).map(|turn| turn * 8_000) {
        let state = if (5_000..20_000).contains(&at) { "paused" } else { "live" };
        feed.renew(Room { state: state.into(), ..room() }, behind(at), NOW.plus(at), 0.0);
        let is = feed.room().state.as_str().to_owned();
        assert_eq!((at, is.as_str()), (at, if at == 32_000 { "paused" } else { "live" }));
    }
    feed.reach(behind(42_000), NOW.plus(42_000));
    assert_eq!(feed.room().state.as_str(), "live");
}

#[test]
fn a_bag_is_drawn_when_its_draw_is_seen() {
    let of = |text: &str, drawn: Option<i64>| Bag {
        opens_at: UnixMillis(1),
        drawn_at: drawn.map(UnixMillis),
        ..serde_json::from_str(text).unwrap()
    };
    let open = of(include_str!("../../../contract/samples/get-bag.answer.json"), None);
    let text = include_str!("../../../contract/samples/get-bag.answer.drawn.json");
    let drawn = Bag { id: open.id.clone(), ..of(text, Some(NOW.0 - 2_000)) };
    let mut feed = Feed::new(Room { bags: vec![open.clone()], ..room() }, NOW, false);
    feed.renew(Room { bags: vec![drawn.clone()], ..room() }, seen(LATE), NOW, 0.0);
    let told = Bag { entries: drawn.entries, ..open };
    assert_eq!(feed.room().bags, [told], "only how many are in");
    feed.reach(seen(NOW.0 - 2_000), NOW.plus(16_000));
    assert_eq!(feed.room().bags, [drawn]);
}

#[test]
fn a_picture_that_stands_holds_no_snapshot_for_ever() {
    let mut feed = Feed::new(room(), NOW, false);
    feed.renew(Room { state: "paused".into(), ..room() }, seen(LATE), NOW, 0.0);
    assert_eq!(feed.reach(seen(LATE), NOW.plus(LONGEST - 1)), Taken::Nothing);
    assert_eq!(feed.reach(seen(LATE), NOW.plus(LONGEST)), Taken::Shown);
    assert_eq!(feed.room().state.as_str(), "paused");
    const { assert!(LONGEST > 60_000 + 10_000, "a minute late, and what a player keeps") };
}
