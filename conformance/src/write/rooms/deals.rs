//! A flash deal of the room: its quota, its close, and those whose stream is late.

use std::time::Duration;

use picklive_contract::{
    DealId, Endpoint as _, List, Money, UnixMillis,
    deals::{Drop, ListDrops},
    events::EventKind,
    host::{Act, ActKind},
    live::{Room, RoomPrice},
    offer::Offer,
    orders::Order,
    storefront::Capability,
};

use super::{prices::part, stage::Stage};
use crate::{
    rules::{self, Rule},
    write::{Caller, Checked, goods::order},
};

pub(super) const OWN: &[&Rule] =
    &[&rules::ROOM_DEAL, &rules::ROOM_DEAL_QUOTA, &rules::ROOM_DEAL_LATE];

/// Units of the deal, and orders for one that come at the same moment.
const QUOTA: u32 = 2;
const AT_ONCE: usize = 5;
/// How long it would be on, in seconds.
const LASTS: u32 = 600;
/// Longest allowance that is waited for, in milliseconds.
const PATIENCE: i64 = 15_000;
/// What a clock may be off.
const SLACK: u64 = 700;

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    let (usual, variant) = (stage.usual().await?, stage.hall.variant.clone());
    let price = part(usual, 8)?;
    let act = Act {
        variant: Some(variant.clone()),
        price: Some(price),
        quota: Some(QUOTA),
        seconds: Some(LASTS),
        ..Act::new(ActKind::Deal)
    };
    let rule = &rules::ROOM_DEAL;
    let find = |prices: &[RoomPrice]| {
        let mut own = prices.iter().filter(|own| own.variant == variant);
        own.find(|own| own.offer.price == price).and_then(|own| own.offer.deal.clone())
    };
    let (opened, event) = stage.act(rule, &act).await?;
    let prices = event.as_ref().and_then(|event| event.room.as_ref()?.prices.as_ref());
    let right = prices.is_some_and(|prices| find(prices).is_some())
        && event.as_ref().is_some_and(|event| event.kind == EventKind::DealOpened);
    stage.tells(rule, event.as_ref(), "deal_opened, with the deal among the prices", right);
    let is = |room: &Room| {
        let id = find(&room.prices);
        let left = |own: &RoomPrice| own.offer.left == Some(i64::from(QUOTA));
        id.is_some() && room.prices.iter().any(|own| own.offer.deal == id && left(own))
    };
    let room = stage.shown(rule, "the deal, all of it left", is).await?;
    let deal = find(&room.prices).ok_or("a deal of the room that is shown")?;
    unlisted(stage, &deal).await?;
    quota(stage, price).await?;
    let close = Act { variant: Some(variant.clone()), ..Act::new(ActKind::CloseDeal) };
    let (closed, event) = stage.act(rule, &close).await?;
    let prices = event.as_ref().and_then(|event| event.room.as_ref()?.prices.as_ref());
    let right = prices.is_some_and(|prices| find(prices).is_none())
        && event.as_ref().is_some_and(|event| event.kind == EventKind::DealClosed);
    stage.tells(rule, event.as_ref(), "deal_closed, without the deal among the prices", right);
    late(stage, &deal, (opened.at, closed.at), room.allowance).await?;
    stage.shown(rule, "no deal", |room| find(&room.prices).is_none()).await?;
    Ok(())
}

/// Notes that the shop's list of drops does not have the room's.
async fn unlisted(stage: &mut Stage<'_, '_>, deal: &DealId) -> Checked {
    if !stage.till.shop.can(&Capability::Deals) {
        return Ok(());
    }
    let answer = stage.till.call::<ListDrops>(&Caller::default(), &()).await?;
    let drops: Option<List<Drop>> = answer.read().filter(|_| answer.is_success());
    let listed = |drop: &Drop| drop.deals.iter().any(|listed| listed.id == *deal);
    let right = drops.is_some_and(|drops| !drops.items.iter().any(listed));
    stage.till.check(
        &rules::ROOM_DEAL,
        &answer,
        right,
        format!("{} without {deal}", ListDrops::PATH),
    );
    Ok(())
}

