//! The one place where money changes an order.
//!
//! Whoever learns how a payment stands (a webhook, a question to the provider, the merchant) says it
//! here. It is one transaction; saying it again changes nothing.

use picklive_contract::{UnixMillis, orders::OrderState, payments::PaymentState};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, TransactionTrait,
    sea_query::{Expr, Value},
};

use super::{
    asks,
    provider::Outcome,
    refunds::{self, Kind},
};
use crate::{
    ApiError, AppState,
    coupons::used,
    db::{
        Tx,
        entities::{order, payment},
    },
    orders::{
        accept, steps,
        units::{self, Offers, Shelf},
        want::Want,
    },
};

/// What saying it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Nothing: it was known, or is still undecided.
    Unchanged,
    /// The attempt failed; the order can be paid in another way.
    Failed,
    /// The order is paid.
    Paid,
    /// The order is paid though the money came late: a unit was found.
    PaidLate,
    /// The money goes back: it came late and nothing was left.
    SoldOut,
    /// The money goes back: the order had been called off.
    CalledOff,
    /// The money goes back: the order was paid otherwise, or refunded before.
    NotNeeded,
    /// The money goes back: it is not the sum that was asked for.
    WrongAmount,
    /// There is no such payment.
    Unknown,
}

/// Applies what is known about a payment.
pub async fn settle(
    state: &AppState,
    payment: &str,
    outcome: Outcome,
) -> Result<Settled, ApiError> {
    let now = state.clock.now();
    let settled = state.db.writing(|tx| apply(tx, now, payment, outcome)).await?;
    match settled {
        Settled::Unchanged => {}
        Settled::Paid => {
            tracing::info!(payment, ?settled, "a payment is settled");
            // What else was begun for this order is not to be paid as well.
            asks::soon_beside(state, payment).await;
        }
        Settled::WrongAmount | Settled::Unknown => {
            tracing::warn!(payment, ?settled, "a payment does not fit");
        }
        _ => tracing::info!(payment, ?settled, "a payment is settled"),
    }
    if matches!(
        settled,
        Settled::SoldOut | Settled::CalledOff | Settled::NotNeeded | Settled::WrongAmount
    ) {
        state.payments.wake();
    }
    Ok(settled)
}

async fn apply(tx: Tx, now: UnixMillis, id: &str, outcome: Outcome) -> Result<Settled, ApiError> {
    let Some(payment) = payment::Entity::find_by_id(id).one(&*tx).await? else {
        return Ok(Settled::Unknown);
    };
    let money = match outcome {
        Outcome::Pending | Outcome::Underway => return Ok(Settled::Unchanged),
        Outcome::Failed => {
            let first = decide(&tx, id, &[PaymentState::Pending], PaymentState::Failed, None, now);
            return Ok(if first.await? { Settled::Failed } else { Settled::Unchanged });
        }
        Outcome::Paid(money) => money,
    };
    let open = [PaymentState::Pending, PaymentState::Failed];
    if !decide(&tx, id, &open, PaymentState::Paid, Some(money.amount), now).await? {
        return Ok(Settled::Unchanged);
    }
    let order = order::Entity::find_by_id(&payment.order_id).lock_exclusive().one(&*tx).await?;
    let order = order.ok_or_else(|| ApiError::internal("a payment has no order"))?;
    let foreign = Some(money.currency).filter(|currency| currency.code() != order.currency);
    if money.amount != payment.amount || foreign.is_some() {
        refunds::add(&tx, &payment, Kind::Surplus, money.amount, foreign, "wrong_amount", now)
            .await?;
        return Ok(Settled::WrongAmount);
    }
    match OrderState::from(order.state.as_str()) {
        OrderState::AwaitingPayment => in_time(&tx, &order, now).await,
        OrderState::Expired => too_late(&tx, &order, &payment, now).await,
        // Somebody decided against it: nothing is sold to them all the same.
        was @ OrderState::Cancelled => {
            all_back(&tx, &order, &payment, &was, steps::CALLED_OFF, now).await?;
            Ok(Settled::CalledOff)
        }
        _ => {
            refunds::add(&tx, &payment, Kind::Surplus, money.amount, None, "paid_twice", now)
                .await?;
            Ok(Settled::NotNeeded)
        }
    }
}

/// Moves a payment to its decided state, once.
async fn decide(
    tx: &DatabaseTransaction,
    id: &str,
    from: &[PaymentState],
    to: PaymentState,
    received: Option<i64>,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let done = payment::Entity::update_many()
        .col_expr(payment::Column::State, Expr::value(to.as_str()))
        .col_expr(payment::Column::Received, Expr::value(received))
        .col_expr(payment::Column::SettledAt, Expr::value(now.0))
        .col_expr(payment::Column::NextAskAt, Expr::value(Value::BigInt(None)))
        .filter(payment::Column::Id.eq(id))
        .filter(payment::Column::State.is_in(from.iter().map(PaymentState::as_str)))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The hold still stands (also in the moment between its end and the sweep): the units are the buyer's.
async fn in_time(
    tx: &DatabaseTransaction,
    order: &order::Model,
    now: UnixMillis,
) -> Result<Settled, ApiError> {
    let lines = accept::lines(tx, &order.id).await?;
    units::sell_held(tx, &lines).await?;
    if accept::paid(tx, order, &lines, &OrderState::AwaitingPayment, now, None).await? {
        return Ok(Settled::Paid);
    }
    Err(ApiError::internal("an order changed under its lock"))
}

/// The units went back to the shelf before the money came: others are taken, or the money goes back.
async fn too_late(
    tx: &DatabaseTransaction,
    order: &order::Model,
    payment: &payment::Model,
    now: UnixMillis,
) -> Result<Settled, ApiError> {
    let was = OrderState::Expired;
    let lines = accept::lines(tx, &order.id).await?;
    let wants: Vec<_> = lines.iter().map(Want::of).collect();
    let attempt = tx.begin().await?;
    let person = order.person_id.as_deref();
    let refused = units::take(&attempt, &wants, person, Offers::Agreed, Shelf::Sold).await?;
    // Its coupon may be another order's meanwhile: it counts once.
    let coupon = refused.is_some() || used::take_for(&attempt, order).await?;
    if refused.is_none() && coupon {
        attempt.commit().await?;
        let found = Some(steps::LATE_FOUND);
        if accept::paid(tx, order, &lines, &was, now, found).await? {
            return Ok(Settled::PaidLate);
        }
        return Err(ApiError::internal("an order changed under its lock"));
    }
    attempt.rollback().await?;
    let why = if coupon { steps::LATE_SOLD_OUT } else { steps::LATE_COUPON };
    all_back(tx, order, payment, &was, why, now).await?;
    Ok(Settled::SoldOut)
}

/// All the money goes back, and the order is refunded; its units are on the shelf already.
async fn all_back(
    tx: &DatabaseTransaction,
    order: &order::Model,
    payment: &payment::Model,
    was: &OrderState,
    reason: &str,
    now: UnixMillis,
) -> Result<(), ApiError> {
    refunds::add(tx, payment, Kind::Order, payment.amount, None, reason, now).await?;
    accept::advance(tx, &order.id, was, &OrderState::Refunded, "returned").await?;
    steps::reached(tx, &order.id, &OrderState::Refunded, now, Some(reason)).await
}
