//! `POST /v1/orders/{id}/messages`: a buyer writes to the shop.

use axum::http::StatusCode;
use picklive_contract::messages::{SendMessage, Sender};
use sea_orm::{EntityTrait, QuerySelect};

use super::{limits, thread};
use crate::{
    ApiError,
    account::Caller,
    db::{Tx, entities::order},
    http::{Answer, Call, Wish, idempotent},
    orders::{own, view},
    returns::period,
};

/// Adds a message, whatever state the order is in.
pub async fn send(call: Call<SendMessage>) -> Result<Answer<SendMessage>, ApiError> {
    let (state, caller, wish) = (&call.state, Caller::of(&call).await?, Wish::of(&call)?);
    let (person, id) = (caller.person.as_ref(), call.at.as_str());
    own::find(&state.db.read, id, person, &call.headers).await?;
    if let Some(wrong) = thread::wrong(&call.ask.text) {
        return Err(ApiError::invalid([wrong]));
    }
    let (text, now) = (call.ask.text.as_str(), state.clock.now());
    let work = async |tx: Tx| {
        let order = order::Entity::find_by_id(id).lock_exclusive().one(&*tx).await?;
        let order = order.ok_or_else(ApiError::not_found)?;
        limits::check(&tx, &order, now).await?;
        thread::add(&tx, &order, &Sender::Buyer, text, now).await?;
        let told = period::as_of(view::one(&*tx, order).await?, now);
        Ok(Answer::private(&told)?.status(StatusCode::CREATED))
    };
    idempotent(state, &caller, &wish, work).await
}