/// More orders come at the same moment than there are units.
async fn quota(stage: &mut Stage<'_, '_>, price: Money) -> Checked {
    let (guest, variant) = (Caller::default(), stage.hall.variant.clone());
    stage.till.inside = Some((stage.room.clone(), None));
    let mut asks = Vec::new();
    for _ in 0..AT_ONCE {
        let wish = stage.till.wish(&guest, &variant, 1).await?;
        asks.push((guest.clone(), order(&wish)));
    }
    stage.till.inside = None;
    let (mut placed, mut told) = (Vec::new(), Vec::new());
    for (caller, answer) in stage.till.together(asks).await {
        told.push(answer.status.to_string());
        if let Some((order, owner)) = stage.till.keep(&caller, &answer) {
            placed.push((order, owner));
        }
    }
    let at_price =
        |order: &Order| order.lines.first().is_some_and(|line| line.bought.offer.price == price);
    let sold = placed.iter().filter(|(order, _)| at_price(order)).count();
    let right = sold == QUOTA as usize && placed.len() == sold;
    let at = format!("POST /v1/orders, {AT_ONCE} times at the same moment");
    let (expected, got) = (format!("{QUOTA} orders"), told.join(", "));
    stage.till.client.record.check(&rules::ROOM_DEAL_QUOTA, &at, right, expected, got);
    for (order, owner) in placed {
        stage.till.call_off(&owner, &order.id).await?;
    }
    Ok(())
}

/// After the close: whose playback was before it still has the deal, for a while.
async fn late(
    stage: &mut Stage<'_, '_>,
    deal: &DealId,
    (opened, closed): (UnixMillis, UnixMillis),
    allowance: i64,
) -> Checked {
    if !(1..=PATIENCE).contains(&allowance) {
        let lack = format!("an allowance of at most {PATIENCE} ms; it is {allowance}");
        stage.till.client.record.want(&[&rules::ROOM_DEAL_LATE], &lack);
        return Ok(());
    }
    let before = UnixMillis(opened.0.midpoint(closed.0));
    counts(stage, deal, Some(before), true).await?;
    counts(stage, deal, Some(closed), false).await?;
    counts(stage, deal, None, false).await?;
    let guest = Caller::default();
    let variant = stage.hall.variant.clone();
    stage.till.inside = Some((stage.room.clone(), Some(before)));
    let (order, owner) = stage.till.buy(&guest, &variant, 1).await?;
    stage.till.inside = None;
    let bought = order.lines.first().and_then(|line| line.bought.offer.deal.clone());
    let right = bought.as_ref() == Some(deal);
    let (at, got) = (format!("order {}", order.id), format!("{bought:?}"));
    stage.till.client.record.check(&rules::ROOM_DEAL_LATE, &at, right, deal, got);
    stage.till.call_off(&owner, &order.id).await?;
    let wait = u64::try_from(allowance).unwrap_or(0) + SLACK;
    tokio::time::sleep(Duration::from_millis(wait)).await;
    counts(stage, deal, Some(before), false).await
}

/// Notes whether the deal counts for a playback.
async fn counts(
    stage: &mut Stage<'_, '_>,
    deal: &DealId,
    playback: Option<UnixMillis>,
    wanted: bool,
) -> Checked {
    stage.till.inside = Some((stage.room.clone(), playback));
    let variant = stage.hall.variant.clone();
    let quote = stage.till.quote(&Caller::default(), &variant, 1).await;
    stage.till.inside = None;
    let offer: Option<Offer> = quote?.lines.into_iter().next().map(|line| line.offer);
    let has = offer.as_ref().is_some_and(|offer| offer.deal.as_ref() == Some(deal));
    let at = match playback {
        Some(playback) => format!("a quote whose playback is at {}", playback.to_rfc3339()),
        None => "a quote without a playback".into(),
    };
    let got = offer.map_or(String::new(), |offer| format!("{} {}", offer.kind, offer.price.amount));
    let expected = if wanted { "the deal" } else { "another offer than the deal" };
    stage.till.client.record.check(&rules::ROOM_DEAL_LATE, &at, has == wanted, expected, got);
    Ok(())
}
