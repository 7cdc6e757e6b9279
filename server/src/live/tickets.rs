//! Viewers' tickets. A ticket names a room and a viewer at random and is signed, so none is kept: whoever shows one
//! has it from here.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use picklive_contract::{headers::VIEWER, problem::ProblemKind};
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};
use sha2::Sha256;
use tokio::sync::OnceCell;

use crate::{
    ApiError, AppState,
    db::{Tx, entities::settings as row},
    random,
};

/// Key of the secret among the settings.
const KEY: &str = "viewers";

/// What tickets are signed with: the same for all processes, read once.
#[derive(Clone, Debug, Default)]
pub struct Secret(Arc<OnceCell<String>>);

/// A ticket to a room: a person's is always the same, so that nobody is several viewers by entering again; a guest
/// who shows none is one who was not there before.
///
/// # Errors
/// When the secret cannot be read.
pub async fn issue(state: &AppState, room: &str, person: Option<&str>) -> Result<String, ApiError> {
    let secret = secret(state).await?;
    let viewer = match person {
        Some(person) => {
            let viewer = mac(secret, room, &format!("person\n{person}")).finalize().into_bytes();
            URL_SAFE_NO_PAD.encode(viewer)
        }
        None => random::id(),
    };
    Ok(written(secret, room, &viewer))
}

/// The viewer whose ticket to `room` a request carries; `None` without one that is good.
///
/// # Errors
/// When the secret cannot be read.
pub async fn viewer(
    state: &AppState,
    room: &str,
    headers: &HeaderMap,
) -> Result<Option<String>, ApiError> {
    Ok(shown(state, room, headers).await?.map(|(viewer, _)| viewer))
}

/// The viewer as [`viewer`], and the ticket that says so.
///
/// # Errors
/// When the secret cannot be read.
pub async fn shown(
    state: &AppState,
    room: &str,
    headers: &HeaderMap,
) -> Result<Option<(String, String)>, ApiError> {
    let lines = headers.get_all(VIEWER).iter().filter_map(|line| line.to_str().ok());
    // A line over several rooms may carry a ticket to each.
    let tickets = lines.flat_map(|line| line.split(',')).map(str::trim).take(MOST);
    let tickets: Vec<_> = tickets.filter(|ticket| !ticket.is_empty()).collect();
    if tickets.is_empty() {
        return Ok(None);
    }
    let secret = secret(state).await?;
    let good = |ticket: &str| Some((read(secret, room, ticket)?, ticket.to_owned()));
    Ok(tickets.into_iter().find_map(good))
}

/// Most tickets of one request.
const MOST: usize = picklive_contract::events::TOPICS_MAX;

/// The viewer, as [`viewer`].
///
/// # Errors
/// 401 without a ticket that is good.
pub async fn needed(state: &AppState, room: &str, headers: &HeaderMap) -> Result<String, ApiError> {
    let status = StatusCode::UNAUTHORIZED;
    let title = "A viewer's ticket to this room is needed";
    let missing = || ApiError::problem(ProblemKind::SignInNeeded, status, title);
    viewer(state, room, headers).await?.ok_or_else(missing)
}

fn written(secret: &str, room: &str, viewer: &str) -> String {
    let mac = mac(secret, room, viewer).finalize().into_bytes();
    format!("{room}.{viewer}.{}", URL_SAFE_NO_PAD.encode(mac))
}

/// The viewer of a ticket to `room`; `None` when it is none.
pub fn read(secret: &str, room: &str, ticket: &str) -> Option<String> {
    let (viewer, signed) = ticket.strip_prefix(room)?.strip_prefix('.')?.split_once('.')?;
    let signed = URL_SAFE_NO_PAD.decode(signed).ok()?;
    mac(secret, room, viewer).verify_slice(&signed).ok().map(|()| viewer.into())
}

fn mac(secret: &str, room: &str, viewer: &str) -> Hmac<Sha256> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        unreachable!("a key of any length will do")
    };
    mac.update([room, viewer].join("\n").as_bytes());
    mac
}

/// What tickets are signed with.
///
/// # Errors
/// When it cannot be read.
pub async fn secret(state: &AppState) -> Result<&String, ApiError> {
    state.live.secret.0.get_or_try_init(|| find_or_make(state)).await
}

/// Of several processes that make one at once, the first one's counts.
async fn find_or_make(state: &AppState) -> Result<String, ApiError> {
    if let Some(found) = row::Entity::find_by_id(KEY).one(&state.db.read).await? {
        return Ok(serde_json::from_str(&found.value)?);
    }
    let value = serde_json::to_string(&random::secret())?;
    let value = &value;
    let work = |tx: Tx| async move {
        let made = row::ActiveModel { key: Set(KEY.into()), value: Set(value.clone()) };
        let taken = OnConflict::column(row::Column::Key).do_nothing().to_owned();
        row::Entity::insert(made).on_conflict(taken).exec_without_returning(&*tx).await?;
        let kept = row::Entity::find_by_id(KEY).one(&*tx).await?;
        kept.ok_or_else(|| ApiError::internal("the secret of tickets is gone"))
    };
    Ok(serde_json::from_str(&state.db.writing(work).await?.value)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_for_its_room_and_as_it_was_written() {
        let ticket = written("s", "tea", "v-1");
        assert_eq!(read("s", "tea", &ticket).as_deref(), Some("v-1"));
        assert_eq!(read("s", "te", &ticket), None);
        assert_eq!(read("other", "tea", &ticket), None);
        assert_eq!(read("s", "tea", &ticket.replace("v-1", "v-2")), None);
        for bad in ["", "tea", "tea.", "tea.v", "tea.v.", "tea..", "tea.v-1.AAAA", &ticket[1..]] {
            assert_eq!(read("s", "tea", bad), None, "{bad}");
        }
        let forged = written("s", "tea.v", "1");
        assert_eq!(read("s", "tea", &forged), None, "parts cannot be moved");
    }
}
