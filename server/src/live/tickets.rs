//! Viewers' tickets. A ticket names a room, a viewer at random, when they entered first and when it was issued, and is
//! signed, so none is kept: whoever shows one has it from here.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use picklive_contract::{
    UnixMillis,
    headers::VIEWER,
    problem::ProblemKind,
    time::{DAY, MINUTE},
};
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

/// For how long comments and likes are taken with a ticket, in milliseconds.
const LASTS: i64 = DAY;
/// How far the clocks of two servers may differ, in milliseconds.
pub const SKEW: i64 = MINUTE;
/// Characters of a guest's viewer that say where the ticket was asked for. One in 4,096 addresses has the
/// same, so they name nobody, and are enough to know a ticket that follows a mute.
const FROM: usize = 2;
/// What stands before them; in no other viewer it does.
const MARK: char = '~';

/// A ticket that was issued here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Whose it is.
    pub viewer: String,
    /// When they entered, with the first of their tickets.
    pub entered: UnixMillis,
    /// When it was issued.
    pub issued: UnixMillis,
    /// As it was written.
    pub text: String,
}

impl Ticket {
    /// Whether who enters with it needs no other for long.
    pub fn is_young(&self, now: UnixMillis) -> bool {
        self.is_good(now) && now.since(self.issued) < LASTS / 2
    }

    fn is_good(&self, now: UnixMillis) -> bool {
        (-SKEW..LASTS).contains(&now.since(self.issued))
    }
}

/// A person's ticket: always the same viewer, so that nobody is several by entering again.
///
/// # Errors
/// When the secret cannot be read.
pub async fn of_person(state: &AppState, room: &str, person: &str) -> Result<String, ApiError> {
    let viewer = mac(secret(state).await?, room, &format!("person\n{person}"));
    first(state, room, &URL_SAFE_NO_PAD.encode(viewer.finalize().into_bytes())).await
}

/// A ticket for a guest who was not there before, and comes from the address with this key.
///
/// # Errors
/// When the secret cannot be read.
pub async fn of_guest(state: &AppState, room: &str, address: &str) -> Result<String, ApiError> {
    let from = mac(secret(state).await?, room, &format!("address\n{address}"));
    let from = URL_SAFE_NO_PAD.encode(from.finalize().into_bytes());
    first(state, room, &format!("{}{MARK}{}", random::id(), &from[..FROM])).await
}

async fn first(state: &AppState, room: &str, viewer: &str) -> Result<String, ApiError> {
    let now = state.clock.now();
    Ok(written(secret(state).await?, room, viewer, [now, now]))
}

/// A ticket of now for a viewer who had this one before: they entered when they did.
///
/// # Errors
/// When the secret cannot be read.
pub async fn again(state: &AppState, room: &str, old: &Ticket) -> Result<String, ApiError> {
    let times = [old.entered, state.clock.now()];
    Ok(written(secret(state).await?, room, &old.viewer, times))
}

/// From where a guest's ticket was asked for, as far as their viewer says it.
pub fn from(viewer: &str) -> Option<&str> {
    viewer.rsplit_once(MARK).map(|(_, from)| from)
}

/// The ticket to `room` that a request carries, however old; `None` without one that was issued here.
///
/// # Errors
/// When the secret cannot be read.
pub async fn shown(
    state: &AppState,
    room: &str,
    headers: &HeaderMap,
) -> Result<Option<Ticket>, ApiError> {
    let lines = headers.get_all(VIEWER).iter().filter_map(|line| line.to_str().ok());
    // A line over several rooms may carry a ticket to each.
    let tickets = lines.flat_map(|line| line.split(',')).map(str::trim).take(MOST);
    let tickets: Vec<_> = tickets.filter(|ticket| !ticket.is_empty()).collect();
    if tickets.is_empty() {
        return Ok(None);
    }
    let secret = secret(state).await?;
    Ok(tickets.into_iter().find_map(|ticket| read(secret, room, ticket)))
}

