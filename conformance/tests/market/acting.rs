//! What the host does in the room.

use picklive_contract::{
    ProductId, UnixMillis,
    events::EventKind,
    host::{ANNOUNCEMENT_MAX, Act, ActKind, Acted, SHELF_MAX},
    live::{Announcement, Pin, RoomNow, RoomState},
};
use serde_json::json;

use super::{
    Ask, Books, Fault, Reply, Shop, Slip, checks, cny,
    hall::{HALL, Hall, RoomDeal, is_host},
    now, secret,
};

/// What may be sold here.
const GOODS: [&str; 2] = ["kettle", "rice"];

/// Does an act, or tells of the one that was done for this wish.
pub fn act(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let host = is_host(&shop.books(), ask) || shop.slips(Slip::AnyoneActs);
    if id != HALL || !host {
        return Err(Reply::problem(404, "not-found"));
    }
    let key = [String::new(), ask.path.clone(), checks::key(shop, ask)?];
    let asked: Act = checks::read(shop, ask)?;
    let mut books = shop.books();
    if let Some(first) = checks::first(shop, &books, ask, (&key, Fault::InRoom(Slip::ActsTwice)))? {
        return Ok(first);
    }
    let over = books.hall.ended_at.is_some() && !shop.slips(Slip::TalksOn);
    if over {
        return Err(Reply::problem(409, "wrong-state"));
    }
    if asked.kind == ActKind::CancelBag && !books.may_cancel(&asked) {
        return Err(Reply::problem(409, "wrong-state"));
    }
    let latest = i64::try_from(books.of_hall()).unwrap();
    let at = now();
    let seq = match wrong(&asked) {
        Some((_, lax)) if shop.slips(lax) => latest,
        Some((field, _)) => return Err(checks::invalid(&[(field.into(), "malformed")])),
        None => match done(shop, &mut books, asked, at) {
            Some((kind, _)) if kind == EventKind::Pin && shop.slips(Slip::PinUntold) => latest + 1,
            Some((kind, told)) => books.tell_room(shop, kind, told),
            None => latest,
        },
    };
    let reply = Reply::of(201, &Acted { at, seq });
    books.keys.insert(key, (ask.body.clone(), reply.clone()));
    Ok(reply)
}

/// How the room goes, for its host.
pub fn figures(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let books = shop.books();
    if id != HALL || !(is_host(&books, ask) || shop.slips(Slip::OpenFigures)) {
        return Err(Reply::problem(404, "not-found"));
    }
    let of_room = books.placed.iter().filter(|placed| placed.order.room.is_some());
    let orders = if shop.slips(Slip::UncountedOrders) { 0 } else { of_room.count() };
    let tally = json!({"comments": books.hall.comments.len(), "orders": orders, "paid": cny(0),
        "taps": books.hall.taps});
    let goods = GOODS.map(|product| json!({"product": product, "title": product}));
    let told = json!({"at": now(), "minute": tally, "total": tally, "may_sell": goods});
    Ok(Reply::of(200, &told))
}

/// What is wrong with an act, and the fault that does not look at it.
fn wrong(act: &Act) -> Option<(&'static str, Slip)> {
    let seconds = act.seconds.unwrap_or(0);
    let field = match act.kind {
        ActKind::Pin if act.product.is_none() => "product",
        ActKind::Price | ActKind::Deal | ActKind::CloseDeal if act.variant.is_none() => "variant",
        ActKind::Deal if act.price.is_none() => "price",
        ActKind::Deal if act.quota.unwrap_or(0) == 0 => "quota",
        ActKind::Deal if !(10..=3_600).contains(&seconds) => "seconds",
        ActKind::Slow if seconds > 300 => "seconds",
        ActKind::Announce if act.text.chars().count() > ANNOUNCEMENT_MAX => "text",
        ActKind::RemoveComment | ActKind::Mute | ActKind::Unmute if act.comment.is_none() => {
            "comment"
        }
        ActKind::Shelf if act.products.len() > SHELF_MAX => "products",
        ActKind::Other(_) => "kind",
        _ => "",
    };
    if !field.is_empty() {
        return Some((field, Slip::AnyAct));
    }
    let variant = act.variant.as_ref().map(|variant| variant.as_str());
    let products = act.products.iter().chain(&act.product).map(ProductId::as_str);
    let strange = products.chain(variant).any(|goods| !GOODS.contains(&goods));
    strange.then_some(("product", Slip::AnyGoods))
}

