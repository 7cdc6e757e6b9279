//! A product that is sold no more leaves the rooms, and who watches them is told.

use picklive_contract::{
    UnixMillis,
    events::EventKind,
    live::{RoomNow, RoomState},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::{prices, rooms, shelf, tell};
use crate::{
    ApiError,
    db::{
        Tx,
        entities::{room, room_shelf},
    },
    storefront::settings,
};

/// Takes a product off the shelf of every room that is not over, with its pin and its prices there.
///
/// # Errors
/// When the database does not answer.
pub async fn product(tx: &Tx, product: &str, now: UnixMillis) -> Result<(), ApiError> {
    let shelves = room_shelf::Entity::find()
        .select_only()
        .column(room_shelf::Column::RoomId)
        .filter(room_shelf::Column::ProductId.eq(product));
    let there = Condition::any()
        .add(room::Column::PinProduct.eq(product))
        .add(room::Column::Id.in_subquery(shelves.into_query()));
    let over = [RoomState::Ended, RoomState::Replay];
    let found: Vec<String> = room::Entity::find()
        .select_only()
        .column(room::Column::Id)
        .filter(there)
        .filter(room::Column::State.is_not_in(over.iter().map(|state| state.as_str())))
        .order_by_asc(room::Column::Id)
        .into_tuple()
        .all(&**tx)
        .await?;
    for id in found {
        leave(tx, &id, product, now).await?;
    }
    Ok(())
}

async fn leave(tx: &Tx, room: &str, product: &str, now: UnixMillis) -> Result<(), ApiError> {
    let room = rooms::held(tx, room).await?;
    let mut stay = shelf::read(&**tx, &room.id).await?;
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
