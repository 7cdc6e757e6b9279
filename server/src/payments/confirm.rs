//! The merchant has seen the money of an order that is paid by hand.

use picklive_contract::{
    Money, UnixMillis,
    payments::{Action, PaymentState},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{
    offline,
    provider::Outcome,
    settle::{Settled, settle},
};
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{order, payment},
    },
    orders::view,
    random,
};

/// Says that an order's whole sum has come by hand. The attempt the buyer started is settled; when there
/// is none (cash over the counter), one is written first.
pub async fn confirm(state: &AppState, order: &order::Model) -> Result<Settled, ApiError> {
    let now = state.clock.now();
    let payment = state.db.writing(|tx| attempt(tx, &order.id, now)).await?;
    let money = Money::new(payment.amount, view::currency(order)?);
    settle(state, &payment.id, Outcome::Paid(money)).await
}

async fn attempt(tx: Tx, id: &str, now: UnixMillis) -> Result<payment::Model, ApiError> {
    let order = order::Entity::find_by_id(id).lock_exclusive().one(&*tx).await?;
    let order = order.ok_or_else(ApiError::not_found)?;
    let open = [PaymentState::Pending.as_str(), PaymentState::Failed.as_str()];
    let found = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(id))
        .filter(payment::Column::Provider.eq(offline::ID))
        .filter(payment::Column::State.is_in(open))
        .one(&*tx)
        .await?;
    if let Some(found) = found {
        return Ok(found);
    }
    let row = payment::Model {
        id: random::id(),
        order_id: order.id,
        method: offline::ID.into(),
        provider: offline::ID.into(),
        charge_id: None,
        state: PaymentState::Pending.as_str().into(),
        amount: order.total,
        received: None,
        action: serde_json::to_string(&Action::None { instructions: None })?,
        return_url: None,
        started_at: now.0,
        settled_at: None,
        next_ask_at: None,
        asks: 0,
    };
    let insert = payment::Entity::insert(payment::ActiveModel::from(row.clone()).reset_all());
    insert.exec_without_returning(&*tx).await?;
    Ok(row)
}
