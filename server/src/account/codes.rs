//! `POST /v1/session/codes`: sends a one-time code. The answer is the same whether or not anybody is
//! known by the contact.

use axum::http::StatusCode;
use picklive_contract::{
    account::{CodeSent, ContactKind, SendCode},
    problem::ProblemKind,
    time::MINUTE,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{Caller, contact, limits, pumping};
use crate::{
    ApiError,
    db::{Tx, entities::code},
    http::{
        Answer, Call, Wish, address,
        idempotency::{forget, recall},
        idempotent,
    },
    random,
};

/// How long a code is good, in milliseconds.
pub const GOOD_FOR: i64 = 10 * MINUTE;

/// How a code is kept: with the row's random id as salt.
pub fn digest(id: &str, code: &str) -> String {
    random::digest(format!("{id}:{code}"))
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
    let (wish, nobody) = (Wish::if_any(&call)?, Caller::nobody(call.address));
    if let Some(wish) = &wish
        && let Some(first) = recall(state, &nobody, wish).await?
    {
        return Ok(first);
    }
    let (now, id) = (state.clock.now(), random::id());
    let number = format!("{:06}", rand::random_range(0..1_000_000));
    let row = code::ActiveModel {
        code_hash: Set(digest(&id, &number)),
        id: Set(id),
        kind: Set(call.ask.kind.as_str().into()),
        value: Set(value.clone()),
        tries: Set(0),
        address: Set(address::key(call.address)),
        created_at: Set(now.0),
        expires_at: Set(now.plus(GOOD_FOR).0),
        used_at: Set(None),
        strange_tries: Set(0),
    };
    let tells = sender.tells() && !address::is_forwarded(&call.headers);
    let sent = &CodeSent {
        to: contact::hidden(&value),
        expires_at: now.plus(GOOD_FOR),
        again_at: now.plus(limits::AGAIN),
        demo_code: tells.then(|| number.clone()),
    };
    let (row, kind, to) = (&row, call.ask.kind.as_str(), value.as_str());
    let gateway = state.carriers.gateway.as_ref();
    let store = |tx: Tx| async move {
        let requester = row.address.as_ref();
        let is_stranger = limits::check(&tx, kind, to, requester, now).await?;
        if kind == ContactKind::Phone.as_str() {
            pumping::check(&tx, requester, is_stranger, gateway, now).await?;
        }
        code::Entity::insert(row.clone()).exec_without_returning(&*tx).await?;
        Answer::private(sent)
    };
    let answer = match &wish {
        Some(wish) => idempotent(state, &nobody, wish, store).await?,
        None => state.db.writing(store).await?,
    };
    // Of two requests with one key, the one whose code was written sends it.
    let mine = code::Entity::find_by_id(row.id.as_ref()).one(&state.db.read).await?;
    if mine.is_none() {
        return Ok(answer);
    }
    if let Err(error) = sender.send(&call.ask.kind, to, &number).await {
        tracing::error!(%error, "a code could not be sent");
        let id = row.id.as_ref();
        state.db.writing(|tx| never_sent(tx, id)).await?;
        if let Some(wish) = &wish {
            forget(state, &nobody, wish).await?;
        }
        let title = "The code could not be sent";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return Err(ApiError::problem(ProblemKind::Unavailable, status, title));
    }
    Ok(answer)
}

/// A code that could not be sent does not count against its contact, which may ask again at once; it still
/// counts against the address, or a broken mail server would be asked without end.
async fn never_sent(tx: Tx, id: &str) -> Result<(), ApiError> {
    code::Entity::update_many()
        .col_expr(code::Column::Value, Expr::value(""))
        .filter(code::Column::Id.eq(id))
        .exec(&*tx)
        .await?;
    Ok(())
}
