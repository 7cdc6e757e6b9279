//! Acting without being heard: what an act would tell, for the host's own copy of the room.

use picklive_contract::{
    ProductId, Text, UnixMillis,
    events::{Event, EventKind, SHOP, room_topic},
    host::{Act, ActKind},
    live::{Announcement, Pin, Room, RoomNow, RoomPrice, RoomState},
    offer::{Offer, OfferKind},
    time::SECOND,
};

/// What the act would tell the viewers of a room at `now`; nothing for what they are not told.
pub fn told(room: &Room, act: &Act, now: UnixMillis) -> Option<Event> {
    let mut told = RoomNow::default();
    let kind = match act.kind {
        ActKind::Start | ActKind::Pause | ActKind::End => {
            let (kind, state) = match act.kind {
                ActKind::Start => (EventKind::Opened, RoomState::Live),
                ActKind::Pause => (EventKind::Paused, RoomState::Paused),
                _ => (EventKind::Ended, RoomState::Ended),
            };
            told.state = Some(state);
            kind
        }
        ActKind::Pin => {
            told.pin = Some(Pin { product: act.product.clone()?, at: now });
            EventKind::Pin
        }
        ActKind::Unpin => EventKind::Unpin,
        ActKind::Shelf => {
            let known = |id: &&ProductId| room.shelf.iter().any(|product| product.id == **id);
            told.shelf = Some(act.products.iter().filter(known).cloned().collect());
            EventKind::Shelf
        }
        ActKind::Price | ActKind::Deal | ActKind::CloseDeal => {
            told.prices = Some(prices(room, act, now)?);
            match act.kind {
                ActKind::Price => EventKind::Price,
                ActKind::Deal => EventKind::DealOpened,
                _ => EventKind::DealClosed,
            }
        }
        ActKind::Announce => {
            told.announcement = Some(Announcement { text: act.text.clone(), at: now });
            EventKind::Announcement
        }
        ActKind::RemoveComment | ActKind::Mute => {
            told.removed = vec![act.comment.clone()?];
            EventKind::CommentRemoved
        }
        ActKind::Slow => {
            told.slow_seconds = act.seconds;
            EventKind::Slowed
        }
        _ => return None,
    };
    let event = Event::new(&room_topic(&room.id), 0, now, kind);
    Some(Event { room: Some(Box::new(told)), ..event })
}

/// The room's prices once the act is done.
fn prices(room: &Room, act: &Act, now: UnixMillis) -> Option<Vec<RoomPrice>> {
    let (variant, flash) = (act.variant.clone()?, act.kind != ActKind::Price);
    let kind = if flash { OfferKind::Drop } else { OfferKind::Room };
    let others = |price: &&RoomPrice| price.variant != variant || price.offer.kind != kind;
    let mut prices: Vec<_> = room.prices.iter().filter(others).cloned().collect();
    if let Some(price) = act.price {
        let seconds = act.seconds.filter(|_| flash);
        let offer = Offer {
            kind,
            name: Some(room.title.clone()).filter(|title: &Text| !title.is_empty()),
            opens_at: Some(now),
            closes_at: seconds.map(|seconds| now.plus(i64::from(seconds) * SECOND)),
            left: act.quota.map(i64::from),
            limit: act.limit,
            ..Offer::list(price)
        };
        prices.push(RoomPrice { variant, offer });
    }
    Some(prices)
}

/// Whether the copy follows what really happened, too: what viewers do, and what the shop tells of its goods.
pub fn follows(event: &Event) -> bool {
    event.topic == SHOP
        || matches!(
            event.kind,
            EventKind::Comment | EventKind::CommentRemoved | EventKind::Likes | EventKind::Viewers
        )
}

#[cfg(test)]
mod tests {
    use super::{
        super::{announce, card, of_comment, of_product, price, sample, shelf, slow},
        *,
    };

    fn after(acts: &[Act]) -> Room {
        let mut room = sample::room();
        let now = room.pin.as_ref().unwrap().at.plus(60_000);
        for act in acts {
            let event = told(&room, act, now).unwrap();
            assert!(room.take(&event), "{act:?}");
        }
        room
    }

    #[test]
    fn the_copy_is_what_viewers_would_have() {
        let now = sample::room().pin.unwrap().at.plus(60_000);
        let room = after(&[of_product(ActKind::Pin, &"linen-dress".into())]);
        assert_eq!(room.pin.unwrap().product.as_str(), "linen-dress");
        assert_eq!(after(&[Act::new(ActKind::Unpin)]).pin, None);
        assert_eq!(after(&[Act::new(ActKind::Pause)]).state, RoomState::Paused);
        assert_eq!(after(&[announce("hello")]).announcement.unwrap().text, "hello");
        assert_eq!(after(&[announce("")]).announcement, None);
        assert_eq!(after(&[slow(30)]).slow_seconds, 30);
        let quieter = after(&[of_comment(ActKind::RemoveComment, &"c-2".into())]);
        assert!(quieter.comments.iter().all(|comment| comment.id.as_str() != "c-2"));
        let two = shelf(vec!["linen-dress".into(), "elsewhere".into(), "tea-voucher".into()]);
        let room = after(&[two]);
        let ids: Vec<_> = room.shelf.iter().map(|product| product.id.as_str()).collect();
        assert_eq!(ids, ["linen-dress", "tea-voucher"]);

        let course = "seasons-course".into();
        let money = card::set(&sample::room(), &course).unwrap();
        let room = after(&[price(&course, Some(money.minus(money).unwrap()))]);
        assert_eq!(card::set(&room, &course).unwrap().amount, 0);
        assert!(card::deal(&room, &"tea-voucher".into(), now).is_some(), "others stay");
        let room = after(&[price(&course, None)]);
        assert_eq!(card::set(&room, &course), None);
    }

    #[test]
    fn a_rehearsed_deal_opens_closes_and_lapses() {
        let now = sample::room().pin.unwrap().at.plus(60_000);
        let (dress, money) =
            ("linen-dress-black-s".into(), sample::room().shelf[0].variants[0].price);
        let last = super::super::deal::Last { quota: 5, seconds: 30, limit: 0 };
        let open = super::super::deal::open(&dress, money, &last);
        let room = after(core::slice::from_ref(&open));
        let deal = card::deal(&room, &dress, now).unwrap();
        assert_eq!((deal.left, deal.closes_at), (5, now.plus(30_000)));
        assert!(card::deal(&room, &dress, now.plus(30_000)).is_none());
        let room = after(&[open, super::super::deal::close(&dress)]);
        assert!(card::deal(&room, &dress, now).is_none());
    }

    #[test]
    fn viewers_are_heard_also_while_one_rehearses() {
        let event = |topic: &str, kind| Event::new(topic, 1, UnixMillis(0), kind);
        assert!(follows(&event("room:tea", EventKind::Comment)));
        assert!(follows(&event(SHOP, EventKind::Stock)));
        assert!(!follows(&event("room:tea", EventKind::Pin)));
    }
}
