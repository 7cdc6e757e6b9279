//! A return ends without money: the shop refuses it, or the buyer takes it back. Its units are free again.

use picklive_contract::{UnixMillis, returns::ReturnState};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, Value},
};

use super::{codes, requests};
use crate::{
    ApiError,
    db::entities::{order_line, return_line, return_request as row},
};

/// Ends a return whose order is locked, from one of these states; `false`, and nothing changed, when it is in
/// another one. `answer` is the shop's word.
pub async fn close(
    tx: &DatabaseTransaction,
    request: &row::Model,
    from: &[ReturnState],
    to: ReturnState,
    answer: Option<&str>,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let by_shop = to == ReturnState::Refused;
    let decided = request.decided_at.or(by_shop.then_some(now.0));
    let answer = answer.map(ToOwned::to_owned).or_else(|| request.answer.clone());
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(to.as_str()))
        .col_expr(row::Column::ClosedAt, Expr::value(now.0))
        .col_expr(row::Column::DecidedAt, Expr::value(Value::BigInt(decided)))
        .col_expr(row::Column::Answer, Expr::value(Value::String(answer)))
        .filter(row::Column::Id.eq(&request.id))
        .filter(row::Column::State.is_in(from.iter().map(ReturnState::as_str)))
        .exec(tx)
        .await?;
    if done.rows_affected != 1 {
        return Ok(false);
    }
    for line in requests::lines(tx, &request.id).await? {
        release(tx, &line, 0).await?;
    }
    codes::free(tx, &request.id).await?;
    Ok(true)
}

/// Takes the units of a line out of the return; so many of them are back for good.
pub async fn release(
    tx: &DatabaseTransaction,
    line: &return_line::Model,
    back: i64,
) -> Result<(), ApiError> {
    use order_line::Column::{InReturn, OrderId, Position, Returned};
    let done = order_line::Entity::update_many()
        .col_expr(InReturn, Expr::col(InReturn).sub(line.quantity))
        .col_expr(Returned, Expr::col(Returned).add(back))
        .filter(OrderId.eq(&line.order_id))
        .filter(Position.eq(line.position))
        .filter(InReturn.gte(line.quantity))
        .exec(tx)
        .await?;
    match done.rows_affected {
        1 => Ok(()),
        _ => Err(ApiError::internal("units of a return are not counted in their line")),
    }
}
