//! What things cost in the room, and only there.

use picklive_contract::{
    Money,
    events::{Event, EventKind},
    host::{Act, ActKind},
    live::{Room, RoomPrice},
    offer::OfferKind,
    orders::Order,
    problem::ProblemKind,
};
use serde_json::json;

use super::stage::Stage;
use crate::{
    rules::{self, Rule},
    write::{Caller, Checked, goods::order},
};

pub(super) const OWN: &[&Rule] =
    &[&rules::ROOM_PRICE, &rules::ROOM_PRICE_HERE, &rules::ROOM_PRICE_ORDER];

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    let usual = stage.usual().await?;
    let price = part(usual, 9)?;
    let variant = stage.hall.variant.clone();
    let act =
        Act { variant: Some(variant.clone()), price: Some(price), ..Act::new(ActKind::Price) };
    let has = |prices: &[RoomPrice]| {
        prices.iter().any(|own| {
            let offer = &own.offer;
            own.variant == variant && offer.kind == OfferKind::Room && offer.price == price
        })
    };
    let rule = &rules::ROOM_PRICE;
    let (_, event) = stage.act(rule, &act).await?;
    let right = told(event.as_ref()).is_some_and(has);
    stage.tells(rule, event.as_ref(), "price, with all prices of the room", right);
    stage.shown(rule, "the price", |room: &Room| has(&room.prices)).await?;
    counts(stage, true, (OfferKind::Room, price)).await?;
    counts(stage, false, (OfferKind::List, usual)).await?;
    ordered(stage).await?;
    let (_, event) = stage.act(rule, &Act { price: None, ..act }).await?;
    let right = told(event.as_ref()).is_some_and(|prices| !has(prices));
    stage.tells(rule, event.as_ref(), "price, without the one taken back", right);
    stage.shown(rule, "the price no more", |room| !has(&room.prices)).await?;
    counts(stage, true, (OfferKind::List, usual)).await
}

/// The prices that an event tells.
fn told(event: Option<&Event>) -> Option<&[RoomPrice]> {
    let event = event.filter(|event| event.kind == EventKind::Price)?;
    event.room.as_ref()?.prices.as_deref()
}

/// Some tenths of a price, at least one minor unit less.
pub(super) fn part(price: Money, tenths: i64) -> Result<Money, String> {
    let amount = price.amount / 10 * tenths;
    if amount > 0 {
        Ok(Money { amount, ..price })
    } else {
        Err("a dearer variant in [room]".into())
    }
}

impl Stage<'_, '_> {
    /// What the room's variant costs everybody.
    pub(super) async fn usual(&mut self) -> Result<Money, String> {
        let (inside, variant) = (self.till.inside.take(), self.hall.variant.clone());
        let quote = self.till.quote(&Caller::default(), &variant, 1).await;
        self.till.inside = inside;
        let line = quote?.lines.into_iter().next().ok_or("a line in a quote")?;
        Ok(line.offer.price)
    }
}

/// Notes whether this is the offer that counts, in the room or outside; outside any but the room's own will do.
async fn counts(
    stage: &mut Stage<'_, '_>,
    inside: bool,
    (kind, price): (OfferKind, Money),
) -> Checked {
    stage.till.inside = inside.then(|| (stage.room.clone(), None));
    let variant = stage.hall.variant.clone();
    let quote = stage.till.quote(&Caller::default(), &variant, 1).await?;
    stage.till.inside = None;
    let offer = quote.lines.into_iter().next().ok_or("a line in a quote")?.offer;
    let of_room = offer.kind == OfferKind::Room;
    let right = offer.price == price && of_room == (kind == OfferKind::Room);
    let at = format!("a quote {} the room", if inside { "in" } else { "outside" });
    let (expected, got) =
        (format!("{kind} {}", price.amount), format!("{} {}", offer.kind, offer.price.amount));
    stage.till.client.record.check(&rules::ROOM_PRICE_HERE, &at, right, expected, got);
    Ok(())
}

async fn ordered(stage: &mut Stage<'_, '_>) -> Checked {
    let (guest, variant) = (&Caller::default(), stage.hall.variant.clone());
    stage.till.inside = Some((stage.room.clone(), None));
    let wish = stage.till.wish(guest, &variant, 1).await?;
    stage.till.inside = None;
    let (placed, owner) = stage.till.place(guest, &wish).await?;
    let shown = stage.till.show(&owner, &placed.id).await?;
    for told in [&placed, &shown] {
        kept(stage, told, wish["expected_total"]["amount"].as_i64());
    }
    stage.till.call_off(&owner, &placed.id).await?;
    let mut outside = wish.clone();
    if let Some(fields) = outside.as_object_mut() {
        fields.remove("room");
    }
    let changed = (409, &ProblemKind::PriceChanged);
    let rule = &rules::ROOM_PRICE_ORDER;
    stage.till.refused(rule, guest, order(&outside), changed).await?;
    let mut nowhere = wish;
    nowhere["room"] = json!("there-is-no-such-room");
    let answer = stage.till.send(guest, order(&nowhere)).await?;
    let taken = stage.till.keep(guest, &answer).is_some();
    let right = !taken && matches!(answer.status, 404 | 409 | 422);
    stage.till.check(rule, &answer, right, "404, 409 or 422 for a room that does not exist");
    Ok(())
}

fn kept(stage: &mut Stage<'_, '_>, order: &Order, total: Option<i64>) {
    let right = order.room.as_ref() == Some(&stage.room) && Some(order.total.amount) == total;
    let got = format!("room {:?}, {}", order.room, order.total.amount);
    let (at, expected) = (format!("order {}", order.id), format!("room {}, {total:?}", stage.room));
    stage.till.client.record.check(&rules::ROOM_PRICE_ORDER, &at, right, expected, got);
}
