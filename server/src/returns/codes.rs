//! The codes of vouchers that are in returns: set aside, free again, or void.

use picklive_contract::UnixMillis;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{Expr, Value},
};

use crate::{
    ApiError,
    db::entities::{order_line, voucher_code as row},
    orders::vouchers,
};

/// Sets so many codes of a line aside for a return: they cannot be redeemed while it goes on. `false`, and
/// the caller must undo the transaction, when fewer are good.
pub async fn set_aside(
    tx: &DatabaseTransaction,
    line: &order_line::Model,
    units: i64,
    request: &str,
) -> Result<bool, ApiError> {
    let open = vouchers::open(tx, line, units).await?;
    let done = row::Entity::update_many()
        .col_expr(row::Column::ReturnId, Expr::value(request))
        .filter(row::Column::Code.is_in(&open))
        .filter(row::Column::RedeemedAt.is_null())
        .filter(row::Column::VoidAt.is_null())
        .filter(row::Column::ReturnId.is_null())
        .exec(tx)
        .await?;
    Ok(i64::try_from(done.rows_affected) == Ok(units))
}

/// The codes of a return are good again.
pub async fn free(tx: &DatabaseTransaction, request: &str) -> Result<(), ApiError> {
    row::Entity::update_many()
        .col_expr(row::Column::ReturnId, Expr::value(Value::String(None)))
        .filter(row::Column::ReturnId.eq(request))
        .exec(tx)
        .await?;
    Ok(())
}

/// The codes of a return are void, for good. How many there were.
pub async fn void(
    tx: &DatabaseTransaction,
    request: &str,
    now: UnixMillis,
) -> Result<i64, ApiError> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::VoidAt, Expr::value(now.0))
        .filter(row::Column::ReturnId.eq(request))
        .filter(row::Column::RedeemedAt.is_null())
        .filter(row::Column::VoidAt.is_null())
        .exec(tx)
        .await?;
    Ok(i64::try_from(done.rows_affected).unwrap_or(i64::MAX))
}
