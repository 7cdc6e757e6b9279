//! Holds: an unpaid order keeps its units until its time is over or it is called off.
//!
//! The change of state decides: whoever moves an order out of `awaiting_payment` (a payment, the sweep,
//! another buyer, the buyer) is the only one who moves its units, so nothing returns twice.

use std::{collections::HashMap, slice, time::Duration};

use picklive_contract::{UnixMillis, orders::OrderState, time::DAY};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};

use super::{
    accept, steps,
    units::{self, Back, Shelf},
};
use crate::{
    ApiError, AppState,
    coupons::used,
    db::{
        Tx,
        entities::{order, order_line},
    },
    letters::{self, Kind},
    payments::asks,
    returns::requests,
    storefront::settings,
};

/// How often lapsed holds are looked for.
const EVERY: Duration = Duration::from_millis(500);
/// Orders looked at in one round.
const ROUND: usize = 5_000;
/// Orders that one transaction moves: many, so that a rush is swept in time, and few enough that buyers
/// do not wait for it.
const BATCH: usize = 100;

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

/// One round: returns how many orders it changed. What fails is logged, a hold once, and does not keep the
/// others.
pub async fn sweep(state: &AppState) -> Result<u64, ApiError> {
    let now = state.clock.now();
    let mut changed = 0;
    let (able, stuck) = state.released.parted(due(state, now, None, ROUND).await?);
    state.released.only(&stuck);
    // One that fails fails its whole batch, so those that did are kept from the others.
    for batch in able.chunks(BATCH).chain(stuck.chunks(BATCH)) {
        let _turn = state.released.turn().await;
        changed += release_batch(state, batch, now).await;
    }
    for id in returnable_no_more(state, now).await? {
        match state.db.writing(|tx| complete(tx, &id, now)).await {
            Ok(done) => changed += u64::from(done),
            Err(error) => tracing::error!(order = id, %error, "an order could not be completed"),
        }
    }
    Ok(changed)
}

/// Gives back the units of lapsed holds on these variants, before the sweep comes to them: a buyer who
/// finds nothing left is told so only when that is true. Whether the shelf must be looked at again: units
/// have come back since [`Released::times`](super::Released::times) was `seen`, before the buyer's look, or
/// another process may have them in hand. A hold that could not be released is left to the next sweep.
///
/// It is a transaction of its own, not part of the purchase that follows: rows of many orders and of one
/// basket would be locked out of order. Whoever comes first then gets the units, as from the sweep.
pub async fn release_due(
    state: &AppState,
    variants: &[String],
    now: UnixMillis,
    seen: u64,
) -> Result<bool, ApiError> {
    let released = &state.released;
    let due = due(state, now, Some(variants), BATCH + released.stuck_count()).await?;
    let (mut able, _) = released.parted(due);
    able.truncate(BATCH);
    if !able.is_empty() {
        let _turn = released.turn().await;
        // Whoever had the turn before may have failed with some.
        (able, _) = released.parted(able);
        if !able.is_empty() && released.times() == seen {
            release_batch(state, &able, now).await;
            (able, _) = released.parted(able);
        }
    }
    Ok(!able.is_empty() || released.times() != seen)
}

/// Orders whose hold is over, the longest over first; with `variants` only those that hold any of them.
async fn due(
    state: &AppState,
    now: UnixMillis,
    variants: Option<&[String]>,
    most: usize,
) -> Result<Vec<String>, ApiError> {
    let mut found = order::Entity::find()
        .select_only()
        .column(order::Column::Id)
        .filter(accept::awaiting())
        .filter(order::Column::HoldExpiresAt.lte(now.0));
    if let Some(variants) = variants {
        let holds = order_line::Entity::find()
            .select_only()
            .column(order_line::Column::OrderId)
            .filter(Expr::col(("order_lines", "order_id")).equals(("orders", "id")))
            .filter(order_line::Column::VariantId.is_in(variants));
        found = found.filter(Expr::exists(holds.into_query()));
    }
    let found = found
        .order_by_asc(order::Column::HoldExpiresAt)
        .limit(u64::try_from(most).unwrap_or(u64::MAX));
    Ok(found.into_tuple().all(&state.db.read).await?)
}

/// Releases orders together; when that fails, each for itself, so that one that cannot be released does
/// not keep the others.
async fn release_batch(state: &AppState, ids: &[String], now: UnixMillis) -> u64 {
    let changed = release_in_turn(state, ids, now).await;
    if changed > 0 {
        state.released.again();
        asks::soon(state, ids.iter().map(String::as_str)).await;
    }
    changed
}

