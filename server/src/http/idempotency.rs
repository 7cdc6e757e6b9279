//! A purchase is one purchase: a repeated request gets the first answer.
//!
//! The key is stored in the transaction that does the work, so there is never a key without its effect
//! nor an effect without its key. Of two requests with one key at the same moment one does the work and
//! the other gets its answer. A failed request leaves no trace and may be repeated. Keys are scoped to
//! caller and endpoint. A guest has no name, so for guests the key itself, being at least 122 random
//! bits, is what only the caller knows: whoever repeats it, is taken for the same guest.

use std::future::Future;

use axum::http::StatusCode;
use picklive_contract::{Endpoint, UnixMillis, headers, problem::ProblemKind, time::DAY};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};

use super::{Answer, Call};
use crate::{
    ApiError, AppState,
    account::Caller,
    db::{Tx, entities::idempotency as row},
    random,
};

/// How long an answer is kept for repeats, in milliseconds.
pub const KEPT: i64 = DAY;

/// What a repeated request has in common with the first.
#[derive(Clone, Debug)]
pub struct Wish {
    endpoint: String,
    key: String,
    body_hash: String,
}

impl Wish {
    /// Reads the key of a request.
    ///
    /// # Errors
    /// 400 `idempotency-key-missing` without a key of at least 22 characters of base64url (or a UUID).
    pub fn of<E: Endpoint>(call: &Call<E>) -> Result<Self, ApiError> {
        let key = call.headers.get(headers::IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok());
        let key = key.filter(|key| headers::can_be_key(key)).ok_or_else(|| {
            let title = "An Idempotency-Key of at least 128 random bits is needed";
            ApiError::problem(ProblemKind::KeyMissing, StatusCode::BAD_REQUEST, title)
        })?;
        let body = [call.path.as_bytes(), b"\n", &call.body].concat();
        Ok(Self {
            endpoint: format!("{} {}", E::METHOD.as_str(), E::PATH),
            // Its digest: a guest's key to the order follows from the key itself.
            key: random::digest(key),
            body_hash: random::digest(body),
        })
    }

    /// Reads the key of a request that may go without one.
    ///
    /// # Errors
    /// As [`Wish::of`], for a key that is none.
    pub fn if_any<E: Endpoint>(call: &Call<E>) -> Result<Option<Self>, ApiError> {
        let has = call.headers.contains_key(headers::IDEMPOTENCY_KEY);
        has.then(|| Self::of(call)).transpose()
    }

    /// The note that it got this answer, for what is done for several wishes together ([`keep`]).
    pub fn note(
        &self,
        caller: &Caller,
        status: StatusCode,
        answer: String,
        now: UnixMillis,
    ) -> row::Model {
        let (scope, endpoint, key) = self.primary_key(caller);
        let body_hash = self.body_hash.clone();
        let status = status.as_u16().into();
        row::Model { scope, endpoint, key, body_hash, status, answer, at: now.0 }
    }

    fn primary_key(&self, caller: &Caller) -> (String, String, String) {
        (caller.scope.clone(), self.endpoint.clone(), self.key.clone())
    }
}

/// The answer a wish got before, if it is a repeat. Reading only: a cheap look before the real thing.
///
/// # Errors
/// 422 `idempotency-key-reused` when the key came with another body.
pub async fn recall<E: Endpoint>(
    state: &AppState,
    caller: &Caller,
    wish: &Wish,
) -> Result<Option<Answer<E>>, ApiError> {
    let found = row::Entity::find_by_id(wish.primary_key(caller)).one(&state.db.read).await?;
    found.map(|found| repeat(found, wish)).transpose()
}

/// Forgets a wish whose effect outside the database failed after it was noted: it may be tried again.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(state: &AppState, caller: &Caller, wish: &Wish) -> Result<(), ApiError> {
    let work = |tx: Tx| async move {
        row::Entity::delete_by_id(wish.primary_key(caller)).exec(&*tx).await?;
        Ok(())
    };
    state.db.writing(work).await
}

