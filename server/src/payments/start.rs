//! `POST /v1/orders/{id}/payments`: starts an attempt to pay.
//!
//! The row comes first, then the provider is told, outside any transaction. The row's id follows from the
//! idempotency key and the provider makes one charge an id, so a repeat after a crash finds its attempt.

use axum::http::StatusCode;
use picklive_contract::{
    Money, UnixMillis,
    headers::IDEMPOTENCY_KEY,
    orders::OrderState,
    payments::{Action, PaymentAsk, PaymentState, StartPayment},
    problem::ProblemKind,
    time::SECOND,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use url::Url;

use super::{
    addresses, asks,
    provider::{ChargeAsk, PaymentProvider, ProviderError, Started},
    sandbox,
};
use crate::{
    ApiError, AppState,
    account::Caller,
    db::{
        Tx,
        entities::{order, order_line, payment},
    },
    http::{Answer, Call, Wish, idempotency::recall, idempotent},
    orders::{ceilings, own, view},
    random,
    storefront::settings::{self, Settings},
};

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
    let (ask, back_to) = (&call.ask, back.as_ref());
    let draft = Draft { order: &order.id, ask, back: back_to, key, provider, settings };
    let payment = match state.db.writing(|tx| write(tx, state, &draft)).await {
        Ok(payment) => payment,
        // A repeat may find that the first has paid the order meanwhile.
        Err(refusal) => return recall(state, &caller, &wish).await?.ok_or(refusal),
    };
    let asked = ChargeAsk {
        payment: payment.id.clone(),
        charge: payment.charge_id.clone(),
        started_at: UnixMillis(payment.started_at),
        number: order.number.clone(),
        amount: Money::new(payment.amount, view::currency(&order)?),
        method: payment.method.clone(),
        client: call.ask.client.clone(),
        address: call.address,
        openid: call.ask.openid.clone(),
        return_url: back,
        hold_expires_at: UnixMillis(order.hold_expires_at),
        base,
        instructions: settings.instructions.clone(),
    };
    let started = match provider.start(asked).await {
        Ok(started) => started,
        Err(error) => {
            state.db.writing(|tx| give_up(tx, &payment.id, state.clock.now())).await?;
            return Err(refusal(&payment.id, error));
        }
    };
    let currency = view::currency(&order)?;
    let note = |tx: Tx| note(tx, &payment.id, &started, currency);
    idempotent(state, &caller, &wish, note).await
}

struct Draft<'a> {
    order: &'a str,
    ask: &'a PaymentAsk,
    back: Option<&'a Url>,
    key: &'a [u8],
    provider: &'a dyn PaymentProvider,
    settings: &'a Settings,
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

/// Writes the attempt, or finds the open one that this order has for the same method and way back: going
/// back and forth does not leave two charges behind.
async fn write(tx: Tx, state: &AppState, draft: &Draft<'_>) -> Result<payment::Model, ApiError> {
    let now = state.clock.now();
    let order = order::Entity::find_by_id(draft.order).lock_exclusive().one(&*tx).await?;
    let order = order.ok_or_else(ApiError::not_found)?;
    if order.state != OrderState::AwaitingPayment.as_str() || order.hold_expires_at <= now.0 {
        let title = "The order no longer awaits payment";
        return Err(ApiError::problem(ProblemKind::WrongState, StatusCode::CONFLICT, title));
    }
    let mine = payment::Entity::find().filter(payment::Column::OrderId.eq(draft.order));
    let all = mine.all(&*tx).await?;
    let back = draft.back.map(ToString::to_string);
    let open = all.iter().find(|payment| {
        payment.state == PaymentState::Pending.as_str()
            && payment.method == draft.ask.method
            && payment.return_url == back
    });
    if let Some(open) = open {
        return Ok(open.clone());
    }
    let nth = all.len().to_string();
    let id =
        random::digest([draft.order.as_bytes(), b"/", draft.key, b"/", nth.as_bytes()].concat());
    let by_hand = draft.provider.is_by_hand();
    let row = payment::Model {
        id,
        order_id: order.id.clone(),
        method: draft.ask.method.clone(),
        provider: draft.provider.id().into(),
        charge_id: None,
        state: PaymentState::Pending.as_str().into(),
        amount: order.total,
        received: None,
        action: serde_json::to_string(&Action::None { instructions: None })?,
        return_url: back,
        started_at: now.0,
        settled_at: None,
        next_ask_at: (!by_hand).then(|| now.plus(asks::FIRST).0),
        asks: 0,
    };
    let insert = payment::Entity::insert(payment::ActiveModel::from(row.clone()).reset_all());
    insert.exec_without_returning(&*tx).await?;
    if by_hand {
        hold_longer(&tx, &order, draft.settings, now).await?;
    }
    Ok(row)
}

/// Money that somebody hands over takes its time, so the units stay set aside longer. Not those of a deal,
/// which others wait for, nor of ever more orders of one buyer or of guests from one address.
async fn hold_longer(
    tx: &Tx,
    order: &order::Model,
    settings: &Settings,
    now: UnixMillis,
) -> Result<(), ApiError> {
    let usual = now.plus(i64::from(settings.hold_seconds) * SECOND);
    let deals = order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(&order.id))
        .filter(order_line::Column::DealId.is_not_null())
        .count(&**tx)
        .await?;
    if deals > 0 || !ceilings::room_by_hand(tx, order, usual).await? {
        return Ok(());
    }
    let by_hand = i64::from(settings.hold_by_hand_seconds) * SECOND;
    let until = order.placed_at.saturating_add(by_hand).max(order.hold_expires_at);
    order::Entity::update_many()
        .col_expr(order::Column::HoldExpiresAt, Expr::value(until))
        .filter(order::Column::Id.eq(&order.id))
        .exec(&**tx)
        .await?;
    Ok(())
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

/// The attempt failed at its start. The provider may have a charge all the same, so it is asked.
async fn give_up(tx: Tx, id: &str, now: UnixMillis) -> Result<(), ApiError> {
    payment::Entity::update_many()
        .col_expr(payment::Column::State, Expr::value(PaymentState::Failed.as_str()))
        .col_expr(payment::Column::NextAskAt, Expr::value(now.plus(asks::FIRST).0))
        .filter(payment::Column::Id.eq(id))
        .filter(payment::Column::State.eq(PaymentState::Pending.as_str()))
        .exec(&*tx)
        .await?;
    Ok(())
}

fn refusal(payment: &str, error: ProviderError) -> ApiError {
    match error {
        ProviderError::Invalid(field, reason) => ApiError::invalid([(field, reason)]),
        ProviderError::Down(why) => {
            tracing::warn!(payment, why, "a payment could not be started");
            let title = "The payment provider did not answer";
            let status = StatusCode::SERVICE_UNAVAILABLE;
            ApiError::problem(ProblemKind::PaymentDown, status, title)
        }
    }
}
