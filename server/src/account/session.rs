//! Sessions: a random token, kept as its hash; a cookie for the shop's own pages, a bearer for others.

use axum::http::{HeaderValue, header};
use picklive_contract::{
    DealId, PersonId,
    account::{ContactKind, GetSession, Person, Session, SignOut},
    time::DAY,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::{caller::token, contact::hidden};
use crate::{
    ApiError, AppState,
    config::Config,
    db::entities::{deal, deal_buyer, drop, person, session},
    http::{Answer, Call},
    random,
};

/// How long a session lasts, in milliseconds.
pub const LASTS: i64 = 60 * DAY;

/// The cookie's name; with https the browser itself keeps it to https and, unless the shop is one of
/// several below one host, to this host.
pub fn cookie_name(config: &Config) -> &'static str {
    match (config.is_secure(), config.base()) {
        (true, "/") => "__Host-picklive",
        (true, _) => "__Secure-picklive",
        (false, _) => "picklive",
    }
}

/// The header that sets the cookie, or removes it when there is no token.
pub fn set_cookie(config: &Config, token: Option<&str>) -> HeaderValue {
    let age = if token.is_some() { LASTS / 1_000 } else { 0 };
    let secure = if config.is_secure() { "; Secure" } else { "" };
    let (name, token, base) = (cookie_name(config), token.unwrap_or(""), config.base());
    let text =
        format!("{name}={token}; Path={base}; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// The person of a token whose session has not ended.
pub async fn person(state: &AppState, token: &str) -> Result<Option<person::Model>, ApiError> {
    let session = session::Entity::find_by_id(random::digest(token))
        .filter(session::Column::ExpiresAt.gt(state.clock.now().0))
        .one(&state.db.read)
        .await?;
    let Some(session) = session else { return Ok(None) };
    Ok(person::Entity::find_by_id(session.person_id).one(&state.db.read).await?)
}

/// What is told of a person.
pub fn shown(person: &person::Model) -> Person {
    Person {
        id: PersonId(person.id.clone()),
        contact: hidden(&person.value),
        kind: ContactKind::from(person.kind.as_str()),
    }
}

/// `GET /v1/session`.
pub async fn show(call: Call<GetSession>) -> Result<Answer<GetSession>, ApiError> {
    let person = match token(&call.state.config, &call.method, &call.headers)? {
        Some(token) => person(&call.state, &token).await?,
        None => None,
    };
    let used_up = match &person {
        Some(person) => used_up(&call.state, &person.id).await?,
        None => Vec::new(),
    };
    Answer::private(&Session { person: person.as_ref().map(shown), token: None, used_up })
}

/// The deals, on now or announced, of which a person holds or has bought all that one person may.
///
/// # Errors
/// When the database does not answer.
pub async fn used_up(state: &AppState, person: &str) -> Result<Vec<DealId>, ApiError> {
    let coming = drop::Entity::find()
        .select_only()
        .column(drop::Column::Id)
        .filter(drop::Column::ClosesAt.gt(state.clock.now().0))
        .into_query();
    let limited = deal::Entity::find()
        .filter(deal::Column::PersonLimit.is_not_null())
        .filter(deal::Column::DropId.in_subquery(coming))
        .all(&state.db.read)
        .await?;
    let ids = limited.iter().map(|deal| deal.id.as_str());
    let had = deal_buyer::Entity::find()
        .filter(deal_buyer::Column::PersonId.eq(person))
        .filter(deal_buyer::Column::DealId.is_in(ids))
        .all(&state.db.read)
        .await?;
    let is_used_up = |deal: &deal::Model| {
        let mine = had.iter().find(|had| had.deal_id == deal.id).map_or(0, |had| had.units);
        deal.person_limit.is_some_and(|limit| mine >= i64::from(limit))
    };
    Ok(limited.iter().filter(|deal| is_used_up(deal)).map(|deal| DealId(deal.id.clone())).collect())
}

/// `DELETE /v1/session`: ends the session that was presented, and removes the cookie.
pub async fn sign_out(call: Call<SignOut>) -> Result<Answer<SignOut>, ApiError> {
    let config = &call.state.config;
    if let Some(token) = token(config, &call.method, &call.headers)? {
        let hash = &random::digest(token);
        let end = |tx: crate::db::Tx| async move {
            session::Entity::delete_by_id(hash.clone()).exec(&*tx).await?;
            Ok(())
        };
        call.state.db.writing(end).await?;
    }
    let answer = Answer::private(&Session::default())?;
    Ok(answer.header(header::SET_COOKIE, set_cookie(config, None)))
}