/// Does `work` once for a wish, in one transaction with the note that it was done.
///
/// # Errors
/// 422 `idempotency-key-reused` when the key came with another body; else what `work` returns.
pub async fn idempotent<E, W, F>(
    state: &AppState,
    caller: &Caller,
    wish: &Wish,
    work: W,
) -> Result<Answer<E>, ApiError>
where
    E: Endpoint,
    W: Fn(Tx) -> F,
    F: Future<Output = Result<Answer<E>, ApiError>>,
{
    let (work, now) = (&work, state.clock.now().0);
    let run = |tx: Tx| async move {
        let claim = row::ActiveModel {
            scope: Set(caller.scope.clone()),
            endpoint: Set(wish.endpoint.clone()),
            key: Set(wish.key.clone()),
            body_hash: Set(wish.body_hash.clone()),
            status: Set(0),
            answer: Set(String::new()),
            at: Set(now),
        };
        let columns = [row::Column::Scope, row::Column::Endpoint, row::Column::Key];
        // PostgreSQL waits here for another transaction with the same key; SQLite has one writer.
        let claimed = row::Entity::insert(claim)
            .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
            .exec_without_returning(&*tx)
            .await?;
        if claimed == 0 {
            let first = row::Entity::find_by_id(wish.primary_key(caller)).one(&*tx).await?;
            let first = first.ok_or_else(|| ApiError::internal("a claimed key is gone"))?;
            return repeat(first, wish);
        }
        let answer = work(Tx::clone(&tx)).await?;
        row::Entity::update_many()
            .col_expr(row::Column::Status, i32::from(answer.status.as_u16()).into())
            .col_expr(row::Column::Answer, answer.json.clone().into())
            .filter(row::Column::Scope.eq(caller.scope.as_str()))
            .filter(row::Column::Endpoint.eq(wish.endpoint.as_str()))
            .filter(row::Column::Key.eq(wish.key.as_str()))
            .exec(&*tx)
            .await?;
        Ok(answer)
    };
    state.db.writing(run).await
}

/// Keeps notes of one endpoint, each key once; those that are there then: of a key that had one before, the first.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(tx: &Tx, notes: &[row::Model]) -> Result<Vec<row::Model>, ApiError> {
    if notes.is_empty() {
        return Ok(Vec::new());
    }
    // In one order everywhere: two transactions with the same keys wait for each other in turn.
    let mut sorted: Vec<&row::Model> = notes.iter().collect();
    sorted.sort_unstable_by_key(|note| (&note.scope, &note.key));
    let rows = sorted.into_iter().map(|note| row::ActiveModel::from(note.clone()).reset_all());
    let columns = [row::Column::Scope, row::Column::Endpoint, row::Column::Key];
    row::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    kept(tx, notes).await
}

/// What is kept under the keys of these notes, which are all of one endpoint.
///
/// # Errors
/// When the database does not answer.
pub async fn kept(tx: &Tx, notes: &[row::Model]) -> Result<Vec<row::Model>, ApiError> {
    let Some(endpoint) = notes.first().map(|note| note.endpoint.as_str()) else {
        return Ok(Vec::new());
    };
    let there = row::Entity::find()
        .filter(row::Column::Endpoint.eq(endpoint))
        .filter(row::Column::Scope.is_in(notes.iter().map(|note| note.scope.as_str())))
        .filter(row::Column::Key.is_in(notes.iter().map(|note| note.key.as_str())));
    Ok(there.all(&**tx).await?)
}

/// The first answer, for a wish that comes again.
///
/// # Errors
/// 422 `idempotency-key-reused` when the key came with another body.
pub fn repeat<E: Endpoint>(first: row::Model, wish: &Wish) -> Result<Answer<E>, ApiError> {
    if first.body_hash != wish.body_hash {
        let title = "This key came with another body";
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(ApiError::problem(ProblemKind::KeyReused, status, title));
    }
    let status = u16::try_from(first.status).ok().and_then(|s| StatusCode::from_u16(s).ok());
    Ok(Answer::written(status.unwrap_or(StatusCode::OK), first.answer))
}
