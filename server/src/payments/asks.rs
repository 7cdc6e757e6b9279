//! Asking the provider: a payment whose webhook is missing is asked about, at growing distance, until it
//! is decided or its order's hold has been over for an hour.

use picklive_contract::{
    UnixMillis,
    payments::PaymentState,
    time::{HOUR, SECOND},
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{
    provider::Outcome,
    settle::{Settled, settle},
};
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{order, payment},
    },
};

/// When a payment is asked about for the first time, in milliseconds after it was started.
pub const FIRST: i64 = 30 * SECOND;
/// The longest distance between two questions.
const LONGEST: i64 = 600 * SECOND;
/// How long after the end of the hold questions go on.
const AFTER_HOLD: i64 = HOUR;
/// States in which a payment may still turn out paid. (One that failed at its start is asked about too.)
const OPEN: [PaymentState; 2] = [PaymentState::Pending, PaymentState::Failed];
/// Questions in one round.
const ROUND: u64 = 100;

/// Asks about every payment that is due. Returns how many were decided.
pub async fn ask_due(state: &AppState) -> Result<u64, ApiError> {
    let now = state.clock.now();
    let due = payment::Entity::find()
        .filter(payment::Column::State.is_in(OPEN.iter().map(PaymentState::as_str)))
        .filter(payment::Column::NextAskAt.lte(now.0))
        .order_by_asc(payment::Column::NextAskAt)
        .limit(ROUND)
        .all(&state.db.read)
        .await?;
    let mut decided = 0;
    for payment in due {
        decided += u64::from(ask(state, &payment).await?);
    }
    Ok(decided)
}

async fn ask(state: &AppState, payment: &payment::Model) -> Result<bool, ApiError> {
    let Some(provider) = state.payments.provider(&payment.provider) else {
        tracing::error!(provider = payment.provider, "a payment's provider is not set up");
        postpone(state, payment).await?;
        return Ok(false);
    };
    let now = state.clock.now();
    match provider.ask(&payment.id).await {
        Ok(Outcome::Pending) if now >= until(state, payment).await? => {
            tracing::info!(payment = payment.id, "no money came");
            close(state, payment).await
        }
        Ok(Outcome::Failed) => close(state, payment).await,
        Ok(Outcome::Pending) => {
            postpone(state, payment).await?;
            Ok(false)
        }
        Ok(outcome) => Ok(settle(state, &payment.id, outcome).await? != Settled::Unchanged),
        Err(error) => {
            tracing::warn!(payment = payment.id, %error, "asked in vain");
            postpone(state, payment).await?;
            Ok(false)
        }
    }
}

/// The provider has no money and will get none: it is not asked again.
async fn close(state: &AppState, payment: &payment::Model) -> Result<bool, ApiError> {
    if settle(state, &payment.id, Outcome::Failed).await? != Settled::Unchanged {
        return Ok(true);
    }
    // It counted as failed before, since it could not be started.
    schedule(state, payment, None).await?;
    Ok(false)
}

/// Until when it is worth asking.
async fn until(state: &AppState, payment: &payment::Model) -> Result<UnixMillis, ApiError> {
    let order = order::Entity::find_by_id(&payment.order_id).one(&state.db.read).await?;
    let order = order.ok_or_else(|| ApiError::internal("a payment has no order"))?;
    Ok(UnixMillis(order.hold_expires_at).plus(AFTER_HOLD))
}

async fn postpone(state: &AppState, payment: &payment::Model) -> Result<(), ApiError> {
    let distance = Ord::min(FIRST << payment.asks.clamp(0, 10), LONGEST);
    schedule(state, payment, Some(state.clock.now().plus(distance).0)).await
}

async fn schedule(
    state: &AppState,
    payment: &payment::Model,
    at: Option<i64>,
) -> Result<(), ApiError> {
    let work = async |tx: Tx| -> Result<(), ApiError> {
        payment::Entity::update_many()
            .col_expr(payment::Column::NextAskAt, Expr::value(at))
            .col_expr(payment::Column::Asks, Expr::col(payment::Column::Asks).add(1))
            .filter(payment::Column::Id.eq(&payment.id))
            .filter(payment::Column::State.is_in(OPEN.iter().map(PaymentState::as_str)))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    state.db.writing(work).await
}
