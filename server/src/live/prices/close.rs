//! Ending what is open in a room.

use picklive_contract::UnixMillis;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement, SimpleExpr},
};

use crate::{
    ApiError,
    db::{
        Tx,
        entities::{deal, drop, room_price, variant},
    },
    live::rooms::Allowed,
};

/// Ends all that is open in a room, or what is of these variants.
///
/// # Errors
/// When the database does not answer.
pub async fn close(
    tx: &Tx,
    room: &str,
    variants: Option<SelectStatement>,
    now: UnixMillis,
) -> Result<(), ApiError> {
    let mut prices = room_price::Entity::update_many()
        .col_expr(room_price::Column::ClosesAt, later(room_price::Column::SetAt, now, 0))
        .filter(room_price::Column::RoomId.eq(room))
        .filter(room_price::Column::ClosesAt.is_null());
    let mut drops = drop::Entity::update_many()
        .col_expr(drop::Column::ClosesAt, later(drop::Column::OpensAt, now, 1))
        .col_expr(drop::Column::CloseTold, Expr::value(true))
        .filter(drop::Column::RoomId.eq(room))
        .filter(drop::Column::ClosesAt.gt(now.0));
    if let Some(variants) = variants {
        let theirs = deal::Entity::find()
            .select_only()
            .column(deal::Column::DropId)
            .filter(deal::Column::VariantId.in_subquery(variants.clone()));
        prices = prices.filter(room_price::Column::VariantId.in_subquery(variants));
        drops = drops.filter(drop::Column::Id.in_subquery(theirs.into_query()));
    }
    prices.exec(&**tx).await?;
    drops.exec(&**tx).await?;
    Ok(())
}

/// Ends what is open in a room below what its merchant allows from now on.
///
/// # Errors
/// When the database does not answer.
pub async fn close_below(
    tx: &Tx,
    room: &str,
    allowed: &[Allowed],
    now: UnixMillis,
) -> Result<(), ApiError> {
    for Allowed { product, floor } in allowed {
        let Some(floor) = *floor else { continue };
        let set = room_price::Entity::find()
            .select_only()
            .column(room_price::Column::VariantId)
            .filter(room_price::Column::RoomId.eq(room))
            .filter(room_price::Column::ClosesAt.is_null())
            .filter(room_price::Column::Price.lt(floor));
        let drops = drop::Entity::find()
            .select_only()
            .column(drop::Column::Id)
            .filter(drop::Column::RoomId.eq(room))
            .filter(drop::Column::ClosesAt.gt(now.0));
        let deals = deal::Entity::find()
            .select_only()
            .column(deal::Column::VariantId)
            .filter(deal::Column::DropId.in_subquery(drops.into_query()))
            .filter(deal::Column::Price.lt(floor));
        let too_low = Condition::any()
            .add(variant::Column::Id.in_subquery(set.into_query()))
            .add(variant::Column::Id.in_subquery(deals.into_query()));
        let low: Vec<String> = variant::Entity::find()
            .select_only()
            .column(variant::Column::Id)
            .filter(variant::Column::ProductId.eq(product))
            .filter(too_low)
            .into_tuple()
            .all(&**tx)
            .await?;
        if low.is_empty() {
            continue;
        }
        let low = variant::Entity::find()
            .select_only()
            .column(variant::Column::Id)
            .filter(variant::Column::Id.is_in(low));
        close(tx, room, Some(low.into_query()), now).await?;
    }
    Ok(())
}

/// Now, but at least so many milliseconds after what a column says: clocks of two servers differ.
fn later<C: ColumnTrait>(column: C, now: UnixMillis, after: i64) -> SimpleExpr {
    let least = || Expr::col(column).add(after);
    Expr::case(least().lt(now.0), now.0).finally(least()).into()
}
