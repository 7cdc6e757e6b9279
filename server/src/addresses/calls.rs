//! The calls of the address book. Whoever is not signed in has none, and another person's is not there.

use axum::http::StatusCode;
use picklive_contract::{
    PersonId,
    addresses::{AddAddress, AddressAsk, ChangeAddress, GetAddresses, RemoveAddress},
};

use super::{book, check};
use crate::{
    ApiError,
    account::Caller,
    db::Tx,
    http::{Answer, Call, Wish, idempotent},
};

/// `GET /v1/addresses`.
pub async fn show(call: Call<GetAddresses>) -> Result<Answer<GetAddresses>, ApiError> {
    let person = Caller::of(&call).await?.person()?.clone();
    Answer::private(&book::of(&call.state.db.read, person.as_str(), None).await?)
}

/// `POST /v1/addresses`.
pub async fn add(call: Call<AddAddress>) -> Result<Answer<AddAddress>, ApiError> {
    let (state, caller) = (&call.state, Caller::of(&call).await?);
    let (person, wish) = (checked(&caller, &call.ask)?, Wish::of(&call)?);
    let (ask, now) = (&call.ask, state.clock.now());
    let work = async |tx: Tx| {
        let id = book::add(&tx, person.as_str(), ask, now).await?;
        let book = book::of(&*tx, person.as_str(), Some(&id)).await?;
        Ok(Answer::private(&book)?.status(StatusCode::CREATED))
    };
    idempotent(state, &caller, &wish, work).await
}

/// `POST /v1/addresses/{id}`.
pub async fn change(call: Call<ChangeAddress>) -> Result<Answer<ChangeAddress>, ApiError> {
    let (state, caller) = (&call.state, Caller::of(&call).await?);
    let (person, wish) = (checked(&caller, &call.ask)?, Wish::of(&call)?);
    let (id, ask, now) = (call.at.as_str(), &call.ask, state.clock.now());
    let work = async |tx: Tx| {
        book::change(&tx, person.as_str(), id, ask, now).await?;
        Answer::private(&book::of(&*tx, person.as_str(), Some(id)).await?)
    };
    idempotent(state, &caller, &wish, work).await
}

/// `DELETE /v1/addresses/{id}`.
pub async fn remove(call: Call<RemoveAddress>) -> Result<Answer<RemoveAddress>, ApiError> {
    let (state, caller) = (&call.state, Caller::of(&call).await?);
    let (person, wish) = (caller.person()?, Wish::of(&call)?);
    let id = call.at.as_str();
    let work = async |tx: Tx| {
        book::remove(&tx, person.as_str(), id).await?;
        Answer::private(&book::of(&*tx, person.as_str(), None).await?)
    };
    idempotent(state, &caller, &wish, work).await
}

/// The signed-in person, whose address can be kept.
fn checked<'a>(caller: &'a Caller, ask: &AddressAsk) -> Result<&'a PersonId, ApiError> {
    let person = caller.person()?;
    let wrong = check::address(ask);
    if wrong.is_empty() { Ok(person) } else { Err(ApiError::invalid(wrong)) }
}
