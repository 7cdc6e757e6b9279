//! What is sold in a room: of the products that the merchant allows, those the host has put there.

use picklive_contract::{
    ProductId, UnixMillis,
    events::{Event, EventKind},
    host::SHELF_MAX,
    live::RoomNow,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};

use super::{prices, tell};
use crate::{
    ApiError,
    db::{
        Tx,
        entities::{room, room_product, room_shelf, variant},
    },
};

/// The products of a room's shelf, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn read<C: ConnectionTrait>(conn: &C, room: &str) -> Result<Vec<String>, ApiError> {
    let found = room_shelf::Entity::find()
        .select_only()
        .column(room_shelf::Column::ProductId)
        .filter(room_shelf::Column::RoomId.eq(room))
        .order_by_asc(room_shelf::Column::Position);
    Ok(found.into_tuple().all(conn).await?)
}

/// The shelf as events tell it.
pub fn told(shelf: &[String]) -> Option<Vec<ProductId>> {
    Some(shelf.iter().map(|id| ProductId(id.clone())).collect())
}

/// What the merchant allows of a product in a room; `None` when it is not to be sold there, or nowhere any more.
///
/// # Errors
/// When the database does not answer.
pub async fn allowed<C: ConnectionTrait>(
    conn: &C,
    room: &str,
    product: &str,
) -> Result<Option<room_product::Model>, ApiError> {
    let on_sale = variant::Entity::find()
        .filter(variant::Column::ProductId.eq(product))
        .filter(variant::Column::RetiredAt.is_null());
    if on_sale.count(conn).await? == 0 {
        return Ok(None);
    }
    Ok(room_product::Entity::find_by_id((room.into(), product.into())).one(conn).await?)
}

/// Puts products on the shelf in place of all that is there.
///
/// # Errors
/// When the database does not answer.
pub async fn put(tx: &Tx, room: &str, products: &[String]) -> Result<(), ApiError> {
    room_shelf::Entity::delete_many()
        .filter(room_shelf::Column::RoomId.eq(room))
        .exec(&**tx)
        .await?;
    let rows = (0..).zip(products).map(|(position, product)| room_shelf::ActiveModel {
        room_id: Set(room.into()),
        position: Set(position),
        product_id: Set(product.clone()),
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        room_shelf::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// Puts a product on the shelf, behind the others; what that has to be told, when it was not there. `field` is what
/// is wrong of an act when it cannot be.
///
/// # Errors
/// 422 when the merchant does not allow it here, or the shelf is full.
pub async fn add(
    tx: &Tx,
    room: &room::Model,
    product: &str,
    field: &str,
    now: UnixMillis,
) -> Result<Option<Event>, ApiError> {
    if allowed(&**tx, &room.id, product).await?.is_none() {
        return Err(ApiError::invalid([(field, "malformed")]));
    }
    let mut shelf = read(&**tx, &room.id).await?;
    if shelf.iter().any(|there| there == product) {
        return Ok(None);
    }
    if shelf.len() >= SHELF_MAX {
        return Err(ApiError::invalid([(field, "out-of-range")]));
    }
    shelf.push(product.into());
    put(tx, &room.id, &shelf).await?;
    let now_there = RoomNow { shelf: told(&shelf), ..RoomNow::default() };
    Ok(Some(tell::event(&room.id, EventKind::Shelf, now, now_there)))
}

/// Ends what is open in a room for products that it no longer sells; whether its pin was one of them.
///
/// # Errors
/// When the database does not answer.
pub async fn clear(
    tx: &Tx,
    room: &room::Model,
    gone: &[String],
    now: UnixMillis,
) -> Result<bool, ApiError> {
    if gone.is_empty() {
        return Ok(false);
    }
    let variants = variant::Entity::find()
        .select_only()
        .column(variant::Column::Id)
        .filter(variant::Column::ProductId.is_in(gone));
    prices::close(tx, &room.id, Some(variants.into_query()), now).await?;
    let pinned = room.pin_product.as_ref().is_some_and(|pinned| gone.contains(pinned));
    if pinned {
        unpin(tx, &room.id).await?;
    }
    Ok(pinned)
}

/// Shows nothing any more.
///
/// # Errors
/// When the database does not answer.
pub async fn unpin(tx: &Tx, room: &str) -> Result<(), ApiError> {
    room::Entity::update_many()
        .col_expr(room::Column::PinProduct, Expr::value(None::<String>))
        .col_expr(room::Column::PinAt, Expr::value(None::<i64>))
        .filter(room::Column::Id.eq(room))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Takes everything else off the shelf.
///
/// # Errors
/// When the database does not answer.
pub async fn keep_only(
    tx: &Tx,
    room: &str,
    kept: impl Fn(&str) -> bool,
    now: UnixMillis,
) -> Result<(), ApiError> {
    let room = super::rooms::held(tx, room).await?;
    let (stay, gone): (Vec<_>, Vec<_>) =
        read(&**tx, &room.id).await?.into_iter().partition(|product| kept(product));
    if gone.is_empty() {
        return Ok(());
    }
    put(tx, &room.id, &stay).await?;
    clear(tx, &room, &gone, now).await?;
    Ok(())
}
