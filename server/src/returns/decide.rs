//! What the shop decides before money moves: it agrees, notes that the goods are back, or refuses.

use picklive_contract::{Text, UnixMillis, returns::ReturnState};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{Expr, Value},
};

use super::{close::close, refund, requests};
use crate::{
    ApiError,
    db::entities::return_request as row,
    letters::{self, Kind},
};

/// By which terms the shop agrees.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// How much goes back, minor units; what is asked when `None`.
    pub amount: Option<i64>,
    /// Whether the shipping fee goes back with it.
    pub shipping: bool,
    /// Where and how the goods are to be sent back; nothing when they need not be.
    pub send_back: Option<&'a Text>,
    /// The shop's own words.
    pub answer: Option<&'a str>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is so.
    Done,
    /// The return is in another state, this one.
    WrongState(ReturnState),
    /// No more than this can go back.
    TooMuch(i64),
}

/// Agrees to a return that was asked for.
pub async fn approve(
    tx: &DatabaseTransaction,
    id: &str,
    terms: Terms<'_>,
    now: UnixMillis,
) -> Result<Decided, ApiError> {
    let (request, order) = requests::locked(tx, id).await?;
    let state = requests::state(&request);
    if state != ReturnState::Requested {
        return Ok(Decided::WrongState(state));
    }
    let sums = refund::sums(tx, &order, &request).await?;
    let sum = match sums.meant(terms.amount, terms.shipping) {
        Ok(sum) => sum,
        Err(most) => return Ok(Decided::TooMuch(most)),
    };
    let send_back = terms.send_back.map(serde_json::to_string).transpose()?;
    row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(ReturnState::Approved.as_str()))
        .col_expr(row::Column::Allowed, Expr::value(sum.amount))
        .col_expr(row::Column::Shipping, Expr::value(sum.fee))
        .col_expr(row::Column::SendBack, Expr::value(Value::String(send_back)))
        .col_expr(
            row::Column::Answer,
            Expr::value(Value::String(terms.answer.map(ToOwned::to_owned))),
        )
        .col_expr(row::Column::DecidedAt, Expr::value(now.0))
        .filter(row::Column::Id.eq(id))
        .filter(row::Column::State.eq(ReturnState::Requested.as_str()))
        .exec(tx)
        .await?;
    announce(tx, &order.id, Kind::ReturnAgreed, id, now).await?;
    Ok(Decided::Done)
}

async fn announce(
    tx: &DatabaseTransaction,
    order: &str,
    kind: Kind,
    id: &str,
    now: UnixMillis,
) -> Result<(), ApiError> {
    letters::announce(tx, order, kind, &letters::event(kind, id), now).await
}

/// Notes that the goods of a return which are to be sent back are back.
pub async fn received(
    tx: &DatabaseTransaction,
    id: &str,
    now: UnixMillis,
) -> Result<Decided, ApiError> {
    let (request, _) = requests::locked(tx, id).await?;
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(ReturnState::Received.as_str()))
        .col_expr(row::Column::ReceivedAt, Expr::value(now.0))
        .filter(row::Column::Id.eq(id))
        .filter(row::Column::State.eq(ReturnState::Approved.as_str()))
        .exec(tx)
        .await?;
    let done = done.rows_affected == 1;
    Ok(if done { Decided::Done } else { Decided::WrongState(requests::state(&request)) })
}

/// Refuses a return, also one that was agreed to: what came back may not be what was sent.
pub async fn refuse(
    tx: &DatabaseTransaction,
    id: &str,
    answer: &str,
    now: UnixMillis,
) -> Result<Decided, ApiError> {
    let (request, order) = requests::locked(tx, id).await?;
    let from = [ReturnState::Requested, ReturnState::Approved, ReturnState::Received];
    let done = close(tx, &request, &from, ReturnState::Refused, Some(answer), now).await?;
    if done {
        announce(tx, &order.id, Kind::ReturnRefused, id, now).await?;
    }
    Ok(if done { Decided::Done } else { Decided::WrongState(requests::state(&request)) })
}
