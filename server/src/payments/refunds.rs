//! Money that goes back: a row first, then the provider is told, until it agrees. What the merchant hands
//! back waits in [`super::owed`].

use picklive_contract::{Currency, Money, UnixMillis, payments::PaymentState, time::SECOND};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set,
    sea_query::{Expr, Value},
};

use super::{
    lanes::{self, Lane},
    provider::{RefundAsk, Refunding},
};
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{order, payment, refund},
    },
    letters::{self, Kind as News},
    orders::view,
    random,
};

/// The longest distance between two tries, in milliseconds.
const LONGEST: i64 = 3_600 * SECOND;
/// How soon money on its way is asked about again.
const SOONEST: i64 = 30 * SECOND;
/// Refunds of one lane sent in one round.
const ROUND: u64 = 100;

/// Whose money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The order's: it counts against its sum, and never more than that goes back.
    Order,
    /// Money the order never needed: a second payment, or a wrong sum.
    Surplus,
}

/// Writes down that `amount` of a payment goes back, in the currency it came in when that is not the
/// order's. The caller has locked the order's row; more than
/// was paid is refused by the database.
pub async fn add(
    tx: &DatabaseTransaction,
    payment: &payment::Model,
    kind: Kind,
    amount: i64,
    currency: Option<Currency>,
    reason: &str,
    now: UnixMillis,
) -> Result<String, ApiError> {
    let id = random::id();
    let row = refund::ActiveModel {
        id: Set(id.clone()),
        order_id: Set(payment.order_id.clone()),
        payment_id: Set(payment.id.clone()),
        kind: Set(if kind == Kind::Order { "order" } else { "surplus" }.into()),
        amount: Set(amount),
        reason: Set(reason.into()),
        state: Set("pending".into()),
        created_at: Set(now.0),
        done_at: Set(None),
        next_try_at: Set(Some(now.0)),
        tries: Set(0),
        currency: Set(currency.map(|currency| currency.code().to_owned())),
    };
    refund::Entity::insert(row).exec_without_returning(tx).await?;
    let mut whole = true;
    if kind == Kind::Order {
        let more = Expr::col(order::Column::Refunded).add(amount);
        order::Entity::update_many()
            .col_expr(order::Column::Refunded, more)
            .filter(order::Column::Id.eq(&payment.order_id))
            .exec(tx)
            .await?;
        let order = order::Entity::find_by_id(&payment.order_id).one(tx).await?;
        whole = order.is_some_and(|order| order.refunded == order.total);
    }
    if whole {
        let state = PaymentState::Refunded;
        payment::Entity::update_many()
            .col_expr(payment::Column::State, Expr::value(state.as_str()))
            .filter(payment::Column::Id.eq(&payment.id))
            .exec(tx)
            .await?;
    }
    let news = match kind {
        Kind::Surplus => News::Surplus,
        Kind::Order if whole => News::Refunded,
        Kind::Order => News::PartRefunded,
    };
    letters::announce(tx, &payment.order_id, news, &id, now).await?;
    Ok(id)
}

/// Tells the providers about every refund that is due; those that fail are tried again later, at growing
/// distance. Returns how many were done.
pub async fn send_due(state: &AppState) -> Result<u64, ApiError> {
    lanes::in_all(state, |state, lane| async move { send_lane(state, &lane).await }).await
}

/// The same for the refunds of one lane.
pub async fn send_lane(state: &AppState, lane: &Lane) -> Result<u64, ApiError> {
    let now = state.clock.now();
    let theirs = payment::Entity::find().select_only().column(payment::Column::Id);
    let theirs = theirs.filter(lane.payments()).into_query();
    let due = refund::Entity::find()
        .filter(refund::Column::PaymentId.in_subquery(theirs))
        .filter(refund::Column::State.eq("pending"))
        .filter(refund::Column::NextTryAt.lte(now.0))
        .order_by_asc(refund::Column::NextTryAt)
        .limit(ROUND)
        .all(&state.db.read)
        .await?;
    let tell = |refund: refund::Model| async move {
        // One that cannot be noted is told again, which sends nothing twice; it holds up no other.
        told(state, &refund).await.unwrap_or_else(|error| {
            tracing::error!(refund = refund.id, %error, "what became of a refund is not noted");
            0
        })
    };
    Ok(lanes::each(due, tell).await)
}

