//! Attempts to pay, as rows: one for each way to pay and way back, and only so many for an order.

use axum::http::StatusCode;
use picklive_contract::{
    UnixMillis,
    orders::OrderState,
    payments::{Action, PaymentAsk, PaymentState},
    problem::ProblemKind,
    time::SECOND,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use url::Url;

use super::{asks, provider::PaymentProvider};
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{order, order_line, payment},
    },
    orders::ceilings,
    random,
    storefront::settings::Settings,
};

/// Attempts to pay one order that became charges at a provider.
const MOST: usize = 10;
/// The same with those that a provider did not answer: tapping on while one is down leaves the other ways to pay.
const TRIED: usize = 40;

/// An attempt to write.
pub struct Draft<'a> {
    /// The order's id.
    pub order: &'a str,
    /// What is asked.
    pub ask: &'a PaymentAsk,
    /// The way back, checked.
    pub back: Option<&'a Url>,
    /// The wish's key, of which the id is made.
    pub key: &'a [u8],
    /// Who is to move the money.
    pub provider: &'a dyn PaymentProvider,
    /// The shop's settings.
    pub settings: &'a Settings,
}

/// An attempt that is written.
pub struct Attempt {
    /// Its row.
    pub payment: payment::Model,
    /// Whether it was there before.
    pub again: bool,
}

/// Writes the attempt, or finds the open one that this order has for the same method and way back: going
/// back and forth does not leave two charges behind.
///
/// # Errors
/// 409 when the order waits for no payment, 429 after too many attempts.
pub async fn write(tx: Tx, state: &AppState, draft: &Draft<'_>) -> Result<Attempt, ApiError> {
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
            && way_back(payment.return_url.as_deref()) == way_back(back.as_deref())
    });
    if let Some(open) = open {
        return Ok(Attempt { payment: open.clone(), again: true });
    }
    let charges = all.iter().filter(|payment| payment.charge_id.is_some()).count();
    if charges >= MOST || all.len() >= TRIED {
        return Err(ApiError::too_many(now, UnixMillis(order.hold_expires_at)));
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
    Ok(Attempt { payment: row, again: false })
}

/// A way back, as far as it makes another attempt: what a query adds to it does not.
fn way_back(url: Option<&str>) -> Option<String> {
    let mut url = Url::parse(url?).ok()?;
    url.set_query(None);
    Some(url.into())
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
