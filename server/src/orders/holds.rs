//! Holds: an unpaid order keeps its units until its time is over or it is called off.
//!
//! The change of state decides: whoever moves an order out of `awaiting_payment` (a payment, the sweep,
//! the buyer) is the only one who moves its units, so nothing returns twice.

use std::time::Duration;

use picklive_contract::{UnixMillis, orders::OrderState, time::DAY};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{
    accept, steps,
    units::{self, Shelf},
};
use crate::{
    ApiError, AppState,
    db::{Tx, entities::order},
    storefront::settings,
};

/// How often lapsed holds are looked for.
const EVERY: Duration = Duration::from_millis(500);
/// Orders looked at in one round.
const ROUND: u64 = 500;

/// Returns lapsed holds to the shelf and completes orders whose time for returns is over, for ever.
pub async fn run(state: AppState) {
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = sweep(&state).await {
            tracing::error!(%error, "holds could not be swept; trying again");
        }
    }
}

/// One round: returns how many orders it changed.
pub async fn sweep(state: &AppState) -> Result<u64, ApiError> {
    let now = state.clock.now();
    let mut changed = 0;
    for id in lapsed(state, now).await? {
        changed += u64::from(state.db.writing(|tx| expire(tx, &id, now)).await?);
    }
    for id in returnable_no_more(state, now).await? {
        changed += u64::from(state.db.writing(|tx| complete(tx, &id, now)).await?);
    }
    Ok(changed)
}

async fn lapsed(state: &AppState, now: UnixMillis) -> Result<Vec<String>, ApiError> {
    let found = order::Entity::find()
        .select_only()
        .column(order::Column::Id)
        .filter(order::Column::State.eq(OrderState::AwaitingPayment.as_str()))
        .filter(order::Column::HoldExpiresAt.lte(now.0))
        .order_by_asc(order::Column::HoldExpiresAt)
        .limit(ROUND);
    Ok(found.into_tuple().all(&state.db.read).await?)
}

async fn returnable_no_more(state: &AppState, now: UnixMillis) -> Result<Vec<String>, ApiError> {
    let days = settings::get(state).await?.return_days;
    let found = order::Entity::find()
        .select_only()
        .column(order::Column::Id)
        .filter(order::Column::State.eq(OrderState::Delivered.as_str()))
        .filter(order::Column::DeliveredAt.lte(now.plus(-i64::from(days) * DAY).0))
        .limit(ROUND);
    Ok(found.into_tuple().all(&state.db.read).await?)
}

async fn expire(tx: Tx, id: &str, now: UnixMillis) -> Result<bool, ApiError> {
    release(&tx, id, &OrderState::Expired, Some(now), now).await
}

async fn complete(tx: Tx, id: &str, now: UnixMillis) -> Result<bool, ApiError> {
    let (from, to) = (OrderState::Delivered, OrderState::Completed);
    let done = accept::advance(&tx, id, &from, &to, "sold").await?;
    if done {
        steps::reached(&tx, id, &to, now, None).await?;
    }
    Ok(done)
}

/// Ends the hold of an order that awaits payment and gives its units back; `false`, and nothing
/// changed, when it no longer awaits payment or (with `lapsed_by`) its hold has not lapsed by then.
pub async fn release(
    tx: &DatabaseTransaction,
    id: &str,
    to: &OrderState,
    lapsed_by: Option<UnixMillis>,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let mut update = order::Entity::update_many()
        .col_expr(order::Column::State, Expr::value(to.as_str()))
        .col_expr(order::Column::Units, Expr::value("returned"))
        .filter(order::Column::Id.eq(id))
        .filter(order::Column::State.eq(OrderState::AwaitingPayment.as_str()));
    if let Some(lapsed_by) = lapsed_by {
        update = update.filter(order::Column::HoldExpiresAt.lte(lapsed_by.0));
    }
    if update.exec(tx).await?.rows_affected == 0 {
        return Ok(false);
    }
    let person: Option<Option<String>> = order::Entity::find_by_id(id)
        .select_only()
        .column(order::Column::PersonId)
        .into_tuple()
        .one(tx)
        .await?;
    let lines = accept::lines(tx, id).await?;
    units::give_back(tx, &lines, person.flatten().as_deref(), Shelf::Reserved).await?;
    steps::reached(tx, id, to, now, None).await?;
    Ok(true)
}
