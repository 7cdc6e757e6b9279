//! `POST /v1/orders/{id}/payments`: starts an attempt to pay.
//!
//! The row comes first, then the provider is told, outside any transaction. The row's id follows from the
//! idempotency key and the provider makes one charge an id, so a repeat after a crash finds its attempt.

use axum::http::StatusCode;
use picklive_contract::{
    Money, UnixMillis,
    headers::IDEMPOTENCY_KEY,
    payments::{PaymentAsk, PaymentState, StartPayment},
    problem::ProblemKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use url::Url;

use super::{
    addresses, asks,
    attempt::{self, Draft},
    provider::{ChargeAsk, Outcome, PaymentProvider, ProviderError, Started},
    sandbox,
    settle::settle,
};
use crate::{
    ApiError, AppState,
    account::Caller,
    db::{Tx, entities::payment},
    http::{Answer, Call, Wish, idempotency::recall, idempotent},
    orders::{own, view},
    storefront::settings,
};

/// Attempts within one call: one that turns out to be over makes room for another.
const ANEW: usize = 3;

/// Starts an attempt, or tells of the one this wish started before.
pub async fn start(call: Call<StartPayment>) -> Result<Answer<StartPayment>, ApiError> {
    let (state, caller, wish) = (&call.state, Caller::of(&call).await?, Wish::of(&call)?);
    let order = own::find(&state.db.read, call.at.as_str(), caller.person.as_ref(), &call.headers);
    let order = order.await?;
    if let Some(first) = recall(state, &caller, &wish).await? {
        return Ok(first);
    }
    let provider = offered(state, &call.ask).await?;
    if provider.id() == sandbox::ID {
        sandbox::only_at_home(&call.headers)?;
    }
    let base = addresses::base(&state.config, &call.headers)?;
    let back = addresses::back(&state.config, &base, call.ask.return_url.as_deref())?;
    let key = call.headers.get(IDEMPOTENCY_KEY).map_or(&b""[..], |key| key.as_bytes());
    let settings = &settings::get(state).await?;
    let draft =
        Draft { order: &order.id, ask: &call.ask, back: back.as_ref(), key, provider, settings };
    for _ in 0..ANEW {
        let attempt = match state.db.writing(|tx| attempt::write(tx, state, &draft)).await {
            Ok(attempt) => attempt,
            // A repeat may find that the first has paid the order meanwhile.
            Err(refusal) => return recall(state, &caller, &wish).await?.ok_or(refusal),
        };
        let payment = &attempt.payment;
        let asked = ChargeAsk {
            payment: payment.id.clone(),
            charge: payment.charge_id.clone(),
            again: attempt.again,
            started_at: UnixMillis(payment.started_at),
            number: order.number.clone(),
            amount: Money::new(payment.amount, view::currency(&order)?),
            method: payment.method.clone(),
            client: call.ask.client.clone(),
            address: call.address,
            openid: call.ask.openid.clone(),
            // As it was said first: a charge is told one way back.
            return_url: payment.return_url.as_deref().and_then(|url| Url::parse(url).ok()),
            hold_expires_at: UnixMillis(order.hold_expires_at),
            base: base.clone(),
            instructions: settings.instructions.clone(),
        };
        match provider.start(asked).await {
            Ok(started) => {
                let currency = view::currency(&order)?;
                let note = |tx: Tx| note(tx, &payment.id, &started, currency);
                return idempotent(state, &caller, &wish, note).await;
            }
            // What is so now decides whether another attempt can begin.
            Err(ProviderError::Over(outcome)) => over(state, &payment.id, outcome).await?,
            Err(error) => {
                // One that was begun before may be paid at this moment: it stays, and is asked about.
                if !attempt.again {
                    state.db.writing(|tx| give_up(tx, &payment.id, state.clock.now())).await?;
                }
                return Err(refusal(&payment.id, error));
            }
        }
    }
    Err(refusal(&order.id, ProviderError::Down("each attempt was over as it began".into())))
}

/// A charge that was begun before can no longer be started: what is known of it counts at once.
async fn over(state: &AppState, payment: &str, outcome: Outcome) -> Result<(), ApiError> {
    if matches!(outcome, Outcome::Pending | Outcome::Underway) {
        let title = "A payment of this order is under way";
        return Err(ApiError::problem(ProblemKind::WrongState, StatusCode::CONFLICT, title));
    }
    settle(state, payment, outcome).await.map(|_| ())
}

/// The provider of the method asked for, if the method works where the page is open.
async fn offered<'a>(
    state: &'a AppState,
    ask: &PaymentAsk,
) -> Result<&'a dyn PaymentProvider, ApiError> {
    let settings = settings::get(state).await?;
    let methods = super::methods(state, &settings);
    let method = methods.iter().find(|method| method.id == ask.method);
    let method = method.ok_or_else(|| ApiError::invalid([("method", "malformed")]))?;
    if !method.clients.is_empty() && !method.clients.contains(&ask.client) {
        return Err(ApiError::invalid([("client", "malformed")]));
    }
    let provider = state.payments.of_method(&ask.method);
    provider.ok_or_else(|| ApiError::invalid([("method", "malformed")]))
}

/// Notes what the provider said.
async fn note(
    tx: Tx,
    id: &str,
    started: &Started,
    currency: picklive_contract::Currency,
) -> Result<Answer<StartPayment>, ApiError> {
    payment::Entity::update_many()
        .col_expr(payment::Column::ChargeId, Expr::value(started.charge.clone()))
        .col_expr(payment::Column::Action, Expr::value(serde_json::to_string(&started.action)?))
        .filter(payment::Column::Id.eq(id))
        .exec(&*tx)
        .await?;
    let payment = payment::Entity::find_by_id(id).one(&*tx).await?;
    let payment = payment.ok_or_else(|| ApiError::internal("a payment got lost"))?;
    let told = view::payment_told(payment, true, currency)?;
    Ok(Answer::private(&told)?.status(StatusCode::CREATED))
}

/// The attempt failed at its start. The provider may have a charge all the same, so it is asked. One that a
/// second call has started meanwhile is in somebody's hands: it stays.
async fn give_up(tx: Tx, id: &str, now: UnixMillis) -> Result<(), ApiError> {
    payment::Entity::update_many()
        .col_expr(payment::Column::State, Expr::value(PaymentState::Failed.as_str()))
        .col_expr(payment::Column::NextAskAt, Expr::value(now.plus(asks::FIRST).0))
        .filter(payment::Column::Id.eq(id))
        .filter(payment::Column::State.eq(PaymentState::Pending.as_str()))
        .filter(payment::Column::ChargeId.is_null())
        .exec(&*tx)
        .await?;
    Ok(())
}

fn refusal(payment: &str, error: ProviderError) -> ApiError {
    match error {
        ProviderError::Invalid(field, reason) => ApiError::invalid([(field, reason)]),
        why @ (ProviderError::Down(_) | ProviderError::Over(_)) => {
            tracing::warn!(payment, %why, "a payment could not be started");
            let title = "The payment provider did not answer";
            let status = StatusCode::SERVICE_UNAVAILABLE;
            ApiError::problem(ProblemKind::PaymentDown, status, title)
        }
    }
}