/// Most tickets of one request.
const MOST: usize = picklive_contract::events::TOPICS_MAX;

/// The ticket, as [`shown`].
///
/// # Errors
/// 401 without one, or with one that is too old.
pub async fn needed(state: &AppState, room: &str, headers: &HeaderMap) -> Result<Ticket, ApiError> {
    let status = StatusCode::UNAUTHORIZED;
    let title = "A viewer's ticket to this room is needed";
    let missing = || ApiError::problem(ProblemKind::SignInNeeded, status, title);
    let shown = shown(state, room, headers).await?;
    shown.filter(|ticket| ticket.is_good(state.clock.now())).ok_or_else(missing)
}

fn written(secret: &str, room: &str, viewer: &str, times: [UnixMillis; 2]) -> String {
    let [entered, issued] = times;
    let signed = format!("{viewer}.{}.{}", entered.0, issued.0);
    let mac = mac(secret, room, &signed).finalize().into_bytes();
    format!("{room}.{signed}.{}", URL_SAFE_NO_PAD.encode(mac))
}

/// A ticket to `room`; `None` when it is none.
pub fn read(secret: &str, room: &str, ticket: &str) -> Option<Ticket> {
    let (signed, mac_) = ticket.strip_prefix(room)?.strip_prefix('.')?.rsplit_once('.')?;
    let (viewer, times) = signed.split_once('.')?;
    let (entered, issued) = times.split_once('.')?;
    let mac_ = URL_SAFE_NO_PAD.decode(mac_).ok()?;
    mac(secret, room, signed).verify_slice(&mac_).ok()?;
    let [entered, issued] = [entered.parse().ok()?, issued.parse().ok()?].map(UnixMillis);
    Some(Ticket { viewer: viewer.into(), entered, issued, text: ticket.into() })
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

    const NOW: UnixMillis = UnixMillis(1_000 * DAY);

    fn viewer(secret: &str, room: &str, ticket: &str) -> Option<String> {
        read(secret, room, ticket).map(|ticket| ticket.viewer)
    }

    #[test]
    fn a_ticket_is_good_for_its_room_and_as_it_was_written() {
        let ticket = written("s", "tea", "v-1", [NOW; 2]);
        assert_eq!(viewer("s", "tea", &ticket).as_deref(), Some("v-1"));
        assert_eq!(read("s", "tea", &ticket).unwrap().issued, NOW);
        assert_eq!(viewer("s", "te", &ticket), None);
        assert_eq!(viewer("other", "tea", &ticket), None);
        assert_eq!(viewer("s", "tea", &ticket.replace("v-1", "v-2")), None);
        assert_eq!(viewer("s", "tea", &ticket.replace(".864", ".865")), None, "nor made younger");
        for bad in [
            "",
            "tea",
            "tea.",
            "tea.v",
            "tea.v.",
            "tea.v.1.2",
            "tea..",
            "tea.v-1.AAAA",
            &ticket[1..],
        ] {
            assert_eq!(viewer("s", "tea", bad), None, "{bad}");
        }
        let forged = written("s", "tea.v", "1", [NOW; 2]);
        assert_eq!(viewer("s", "tea", &forged), None, "parts cannot be moved");
    }

    #[test]
    fn it_lasts_a_day_and_is_given_anew_in_the_second_half_of_it() {
        let entered = NOW.plus(-DAY);
        let ticket = read("s", "tea", &written("s", "tea", "v", [entered, NOW])).unwrap();
        assert_eq!(ticket.entered, entered);
        let told = |after: i64| (ticket.is_young(NOW.plus(after)), ticket.is_good(NOW.plus(after)));
        assert_eq!(told(0), (true, true));
        assert_eq!(told(DAY / 2 - 1), (true, true));
        assert_eq!(told(DAY / 2), (false, true));
        assert_eq!(told(DAY), (false, false));
        assert_eq!(told(-SKEW), (true, true), "another server's clock is ahead");
        assert_eq!(told(-SKEW - 1), (false, false));
    }
}
