//! Asking the provider: a payment whose webhook is missing is asked about, at growing distance, until it
//! is decided or its order's hold has been over for an hour. What its order no longer waits for is closed.

use picklive_contract::{
    UnixMillis,
    orders::OrderState,
    payments::PaymentState,
    time::{DAY, HOUR, SECOND},
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{
    lanes::{self, Lane},
    provider::{Known, Outcome, PaymentProvider, ProviderError},
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
/// The same for money that is on its way, such as a bank's: it takes days.
const UNDERWAY: i64 = 14 * DAY;
/// States in which a payment may still turn out paid. (One that failed at its start is asked about too.)
const OPEN: [PaymentState; 2] = [PaymentState::Pending, PaymentState::Failed];
/// Questions of one lane in one round.
const ROUND: u64 = 100;

/// Asks about every payment that is due, whoever its provider is. Returns how many were decided.
pub async fn ask_due(state: &AppState) -> Result<u64, ApiError> {
    lanes::in_all(state, |state, lane| async move { ask_lane(state, &lane).await }).await
}

/// Asks about the payments of a lane that are due. Returns how many were decided.
pub async fn ask_lane(state: &AppState, lane: &Lane) -> Result<u64, ApiError> {
    let now = state.clock.now();
    let due = payment::Entity::find()
        .filter(lane.payments())
        .filter(payment::Column::State.is_in(OPEN.iter().map(PaymentState::as_str)))
        .filter(payment::Column::NextAskAt.lte(now.0))
        .order_by_asc(payment::Column::NextAskAt)
        .limit(ROUND)
        .all(&state.db.read)
        .await?;
    Ok(lanes::each(due, |payment| async move { u64::from(asked(state, &payment).await) }).await)
}

/// Asks about one. What cannot be done for it is put off, and holds up no other.
async fn asked(state: &AppState, payment: &payment::Model) -> bool {
    let error = match ask(state, payment).await {
        Ok(decided) => return decided,
        Err(error) => error,
    };
    tracing::error!(payment = payment.id, %error, "a payment could not be settled; later again");
    if let Err(error) = postpone(state, payment).await {
        tracing::error!(payment = payment.id, %error, "nor could that be noted");
    }
    false
}

async fn ask(state: &AppState, payment: &payment::Model) -> Result<bool, ApiError> {
    let Some(provider) = state.payments.provider(&payment.provider) else {
        tracing::error!(provider = payment.provider, "a payment's provider is not set up");
        postpone(state, payment).await?;
        return Ok(false);
    };
    match told(state, provider, payment).await? {
        Ok(Told { outcome: Outcome::Failed, .. }) => close(state, payment).await,
        Ok(Told { outcome: Outcome::Pending | Outcome::Underway, worth: false }) => {
            tracing::info!(payment = payment.id, "no money came");
            close(state, payment).await
        }
        Ok(Told { outcome: Outcome::Pending | Outcome::Underway, .. }) => {
            postpone(state, payment).await?;
            Ok(false)
        }
        Ok(Told { outcome, .. }) => {
            Ok(settle(state, &payment.id, outcome).await? != Settled::Unchanged)
        }
        Err(error) => {
            tracing::warn!(payment = payment.id, %error, "asked in vain");
            postpone(state, payment).await?;
            Ok(false)
        }
    }
}

/// What a provider told.
struct Told {
    outcome: Outcome,
    /// Whether it is worth asking again.
    worth: bool,
}

/// How a payment stands. One that is not decided and that its order no longer waits for is closed: nobody
/// shall pay what was called off or is paid already.
async fn told(
    state: &AppState,
    provider: &dyn PaymentProvider,
    payment: &payment::Model,
) -> Result<Result<Told, ProviderError>, ApiError> {
    let known = Known { payment: &payment.id, charge: payment.charge_id.as_deref() };
    let mut outcome = match provider.ask(known).await {
        Ok(outcome @ (Outcome::Pending | Outcome::Underway)) => outcome,
        Ok(outcome) => return Ok(Ok(Told { outcome, worth: true })),
        Err(error) => return Ok(Err(error)),
    };
    let order = order::Entity::find_by_id(&payment.order_id).one(&state.db.read).await?;
    let order = order.ok_or_else(|| ApiError::internal("a payment has no order"))?;
    if outcome == Outcome::Pending && order.state != OrderState::AwaitingPayment.as_str() {
        outcome = match provider.close(known).await {
            Ok(outcome) => outcome,
            Err(error) => return Ok(Err(error)),
        };
    }
    let patience = if outcome == Outcome::Underway { UNDERWAY } else { AFTER_HOLD };
    let until = UnixMillis(order.hold_expires_at).plus(patience);
    Ok(Ok(Told { outcome, worth: state.clock.now() < until }))
}

/// Has the undecided payments of orders asked about in the next round, after these orders ceased to wait for
/// them. It is not part of what made them cease, which locks orders first and payments last: a payment
/// that is settled does it the other way round. What is missed here is asked about later.
pub async fn soon(state: &AppState, orders: impl IntoIterator<Item = &str>) {
    let now = state.clock.now().0;
    let orders: Vec<_> = orders.into_iter().collect();
    let work = async |tx: Tx| -> Result<(), ApiError> {
        payment::Entity::update_many()
            .col_expr(payment::Column::NextAskAt, Expr::value(now))
            .filter(payment::Column::OrderId.is_in(orders.iter().copied()))
            .filter(payment::Column::State.eq(PaymentState::Pending.as_str()))
            .filter(payment::Column::NextAskAt.gt(now))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    match state.db.writing(work).await {
        Ok(()) => state.payments.wake(),
        Err(error) => tracing::warn!(%error, "payments of closed orders wait for their turn"),
    }
}

/// The same for the other payments of a payment's order.
pub async fn soon_beside(state: &AppState, payment: &str) {
    match payment::Entity::find_by_id(payment).one(&state.db.read).await {
        Ok(Some(payment)) => soon(state, [payment.order_id.as_str()]).await,
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "payments of a paid order wait for their turn"),
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