/// Changes the room, and what is told of it.
fn done(shop: &Shop, books: &mut Books, act: Act, now: UnixMillis) -> Option<(EventKind, RoomNow)> {
    let hall = &mut books.hall;
    let nothing = RoomNow::default();
    let state = |state: RoomState| RoomNow { state: Some(state), ..RoomNow::default() };
    Some(match act.kind {
        ActKind::Start => {
            hall.state = RoomState::Live;
            (EventKind::Opened, state(RoomState::Live))
        }
        ActKind::Pause => {
            if !shop.slips(Slip::NeverPauses) {
                hall.state = RoomState::Paused;
            }
            (EventKind::Paused, state(RoomState::Paused))
        }
        ActKind::End => {
            (hall.state, hall.ended_at) = (RoomState::Ended, Some(now));
            (EventKind::Ended, RoomNow { ended_at: Some(now), ..state(RoomState::Ended) })
        }
        ActKind::Pin => {
            let pin = act.product.map(|product| Pin { product, at: now });
            hall.pin.clone_from(&pin);
            (EventKind::Pin, RoomNow { pin, ..nothing })
        }
        ActKind::Unpin => {
            if !shop.slips(Slip::PinStays) {
                hall.pin = None;
            }
            (EventKind::Unpin, nothing)
        }
        ActKind::Shelf => {
            hall.shelf = act.products.into_iter().map(|product| product.0).collect();
            if shop.slips(Slip::SortsShelf) {
                hall.shelf.sort();
            }
            let shelf = hall.shelf.iter().map(|id| id.as_str().into()).collect();
            (EventKind::Shelf, RoomNow { shelf: Some(shelf), ..nothing })
        }
        ActKind::Announce => {
            let announcement = Announcement { text: act.text, at: now };
            let empty = announcement.text.is_empty();
            if !(empty && shop.slips(Slip::AnnouncementStays)) {
                hall.announcement = Some(announcement.clone()).filter(|_| !empty);
            }
            (EventKind::Announcement, RoomNow { announcement: Some(announcement), ..nothing })
        }
        ActKind::Slow => {
            hall.slow = act.seconds.unwrap_or(0);
            (EventKind::Slowed, RoomNow { slow_seconds: Some(hall.slow), ..nothing })
        }
        ActKind::Bag => return books.drop_bag(shop, &act),
        ActKind::CancelBag => return books.cancel_bag(shop, &act),
        ActKind::Coupon => return hall.drop_coupon(shop, &act, now),
        ActKind::Price | ActKind::Deal | ActKind::CloseDeal => return priced(shop, hall, act, now),
        _ => return moderated(shop, books, act),
    })
}

fn priced(shop: &Shop, hall: &mut Hall, act: Act, now: UnixMillis) -> Option<(EventKind, RoomNow)> {
    let variant = act.variant?.0;
    let kind = match (act.kind, act.price) {
        (ActKind::CloseDeal, _) => {
            hall.deal.as_mut()?.closes = now;
            EventKind::DealClosed
        }
        (ActKind::Deal, price) => {
            hall.deal = Some(RoomDeal {
                id: secret(),
                variant,
                price: price?.amount,
                left: i64::from(act.quota?),
                opened: now,
                closes: now.plus(i64::from(act.seconds?) * 1_000),
            });
            EventKind::DealOpened
        }
        (_, Some(price)) => {
            hall.prices.insert(variant, price.amount);
            EventKind::Price
        }
        (_, None) => {
            if !shop.slips(Slip::PriceStays) {
                hall.prices.remove(&variant);
            }
            EventKind::Price
        }
    };
    Some((kind, RoomNow { prices: Some(hall.prices(now)), ..RoomNow::default() }))
}

fn moderated(shop: &Shop, books: &mut Books, act: Act) -> Option<(EventKind, RoomNow)> {
    let hall = &mut books.hall;
    if act.kind == ActKind::Block {
        hall.words = act.words;
        return None;
    }
    let comment = act.comment?;
    let writer = hall.wrote.get(comment.as_str())?.clone();
    let mutes = act.kind == ActKind::Mute;
    if act.kind == ActKind::Unmute {
        hall.muted.remove(&writer);
        return None;
    }
    if mutes && !shop.slips(Slip::MutesNobody) {
        hall.muted.insert(writer.clone());
    }
    let gone = |(by, said): &(String, picklive_contract::comments::Comment)| {
        said.id == comment || mutes && *by == writer
    };
    let removed = hall.comments.iter().filter(|said| gone(said)).map(|(_, said)| said.id.clone());
    let removed: Vec<_> = removed.collect();
    if mutes || !shop.slips(Slip::RemovedStays) {
        hall.comments.retain(|said| !gone(said));
    }
    Some((EventKind::CommentRemoved, RoomNow { removed, ..RoomNow::default() }))
}
