//! A product that is sold no more leaves the rooms, and who watches them is told.

use std::collections::BTreeSet;

use picklive_contract::{
    UnixMillis,
    events::EventKind,
    live::{RoomNow, RoomState},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::{prices, rooms, shelf, tell};
use crate::{
    ApiError,
    db::{
        Tx,
        entities::{room, room_product, room_shelf},
    },
    storefront::settings,
};

/// Products of one question.
const PART: usize = 300;

/// Holds the rooms that [`product`] would change for each of these products, all in the order of their ids: whoever
/// else holds several, as comments do, goes by it too.
///
/// # Errors
/// When the database does not answer.
pub async fn hold(tx: &Tx, products: &[&str]) -> Result<(), ApiError> {
    let mut all = BTreeSet::new();
    for some in products.chunks(PART) {
        all.extend(rooms_of(tx, some).await?);
    }
    for room in all {
        rooms::held(tx, &room).await?;
    }
    Ok(())
}

/// Takes a product off the shelf of every room that is not over, with its pin and its prices there.
///
/// # Errors
/// When the database does not answer.
pub async fn product(tx: &Tx, product: &str, now: UnixMillis) -> Result<(), ApiError> {
    for id in rooms_of(tx, &[product]).await? {
        leave(tx, &id, product, now).await?;
    }
    Ok(())
}

/// The rooms that are not over where one of these products is, or may be put.
async fn rooms_of(tx: &Tx, products: &[&str]) -> Result<BTreeSet<String>, ApiError> {
    let shelves = room_shelf::Entity::find()
        .select_only()
        .column(room_shelf::Column::RoomId)
        .filter(room_shelf::Column::ProductId.is_in(products.iter().copied()));
    // Where its host may sell it, it may be put on the shelf at this moment, which cannot be seen yet.
    let allowed = room_product::Entity::find()
        .select_only()
        .column(room_product::Column::RoomId)
        .filter(room_product::Column::ProductId.is_in(products.iter().copied()));
    let there = Condition::any()
        .add(room::Column::PinProduct.is_in(products.iter().copied()))
        .add(room::Column::Id.in_subquery(allowed.into_query()))
        .add(room::Column::Id.in_subquery(shelves.into_query()));
    let over = [RoomState::Ended, RoomState::Replay];
    let found: Vec<String> = room::Entity::find()
        .select_only()
        .column(room::Column::Id)
        .filter(there)
        .filter(room::Column::State.is_not_in(over.iter().map(|state| state.as_str())))
        .into_tuple()
        .all(&**tx)
        .await?;
    Ok(found.into_iter().collect())
}

/// The room is held from here on: what its host was doing is done, and what they do next knows of it.
async fn leave(tx: &Tx, room: &str, product: &str, now: UnixMillis) -> Result<(), ApiError> {
    let room = rooms::held(tx, room).await?;
    let before = shelf::read(&**tx, &room.id).await?;
    let pinned = room.pin_product.as_deref() == Some(product);
    if !pinned && !before.iter().any(|there| there == product) {
        return Ok(());
    }
    let mut stay = before;
    stay.retain(|there| there != product);
    shelf::put(tx, &room.id, &stay).await?;
    let mut told = Vec::new();
    if shelf::clear(tx, &room, &[product.to_owned()], now).await? {
        told.push(tell::event(&room.id, EventKind::Unpin, now, RoomNow::default()));
    }
    let shop = settings::load(&**tx).await?;
    let prices = Some(prices::open(&**tx, &shop, &room, now).await?);
    let left = RoomNow { shelf: shelf::told(&stay), prices, ..RoomNow::default() };
    told.push(tell::event(&room.id, EventKind::Shelf, now, left));
    tell::tell(tx, &room.id, told, now).await?;
    Ok(())
}
