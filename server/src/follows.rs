//! Following hosts: who follows is written to when a room of theirs begins.
//!
//! A follow is a row of two persons, so a person follows once however often they tap. That a room begins is noted in
//! the transaction that starts it, as one row whatever the number of followers ([`calls`]); the letters are written
//! from it in batches, each follower once.

pub mod calls;

use axum::{Router, http::StatusCode};
use picklive_contract::{
    Endpoint, Lang,
    follows::{Follow, FollowHost, GetFollow, UnfollowHost},
    problem::ProblemKind,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::OnConflict,
};

use crate::{
    ApiError, AppState,
    account::Caller,
    db::{Tx, entities::follow, inserted},
    http::{Answer, Call, route},
    live,
};

/// The routes of follows.
pub fn router() -> Router<AppState> {
    Router::new().merge(route(show)).merge(route(begin)).merge(route(end))
}

/// `GET /v1/rooms/{id}/follow`.
async fn show(call: Call<GetFollow>) -> Result<Answer<GetFollow>, ApiError> {
    let (state, caller) = (&call.state, Caller::of(&call).await?);
    let host = live::host_of(state, call.at.as_str()).await?;
    let following = match &caller.person {
        Some(person) => of(&state.db.read, &host, person.as_str()).await?.is_some(),
        None => false,
    };
    stands(&state.db.read, &host, following).await
}

/// `POST /v1/rooms/{id}/follow`.
async fn begin(call: Call<FollowHost>) -> Result<Answer<FollowHost>, ApiError> {
    let (state, caller) = (&call.state, Caller::of(&call).await?);
    let person = caller.person()?.as_str();
    let host = live::host_of(state, call.at.as_str()).await?;
    if host == person {
        let title = "A host does not follow themselves";
        return Err(ApiError::problem(ProblemKind::Forbidden, StatusCode::FORBIDDEN, title));
    }
    let lang = call.ask.lang.as_deref().and_then(Lang::parse).map(|lang| lang.tag().to_owned());
    let (host, now) = (host.as_str(), state.clock.now());
    live::may_follow(state, person)?;
    let work = |tx: Tx| {
        let row = follow::ActiveModel {
            host_id: Set(host.into()),
            person_id: Set(person.into()),
            lang: Set(lang.clone()),
            followed_at: Set(now.0),
        };
        let mut again = OnConflict::columns([follow::Column::HostId, follow::Column::PersonId]);
        let again = match &lang {
            Some(_) => again.update_column(follow::Column::Lang),
            None => again.do_nothing(),
        };
        let again = again.to_owned();
        async move {
            let insert = follow::Entity::insert(row).on_conflict(again);
            inserted(insert.exec_without_returning(&*tx).await)?;
            Ok(())
        }
    };
    state.db.writing(work).await?;
    stands(&state.db.read, host, true).await
}

/// `DELETE /v1/rooms/{id}/follow`.
async fn end(call: Call<UnfollowHost>) -> Result<Answer<UnfollowHost>, ApiError> {
    let (state, caller) = (&call.state, Caller::of(&call).await?);
    let person = caller.person()?.as_str();
    let host = live::host_of(state, call.at.as_str()).await?;
    let host = host.as_str();
    live::may_follow(state, person)?;
    let work = |tx: Tx| async move {
        follow::Entity::delete_by_id((host.into(), person.into())).exec(&*tx).await?;
        Ok(())
    };
    state.db.writing(work).await?;
    stands(&state.db.read, host, false).await
}

/// Where somebody stands with a host. All are counted, so that is not done while others wait to write.
async fn stands<E: Endpoint<Answer = Follow>>(
    conn: &impl ConnectionTrait,
    host: &str,
    following: bool,
) -> Result<Answer<E>, ApiError> {
    Answer::private(&Follow { following, followers: count(conn, host).await? })
}

/// A person's follow of a host.
///
/// # Errors
/// When the database does not answer.
pub async fn of(
    conn: &impl ConnectionTrait,
    host: &str,
    person: &str,
) -> Result<Option<follow::Model>, ApiError> {
    Ok(follow::Entity::find_by_id((host.into(), person.into())).one(conn).await?)
}

/// How many follow a host.
///
/// # Errors
/// When the database does not answer.
pub async fn count(conn: &impl ConnectionTrait, host: &str) -> Result<i64, ApiError> {
    let all = follow::Entity::find().filter(follow::Column::HostId.eq(host)).count(conn).await?;
    Ok(i64::try_from(all).unwrap_or(i64::MAX))
}
