//! Prices that are open in a room only: those its host has set, and the deals they have opened.

mod close;

use picklive_contract::{
    DealId, RoomId, UnixMillis, VariantId,
    live::{RoomPrice, RoomState},
    offer::{Offer, OfferKind},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{ALLOWANCE, rooms};
use crate::{
    ApiError,
    db::entities::{deal, drop, room, room_price, variant},
    product::{offers::Offers, read},
    storefront::settings::Settings,
};

pub use close::{close, close_below};

/// The room in which something is bought.
#[derive(Clone, Copy, Debug)]
pub struct Bought<'a> {
    /// The room.
    pub room: &'a RoomId,
    /// Where the buyer's playback is, by the server's clock.
    pub at: Option<UnixMillis>,
}

/// All prices that are open in a room now, each time in the same order.
///
/// # Errors
/// When the database does not answer or a row cannot be read.
pub async fn open<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    room: &room::Model,
    now: UnixMillis,
) -> Result<Vec<RoomPrice>, ApiError> {
    let on = rooms::is_on(&RoomState::from(room.state.as_str()));
    let rows = if on { set(conn, &room.id, None).await? } else { Vec::new() };
    let mut all = Vec::new();
    for row in rows {
        let variant = VariantId(row.variant_id.clone());
        all.push(RoomPrice { variant, offer: of_price(shop, room, &row)? });
    }
    for (drop, deal) in deals(conn, &room.id, None, now).await? {
        let variant = VariantId(deal.variant_id.clone());
        all.push(RoomPrice { variant, offer: of_deal(shop, room, &drop, &deal)? });
    }
    Ok(all)
}

/// Adds the offers that are open to who buys in a room. A deal that was open where their playback is, counts as
/// long as the allowance lasts.
///
/// # Errors
/// 422 when there is no such room.
pub async fn add<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    bought: Bought<'_>,
    variants: &[variant::Model],
    now: UnixMillis,
    offers: &mut Offers,
) -> Result<(), ApiError> {
    let room = rooms::find(conn, bought.room.as_str()).await?;
    let room = room.ok_or_else(|| ApiError::invalid([("room", "malformed")]))?;
    let ids: Vec<_> = variants.iter().map(|variant| variant.id.as_str()).collect();
    if rooms::is_on(&RoomState::from(room.state.as_str())) {
        for row in set(conn, &room.id, Some(&ids)).await? {
            let offer = of_price(shop, &room, &row)?;
            offers.entry(row.variant_id).or_default().push(offer);
        }
    }
    for (drop, deal) in deals(conn, &room.id, Some(&ids), now.plus(-ALLOWANCE)).await? {
        let mut offer = of_deal(shop, &room, &drop, &deal)?;
        if drop.closes_at <= now.0 {
            // Nobody sees what is not shot yet.
            let seen = bought.at.map(|at| at.min(now));
            let open = |at: UnixMillis| drop.opens_at <= at.0 && at.0 < drop.closes_at;
            if !seen.is_some_and(open) {
                continue;
            }
            offer.closes_at = Some(UnixMillis(drop.closes_at).plus(ALLOWANCE));
        }
        offers.entry(deal.variant_id).or_default().push(offer);
    }
    Ok(())
}

/// The prices that are set in a room and count, once it is on.
async fn set<C: ConnectionTrait>(
    conn: &C,
    room: &str,
    variants: Option<&[&str]>,
) -> Result<Vec<room_price::Model>, ApiError> {
    let mut found = room_price::Entity::find()
        .filter(room_price::Column::RoomId.eq(room))
        .filter(room_price::Column::OpensAt.is_not_null())
        .filter(room_price::Column::ClosesAt.is_null());
    if let Some(ids) = variants {
        found = found.filter(room_price::Column::VariantId.is_in(ids.iter().copied()));
    }
    Ok(found.order_by_asc(room_price::Column::VariantId).all(conn).await?)
}

/// The deals of a room that close after a moment, by their opening.
pub async fn deals<C: ConnectionTrait>(
    conn: &C,
    room: &str,
    variants: Option<&[&str]>,
    after: UnixMillis,
) -> Result<Vec<(drop::Model, deal::Model)>, ApiError> {
    let drops = drop::Entity::find()
        .filter(drop::Column::RoomId.eq(room))
        .filter(drop::Column::ClosesAt.gt(after.0))
        .order_by_asc(drop::Column::OpensAt)
        .order_by_asc(drop::Column::Id)
        .all(conn)
        .await?;
    if drops.is_empty() {
        return Ok(Vec::new());
    }
    let ids = drops.iter().map(|drop| drop.id.as_str());
    let mut found = deal::Entity::find().filter(deal::Column::DropId.is_in(ids));
    if let Some(ids) = variants {
        found = found.filter(deal::Column::VariantId.is_in(ids.iter().copied()));
    }
    let deals = found.order_by_asc(deal::Column::Position).all(conn).await?;
    let mut all = Vec::new();
    for drop in drops {
        let mine = deals.iter().filter(|deal| deal.drop_id == drop.id);
        all.extend(mine.map(|deal| (drop.clone(), deal.clone())));
    }
    Ok(all)
}

fn of_price(
    shop: &Settings,
    room: &room::Model,
    row: &room_price::Model,
) -> Result<Offer, ApiError> {
    Ok(Offer {
        kind: OfferKind::Room,
        name: Some(read(&room.title)?),
        opens_at: row.opens_at.map(UnixMillis),
        ..Offer::list(shop.money(row.price))
    })
}

fn of_deal(
    shop: &Settings,
    room: &room::Model,
    drop: &drop::Model,
    deal: &deal::Model,
) -> Result<Offer, ApiError> {
    Ok(Offer {
        kind: OfferKind::Drop,
        name: Some(read(&room.title)?),
        opens_at: Some(UnixMillis(drop.opens_at)),
        closes_at: Some(UnixMillis(drop.closes_at)),
        deal: Some(DealId(deal.id.clone())),
        left: Some(deal.left),
        limit: deal.person_limit.and_then(|limit| u32::try_from(limit).ok()),
        ..Offer::list(shop.money(deal.price))
    })
}
