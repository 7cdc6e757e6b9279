//! What the merchant does with a paid order: ship it, note that it arrived, close it.

use picklive_contract::{UnixMillis, orders::OrderState};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};

use super::{accept, steps};
use crate::{
    ApiError,
    db::entities::order,
    letters::{self, Kind},
};

/// Longest name of a carrier and longest number, in characters.
pub const TRACKING_MAX: usize = 100;

/// Marks a paid order as shipped; `false`, and nothing changed, when it is in another state or has
/// nothing to ship.
pub async fn ship(
    tx: &DatabaseTransaction,
    order: &order::Model,
    carrier: &str,
    number: &str,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    if !order.shipped_goods
        || !step(tx, order, &[OrderState::Paid], OrderState::Shipped, now).await?
    {
        return Ok(false);
    }
    order::Entity::update_many()
        .col_expr(order::Column::Carrier, Expr::value(carrier))
        .col_expr(order::Column::TrackingNumber, Expr::value(number))
        .filter(order::Column::Id.eq(&order.id))
        .exec(tx)
        .await?;
    letters::announce(tx, &order.id, Kind::Shipped, Kind::Shipped.as_str(), now).await?;
    Ok(true)
}

/// Marks a shipped order as delivered; the time for returns begins.
pub async fn deliver(
    tx: &DatabaseTransaction,
    order: &order::Model,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    if !step(tx, order, &[OrderState::Shipped], OrderState::Delivered, now).await? {
        return Ok(false);
    }
    order::Entity::update_many()
        .col_expr(order::Column::DeliveredAt, Expr::value(now.0))
        .filter(order::Column::Id.eq(&order.id))
        .exec(tx)
        .await?;
    Ok(true)
}

/// Closes a shipped or delivered order.
pub async fn complete(
    tx: &DatabaseTransaction,
    order: &order::Model,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let from = [OrderState::Delivered, OrderState::Shipped];
    step(tx, order, &from, OrderState::Completed, now).await
}

async fn step(
    tx: &DatabaseTransaction,
    order: &order::Model,
    from: &[OrderState],
    to: OrderState,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    for from in from {
        if accept::advance(tx, &order.id, from, &to, "sold").await? {
            steps::reached(tx, &order.id, &to, now, None).await?;
            return Ok(true);
        }
    }
    Ok(false)
}
