//! `POST /v1/session`: signs in with a code. Every sign-in makes a new token; the one that was presented,
//! if any, ends.

use axum::http::{StatusCode, header};
use picklive_contract::{
    UnixMillis,
    account::{ContactKind, Session, SignIn},
    headers::IDEMPOTENCY_KEY,
    problem::ProblemKind,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

use super::{Caller, caller::token, contact, known, session, tries};
use crate::{
    ApiError,
    db::{
        Tx,
        entities::{person, session as row},
    },
    http::{
        Answer, Call, Wish, address,
        cors::{Site, site},
        idempotent,
    },
    orders::secret,
    random,
};

/// The status of a wrong code, also inside the transaction.
const WRONG: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// Signs in.
pub async fn sign_in(call: Call<SignIn>) -> Result<Answer<SignIn>, ApiError> {
    let (state, config) = (&call.state, &call.state.config);
    let from = site(config, &call.headers);
    if from == Site::Foreign {
        let title = "Sign-in from this site is not allowed";
        return Err(ApiError::problem(ProblemKind::Forbidden, StatusCode::FORBIDDEN, title));
    }
    let value = contact::normal(&call.ask.contact)
        .ok_or(ApiError::invalid([("contact.value", "malformed")]))?;
    let before = token(config, &call.method, &call.headers).unwrap_or(None);
    let before = before.map(random::digest);
    let (wish, nobody) = (Wish::if_any(&call)?, Caller::nobody(call.address));
    let key = call.headers.get(IDEMPOTENCY_KEY).map(|key| key.as_bytes());
    // With a key the kept answer has the salt in place of the token, which follows from both.
    let token_of = |salt: &str| key.map_or(salt.to_owned(), |key| secret::session(key, salt));
    let (salt, now) = (&random::secret(), state.clock.now());
    let fresh = &token_of(salt);
    let (kind, to) = (&call.ask.contact.kind, value.as_str());
    let (contact, requester) = ((kind.as_str(), to), &address::key(call.address));
    let (typed, before) = (call.ask.code.trim(), before.as_deref());
    let work = |tx: Tx| async move {
        // A wrong try must stay counted, so it is no error inside the transaction.
        if !tries::right(&tx, contact, requester, typed, now).await? {
            return Ok(Answer::private(&Session::default())?.status(WRONG));
        }
        let person = find_or_add(&tx, kind, to, now).await?;
        known::note(&tx, &person.id, requester, now).await?;
        if let Some(before) = before {
            row::Entity::delete_by_id(before.to_owned()).exec(&*tx).await?;
        }
        let session = row::ActiveModel {
            token_hash: Set(random::digest(fresh)),
            person_id: Set(person.id.clone()),
            created_at: Set(now.0),
            expires_at: Set(now.plus(session::LASTS).0),
        };
        row::Entity::insert(session).exec_without_returning(&*tx).await?;
        let person = Some(session::shown(&person));
        Answer::private(&Session { person, token: Some(salt.clone()), used_up: Vec::new() })
    };
    let done: Answer<SignIn> = match &wish {
        Some(wish) => idempotent(state, &nobody, wish, work).await?,
        None => state.db.writing(work).await?,
    };
    if done.status == WRONG {
        let title = "The code is wrong, used or too old";
        return Err(ApiError::problem(ProblemKind::WrongCode, WRONG, title));
    }
    let Session { person, token, .. } = serde_json::from_str(&done.json)?;
    let used_up = match &person {
        Some(person) => session::used_up(state, person.id.as_str()).await?,
        None => Vec::new(),
    };
    let secret = token_of(&token.unwrap_or_default());
    if from == Site::Allowed {
        return Answer::private(&Session { person, token: Some(secret), used_up });
    }
    let answer = Answer::private(&Session { person, token: None, used_up })?;
    Ok(answer.header(header::SET_COOKIE, session::set_cookie(config, Some(&secret))))
}

/// The person with this contact, in its one spelling; added when there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn find_or_add(
    tx: &Tx,
    kind: &ContactKind,
    value: &str,
    now: UnixMillis,
) -> Result<person::Model, ApiError> {
    let fresh = person::ActiveModel {
        id: Set(random::id()),
        kind: Set(kind.as_str().into()),
        value: Set(value.into()),
        created_at: Set(now.0),
    };
    let contact = [person::Column::Kind, person::Column::Value];
    person::Entity::insert(fresh)
        .on_conflict(OnConflict::columns(contact).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    person::Entity::find()
        .filter(person::Column::Kind.eq(kind.as_str()))
        .filter(person::Column::Value.eq(value))
        .one(&**tx)
        .await?
        .ok_or_else(|| ApiError::internal("a person that was just added is gone"))
}
