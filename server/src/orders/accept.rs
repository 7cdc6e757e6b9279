//! An order becomes paid: its units are sold, its voucher codes made; with nothing to ship it is complete.

use picklive_contract::{UnixMillis, orders::OrderState};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use super::{steps, vouchers};
use crate::{
    ApiError,
    db::entities::{order, order_line},
    letters::{self, Kind},
};

/// Whether an order awaits payment, in the very words of the partial indexes: only then can the database
/// see that they serve, which it cannot for a bound word.
pub fn awaiting() -> Expr {
    Expr::cust("orders.state = 'awaiting_payment'")
}

/// The lines of an order, in order.
pub async fn lines(tx: &DatabaseTransaction, id: &str) -> Result<Vec<order_line::Model>, ApiError> {
    let found = order_line::Entity::find().filter(order_line::Column::OrderId.eq(id));
    Ok(found.order_by_asc(order_line::Column::Position).all(tx).await?)
}

/// Moves an order from one state to another in one guarded write; `false` when it no longer is in `from`.
pub async fn advance(
    tx: &DatabaseTransaction,
    id: &str,
    from: &OrderState,
    to: &OrderState,
    units: &str,
) -> Result<bool, ApiError> {
    let done = order::Entity::update_many()
        .col_expr(order::Column::State, Expr::value(to.as_str()))
        .col_expr(order::Column::Units, Expr::value(units))
        .filter(order::Column::Id.eq(id))
        .filter(order::Column::State.eq(from.as_str()))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Marks an order as paid whose units are on the shelf of sold ones already; `false` when it is not in
/// `from` any more.
pub async fn paid(
    tx: &DatabaseTransaction,
    order: &order::Model,
    lines: &[order_line::Model],
    from: &OrderState,
    now: UnixMillis,
    reason: Option<&str>,
) -> Result<bool, ApiError> {
    if !advance(tx, &order.id, from, &OrderState::Paid, "sold").await? {
        return Ok(false);
    }
    steps::reached(tx, &order.id, &OrderState::Paid, now, reason).await?;
    vouchers::make(tx, lines, now).await?;
    letters::announce(tx, &order.id, Kind::Paid, Kind::Paid.as_str(), now).await?;
    if !order.shipped_goods {
        advance(tx, &order.id, &OrderState::Paid, &OrderState::Completed, "sold").await?;
        steps::reached(tx, &order.id, &OrderState::Completed, now, None).await?;
    }
    Ok(true)
}
