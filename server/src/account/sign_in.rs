//! `POST /v1/session`: signs in with a code. Every sign-in makes a new token; the one that was presented,
//! if any, ends.

use axum::http::{StatusCode, header};
use picklive_contract::{
    UnixMillis,
    account::{ContactKind, Session, SignIn},
    problem::ProblemKind,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};
use subtle::ConstantTimeEq;

use super::{caller::token, codes::digest, contact, session};
use crate::{
    ApiError,
    db::{
        Tx,
        entities::{code, person, session as row},
    },
    http::{
        Answer, Call,
        cors::{Site, site},
    },
    random,
};

/// Tries of one code.
const TRIES: i32 = 5;

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
    let (secret, now) = (random::secret(), state.clock.now());
    let (kind, to) = (&call.ask.contact.kind, value.as_str());
    let (typed, before, fresh) = (call.ask.code.trim(), before.as_deref(), secret.as_str());
    let work = |tx: Tx| async move {
        // A wrong try must stay counted, so it is no error inside the transaction.
        if !try_code(&tx, kind, to, typed, now).await? {
            return Ok(None);
        }
        let person = find_or_add(&tx, kind, to, now).await?;
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
        Ok(Some(person))
    };
    let person = state.db.writing(work).await?.ok_or_else(|| {
        let title = "The code is wrong, used or too old";
        ApiError::problem(ProblemKind::WrongCode, StatusCode::UNPROCESSABLE_ENTITY, title)
    })?;
    let shown = Some(session::shown(&person));
    if from == Site::Allowed {
        return Answer::private(&Session { person: shown, token: Some(secret) });
    }
    let answer = Answer::private(&Session { person: shown, token: None })?;
    Ok(answer.header(header::SET_COOKIE, session::set_cookie(config, Some(&secret))))
}

/// Counts a try of the contact's latest code, and uses the code up when it is the right one.
async fn try_code(
    tx: &Tx,
    kind: &ContactKind,
    value: &str,
    typed: &str,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let latest = code::Entity::find()
        .filter(code::Column::Kind.eq(kind.as_str()))
        .filter(code::Column::Value.eq(value))
        .order_by_desc(code::Column::CreatedAt)
        .one(&**tx)
        .await?;
    let Some(latest) = latest else { return Ok(false) };
    let counted = code::Entity::update_many()
        .col_expr(code::Column::Tries, Expr::col(code::Column::Tries).add(1))
        .filter(code::Column::Id.eq(latest.id.as_str()))
        .filter(code::Column::Tries.lt(TRIES))
        .filter(code::Column::UsedAt.is_null())
        .filter(code::Column::ExpiresAt.gt(now.0))
        .exec(&**tx)
        .await?;
    let right = digest(&latest.id, typed).as_bytes().ct_eq(latest.code_hash.as_bytes());
    if counted.rows_affected == 0 || !bool::from(right) {
        return Ok(false);
    }
    code::Entity::update_many()
        .col_expr(code::Column::UsedAt, Expr::value(now.0))
        .filter(code::Column::Id.eq(latest.id))
        .exec(&**tx)
        .await?;
    Ok(true)
}

async fn find_or_add(
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
