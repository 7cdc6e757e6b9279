//! `POST /v1/orders/{id}/returns`: asks to give units of an order back.

use axum::http::StatusCode;
use picklive_contract::{
    UnixMillis,
    returns::{AskReturn, ReturnAsk, ReturnState},
    time::HOUR,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, Set, sea_query::Expr,
};

use super::{
    check, codes,
    draft::{self, Draft},
    period, pictures, tries,
};
use crate::{
    ApiError,
    account::Caller,
    db::{
        Tx,
        entities::{order, order_line, return_line, return_request},
    },
    http::{Answer, Call, Wish, idempotency::recall, idempotent},
    orders::{own, view},
    random,
    storefront::settings,
};

/// Returns of one order, whatever became of them. The schema has no place for more.
const PER_ORDER: i32 = 20;
/// Returns of one order within an hour.
const PER_HOUR: usize = 5;

/// Asks, or shows the order as this wish left it before.
pub async fn ask(call: Call<AskReturn>) -> Result<Answer<AskReturn>, ApiError> {
    let (state, caller, wish) = (&call.state, Caller::of(&call).await?, Wish::of(&call)?);
    let (person, id, headers) = (caller.person.as_ref(), call.at.as_str(), &call.headers);
    let order = own::find(&state.db.read, id, person, headers).await?;
    if let Some(first) = recall(state, &caller, &wish).await? {
        return Ok(first);
    }
    let wrong = check::request(&call.ask);
    if !wrong.is_empty() {
        return Err(ApiError::invalid(wrong));
    }
    let (days, now) = (settings::get(state).await?.return_days, state.clock.now());
    // Pictures cost most, so what is refused anyhow is refused before them.
    draft::of(&state.db.read, &order, &call.ask, days, now).await?;
    next(&state.db.read, &order.id, now).await?;
    let pictures = &packed(&order.id, &call.ask.pictures, now).await?;
    let ask = &call.ask;
    let work = async |tx: Tx| {
        write(&tx, id, ask, pictures, days, now).await?;
        let order = own::find(&*tx, id, person, headers).await?;
        let told = period::as_of(view::one(&*tx, order).await?, now);
        Ok(Answer::private(&told)?.status(StatusCode::CREATED))
    };
    match idempotent(state, &caller, &wish, work).await {
        // A repeat may find the units in the return that the first has asked for meanwhile.
        Err(refusal) => recall(state, &caller, &wish).await?.ok_or(refusal),
        done => done,
    }
}

/// The pictures packed anew, unless those of this order were refused too often or are looked at now.
async fn packed(order: &str, asked: &[String], now: UnixMillis) -> Result<Vec<Vec<u8>>, ApiError> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let turn = tries::turn(order, now)?;
    let packed = pictures::packed(asked).await?;
    turn.good();
    Ok(packed)
}

/// Counts the units into the return and writes it; undone as a whole when a guard refuses.
async fn write(
    tx: &DatabaseTransaction,
    order: &str,
    ask: &ReturnAsk,
    pictures: &[Vec<u8>],
    days: u32,
    now: UnixMillis,
) -> Result<(), ApiError> {
    let order = order::Entity::find_by_id(order).lock_exclusive().one(tx).await?;
    let order = order.ok_or_else(ApiError::not_found)?;
    let draft = draft::of(tx, &order, ask, days, now).await?;
    let nth = next(tx, &order.id, now).await?;
    let id = random::id();
    let row = return_request::ActiveModel {
        id: Set(id.clone()),
        order_id: Set(order.id.clone()),
        nth: Set(nth),
        state: Set(ReturnState::Requested.as_str().into()),
        reason: Set(ask.reason.as_str().into()),
        note: Set(ask.note.trim().into()),
        worth: Set(draft.worth),
        asked: Set(draft.asked),
        allowed: Set(None),
        shipping: Set(0),
        refunded: Set(None),
        refund_id: Set(None),
        send_back: Set(None),
        answer: Set(None),
        asked_at: Set(now.0),
        decided_at: Set(None),
        received_at: Set(None),
        closed_at: Set(None),
    };
    return_request::Entity::insert(row).exec_without_returning(tx).await?;
    take(tx, &id, &draft).await?;
    pictures::keep(tx, &id, pictures).await
}

/// Which return of the order the next one is.
async fn next(conn: &impl ConnectionTrait, order: &str, now: UnixMillis) -> Result<i32, ApiError> {
    let before: Vec<(i32, i64)> = return_request::Entity::find()
        .select_only()
        .columns([return_request::Column::Nth, return_request::Column::AskedAt])
        .filter(return_request::Column::OrderId.eq(order))
        .order_by_desc(return_request::Column::Nth)
        .into_tuple()
        .all(conn)
        .await?;
    let nth = before.first().map_or(0, |(nth, _)| *nth) + 1;
    if nth > PER_ORDER {
        return Err(draft::wrong_state("This order had as many returns as there can be"));
    }
    let until = before.get(PER_HOUR - 1).map(|(_, at)| UnixMillis(*at).plus(HOUR));
    match until.filter(|until| *until > now) {
        Some(until) => Err(ApiError::too_many(now, until)),
        None => Ok(nth),
    }
}

/// Counts the units of each line as being in a return: the guard against two returns of one unit.
async fn take(tx: &DatabaseTransaction, id: &str, draft: &Draft) -> Result<(), ApiError> {
    use order_line::Column::{InReturn, OrderId, Position, Quantity, Returned};
    for line in &draft.lines {
        let after = Expr::col(Returned).add(Expr::col(InReturn)).add(line.units);
        let done = order_line::Entity::update_many()
            .col_expr(InReturn, Expr::col(InReturn).add(line.units))
            .filter(OrderId.eq(&line.row.order_id))
            .filter(Position.eq(line.row.position))
            .filter(after.lte(Expr::col(Quantity)))
            .exec(tx)
            .await?;
        let codes = !line.voucher || codes::set_aside(tx, &line.row, line.units, id).await?;
        if done.rows_affected != 1 || !codes {
            return Err(draft::taken());
        }
        let row = return_line::ActiveModel {
            return_id: Set(id.into()),
            position: Set(line.row.position),
            order_id: Set(line.row.order_id.clone()),
            quantity: Set(line.units),
            worth: Set(line.worth),
        };
        return_line::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}