async fn release_in_turn(state: &AppState, ids: &[String], now: UnixMillis) -> u64 {
    if ids.len() > 1 {
        match state.db.writing(|tx| release_lapsed(tx, ids, now)).await {
            Ok(done) => return done,
            Err(error) => tracing::debug!(%error, "holds were not released together"),
        }
    }
    let mut changed = 0;
    for id in ids {
        match state.db.writing(|tx| release_lapsed(tx, slice::from_ref(id), now)).await {
            Ok(done) => changed += done,
            Err(error) if error.is_conflict() => {
                tracing::warn!(id, %error, "a hold met other writes; trying again");
            }
            Err(error) if state.released.failed(id) => {
                tracing::error!(id, %error, "a hold could not be released; told once, tried on");
            }
            Err(error) => tracing::debug!(id, %error, "a hold still cannot be released"),
        }
    }
    changed
}

async fn returnable_no_more(state: &AppState, now: UnixMillis) -> Result<Vec<String>, ApiError> {
    let days = settings::get(state).await?.return_days;
    let found = order::Entity::find()
        .select_only()
        .column(order::Column::Id)
        .filter(order::Column::State.eq(OrderState::Delivered.as_str()))
        .filter(order::Column::DeliveredAt.lte(now.plus(-i64::from(days) * DAY).0))
        // A return that goes on is decided first.
        .filter(order::Column::Id.not_in_subquery(requests::open_of_orders()))
        .limit(500);
    Ok(found.into_tuple().all(&state.db.read).await?)
}

async fn complete(tx: Tx, id: &str, now: UnixMillis) -> Result<bool, ApiError> {
    let (from, to) = (OrderState::Delivered, OrderState::Completed);
    let done = accept::advance(&tx, id, &from, &to, "sold").await?;
    if done {
        steps::reached(&tx, id, &to, now, None).await?;
    }
    Ok(done)
}

/// Moves those of the orders to `expired` that still await payment and have lapsed by `now`, and gives
/// their units back in one write a variant. An order that another transaction has in hand is left to it.
async fn release_lapsed(tx: Tx, ids: &[String], now: UnixMillis) -> Result<u64, ApiError> {
    let mine: Vec<(String, Option<String>)> = order::Entity::find()
        .select_only()
        .columns([order::Column::Id, order::Column::PersonId])
        .filter(order::Column::Id.is_in(ids))
        .filter(order::Column::State.eq(OrderState::AwaitingPayment.as_str()))
        .filter(order::Column::HoldExpiresAt.lte(now.0))
        .order_by_asc(order::Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(&*tx)
        .await?;
    if mine.is_empty() {
        return Ok(0);
    }
    let to = OrderState::Expired;
    let ids = || mine.iter().map(|(id, _)| id.as_str());
    order::Entity::update_many()
        .col_expr(order::Column::State, Expr::value(to.as_str()))
        .col_expr(order::Column::Units, Expr::value("returned"))
        .filter(order::Column::Id.is_in(ids()))
        .exec(&*tx)
        .await?;
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.is_in(ids()));
    let lines = lines.all(&*tx).await?;
    let persons: HashMap<&str, Option<&str>> =
        mine.iter().map(|(id, person)| (id.as_str(), person.as_deref())).collect();
    let back = lines.iter().map(|line| {
        let person = persons.get(line.order_id.as_str()).copied().flatten();
        Back { line, units: line.quantity, person, sellable: true }
    });
    let backs: Vec<_> = back.collect();
    units::give_back(&tx, &backs, Shelf::Reserved).await?;
    used::give_back(&tx, ids()).await?;
    steps::all_reached(&tx, ids(), &to, now).await?;
    Ok(u64::try_from(mine.len()).unwrap_or(u64::MAX))
}

/// Calls off an order that awaits payment and gives its units back; `false`, and nothing changed, when it
/// no longer awaits payment. `reason` is told with the step, when it was not the buyer.
pub async fn call_off(
    tx: &DatabaseTransaction,
    id: &str,
    reason: Option<&str>,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let (from, to) = (OrderState::AwaitingPayment, OrderState::Cancelled);
    if !accept::advance(tx, id, &from, &to, "returned").await? {
        return Ok(false);
    }
    let person: Option<Option<String>> = order::Entity::find_by_id(id)
        .select_only()
        .column(order::Column::PersonId)
        .into_tuple()
        .one(tx)
        .await?;
    let (lines, person) = (accept::lines(tx, id).await?, person.flatten());
    units::give_back(tx, &Back::all(&lines, person.as_deref()), Shelf::Reserved).await?;
    used::give_back(tx, std::iter::once(id)).await?;
    steps::reached(tx, id, &to, now, reason).await?;
    if reason.is_some() {
        letters::announce(tx, id, Kind::Cancelled, Kind::Cancelled.as_str(), now).await?;
    }
    Ok(true)
}