async fn told(state: &AppState, refund: &refund::Model) -> Result<u64, ApiError> {
    match send(state, refund).await {
        Ok(Sent::Taken) => return mark_done(state, refund).await,
        Ok(Sent::Underway) => look_again(state, refund).await?,
        Ok(Sent::ByHand) => wait_for_merchant(state, &refund.id).await?,
        Err(why) => {
            tracing::warn!(refund = refund.id, tries = refund.tries + 1, %why, "not refunded yet");
            again_later(state, refund).await?;
        }
    }
    Ok(0)
}

/// What became of telling a provider.
enum Sent {
    /// The money went back.
    Taken,
    /// It agreed, and the money is on its way.
    Underway,
    /// There is nobody to tell: the merchant hands it back.
    ByHand,
}

async fn send(state: &AppState, refund: &refund::Model) -> Result<Sent, String> {
    let read = &state.db.read;
    let payment = payment::Entity::find_by_id(&refund.payment_id).one(read).await;
    let payment = payment.map_err(|error| error.to_string())?.ok_or("its payment is gone")?;
    let order = order::Entity::find_by_id(&refund.order_id).one(read).await;
    let order = order.map_err(|error| error.to_string())?.ok_or("its order is gone")?;
    let amount = view::currency(&order).and_then(|own| refund.money(own));
    let amount = amount.map_err(|error| error.to_string())?;
    let provider = state.payments.provider(&payment.provider).ok_or("its provider is gone")?;
    if provider.is_by_hand() {
        return Ok(Sent::ByHand);
    }
    let ask = RefundAsk {
        refund: refund.id.clone(),
        payment: payment.id,
        charge: payment.charge_id,
        paid: Money::new(payment.received.unwrap_or(payment.amount), amount.currency),
        amount,
        tries: u32::try_from(refund.tries).unwrap_or(0),
    };
    Ok(match provider.refund(ask).await.map_err(|error| error.to_string())? {
        Refunding::Done => Sent::Taken,
        Refunding::Underway => Sent::Underway,
    })
}

/// It went back, unless a webhook has said something of it meanwhile: then it is asked about again.
async fn mark_done(state: &AppState, refund: &refund::Model) -> Result<u64, ApiError> {
    let now = state.clock.now();
    let work = async |tx: Tx| -> Result<u64, ApiError> {
        let done = refund::Entity::update_many()
            .col_expr(refund::Column::State, Expr::value("done"))
            .col_expr(refund::Column::DoneAt, Expr::value(now.0))
            .col_expr(refund::Column::NextTryAt, Expr::value(Value::BigInt(None)))
            .filter(refund::Column::Id.eq(&refund.id))
            .filter(refund::Column::State.eq("pending"))
            .filter(refund::Column::NextTryAt.eq(refund.next_try_at))
            .exec(&*tx)
            .await?;
        Ok(done.rows_affected)
    };
    let done = state.db.writing(work).await?;
    if done > 0 {
        tracing::info!(refund = refund.id, "refunded");
    }
    Ok(done)
}

/// It stays pending and is looked at no more until the merchant says that it was sent.
async fn wait_for_merchant(state: &AppState, id: &str) -> Result<(), ApiError> {
    let work = async |tx: Tx| -> Result<(), ApiError> {
        refund::Entity::update_many()
            .col_expr(refund::Column::NextTryAt, Expr::value(Value::BigInt(None)))
            .filter(refund::Column::Id.eq(id))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    state.db.writing(work).await
}

/// Money on its way has not failed: it is asked about at a distance that grows with its age.
async fn look_again(state: &AppState, refund: &refund::Model) -> Result<(), ApiError> {
    let now = state.clock.now();
    let age = now.since(UnixMillis(refund.created_at));
    next_try(state, refund, now.plus(age.clamp(SOONEST, LONGEST)), refund.tries).await
}

async fn again_later(state: &AppState, refund: &refund::Model) -> Result<(), ApiError> {
    let distance = (5 * SECOND) << refund.tries.clamp(0, 10);
    let at = state.clock.now().plus(Ord::min(distance, LONGEST));
    next_try(state, refund, at, refund.tries.saturating_add(1)).await
}

/// When it is tried again, unless a webhook has asked for it meanwhile.
async fn next_try(
    state: &AppState,
    refund: &refund::Model,
    at: UnixMillis,
    tries: i32,
) -> Result<(), ApiError> {
    let work = async |tx: Tx| -> Result<(), ApiError> {
        refund::Entity::update_many()
            .col_expr(refund::Column::NextTryAt, Expr::value(at.0))
            .col_expr(refund::Column::Tries, Expr::value(tries))
            .filter(refund::Column::Id.eq(&refund.id))
            .filter(refund::Column::State.eq("pending"))
            .filter(refund::Column::NextTryAt.eq(refund.next_try_at))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    state.db.writing(work).await
}
