//! `POST /v1/session/codes`: sends a one-time code. The answer is the same whether or not anybody is
//! known by the contact.

use std::net::IpAddr;

use axum::http::StatusCode;
use picklive_contract::{
    account::{CodeSent, SendCode},
    problem::ProblemKind,
    time::MINUTE,
};
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::{contact, limits};
use crate::{
    ApiError,
    db::{Tx, entities::code},
    http::{Answer, Call},
    random,
};

/// How long a code is good, in milliseconds.
pub const GOOD_FOR: i64 = 10 * MINUTE;

/// How a code is kept: with the row's random id as salt.
pub fn digest(id: &str, code: &str) -> String {
    random::digest(format!("{id}:{code}"))
}

/// How the caller's address is kept: hashed, and for IPv6 the network that one customer gets.
fn address_key(address: IpAddr) -> String {
    let bits = match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits() >> 64 << 64,
    };
    random::digest(bits.to_be_bytes())
}

/// Sends a code.
pub async fn send(call: Call<SendCode>) -> Result<Answer<SendCode>, ApiError> {
    let state = &call.state;
    let Some(sender) = &state.sender else {
        let title = "This shop cannot send codes";
        return Err(ApiError::problem(ProblemKind::Forbidden, StatusCode::FORBIDDEN, title));
    };
    if !sender.kinds().contains(&call.ask.kind) {
        return Err(ApiError::invalid([("kind", "out-of-range")]));
    }
    let value = contact::normal(&call.ask).ok_or(ApiError::invalid([("value", "malformed")]))?;
    let (now, id) = (state.clock.now(), random::id());
    let number = format!("{:06}", rand::random_range(0..1_000_000));
    let row = code::ActiveModel {
        code_hash: Set(digest(&id, &number)),
        id: Set(id),
        kind: Set(call.ask.kind.as_str().into()),
        value: Set(value.clone()),
        tries: Set(0),
        address: Set(address_key(call.address)),
        created_at: Set(now.0),
        expires_at: Set(now.plus(GOOD_FOR).0),
        used_at: Set(None),
    };
    let (row, kind, to) = (&row, call.ask.kind.as_str(), value.as_str());
    let store = |tx: Tx| async move {
        limits::check(&tx, kind, to, row.address.as_ref(), now).await?;
        code::Entity::insert(row.clone()).exec_without_returning(&*tx).await?;
        Ok(())
    };
    state.db.writing(store).await?;
    sender.send(&call.ask.kind, to, &number).await.map_err(|error| {
        tracing::error!(%error, "a code could not be sent");
        let title = "The code could not be sent";
        ApiError::problem(ProblemKind::Unavailable, StatusCode::SERVICE_UNAVAILABLE, title)
    })?;
    Answer::private(&CodeSent {
        to: contact::hidden(to),
        expires_at: now.plus(GOOD_FOR),
        again_at: now.plus(limits::AGAIN),
        demo_code: sender.tells().then_some(number),
    })
}
