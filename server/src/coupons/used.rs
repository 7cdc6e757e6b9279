//! Coupons in purchases: which one counts, which order uses it, and when it is free again.

use picklive_contract::{UnixMillis, coupons::CouponOff};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, Value},
};

use crate::{
    ApiError,
    db::entities::{coupon, coupon_claim, order},
    storefront::settings::Settings,
};

/// What the best of a person's coupons takes off goods of this sum: the one that takes off most, of several the one
/// that ends first.
///
/// # Errors
/// When the database does not answer.
pub async fn best<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    person: &str,
    goods: i64,
    now: UnixMillis,
) -> Result<Option<CouponOff>, ApiError> {
    let free = coupon_claim::Entity::find()
        .select_only()
        .column(coupon_claim::Column::CouponId)
        .filter(coupon_claim::Column::PersonId.eq(person))
        .filter(coupon_claim::Column::OrderId.is_null());
    let best = coupon::Entity::find()
        .filter(coupon::Column::Id.in_subquery(free.into_query()))
        .filter(coupon::Column::ValidUntil.gt(now.0))
        .filter(coupon::Column::Minimum.lte(goods))
        .order_by_desc(coupon::Column::AmountOff)
        .order_by_asc(coupon::Column::ValidUntil)
        .order_by_asc(coupon::Column::Id)
        .one(conn)
        .await?;
    let off = |row: coupon::Model| CouponOff {
        id: row.id.as_str().into(),
        off: shop.money(row.amount_off),
    };
    Ok(best.map(off))
}

/// Has an order use the person's coupon; `false` when another one does.
///
/// # Errors
/// When the database does not answer.
async fn take(
    tx: &DatabaseTransaction,
    coupon: &str,
    person: &str,
    order: &str,
) -> Result<bool, ApiError> {
    let done = coupon_claim::Entity::update_many()
        .col_expr(coupon_claim::Column::OrderId, Expr::value(order))
        .filter(coupon_claim::Column::CouponId.eq(coupon))
        .filter(coupon_claim::Column::PersonId.eq(person))
        .filter(coupon_claim::Column::OrderId.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Has an order use the coupon that it names, also one that had given it back and is paid after all; one that names
/// none needs none.
///
/// # Errors
/// When the database does not answer.
pub async fn take_for(tx: &DatabaseTransaction, order: &order::Model) -> Result<bool, ApiError> {
    match (&order.coupon_id, &order.person_id) {
        (Some(coupon), Some(person)) => take(tx, coupon, person, &order.id).await,
        _ => Ok(true),
    }
}

/// Frees the coupons of orders that came to nothing: they can be used until they end.
///
/// # Errors
/// When the database does not answer.
pub async fn give_back<'a>(
    tx: &DatabaseTransaction,
    orders: impl Iterator<Item = &'a str>,
) -> Result<(), ApiError> {
    coupon_claim::Entity::update_many()
        .col_expr(coupon_claim::Column::OrderId, Expr::value(Value::String(None)))
        .filter(coupon_claim::Column::OrderId.is_in(orders))
        .exec(tx)
        .await?;
    Ok(())
}
