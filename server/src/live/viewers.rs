//! Who watches. Whoever holds a line to a room's events with a ticket, or asked for them lately, is a viewer: distinct
//! tickets seen in the last half minute, over all processes. Each process notes whom it sees as rows.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use picklive_contract::{UnixMillis, events::EventKind, live::RoomNow, time::SECOND};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, OnConflict, Query},
};

use super::{rooms, tell, tickets};
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{room, room_viewer},
    },
    events::Watcher,
};

/// For how long a viewer counts who was seen, in milliseconds.
const ALIVE: i64 = 30 * SECOND;
/// How often it is noted that a viewer is still there.
const AGAIN: i64 = 10 * SECOND;
/// Rows written in one statement.
const ROWS: usize = 1_000;

/// Whom this process sees, by room and ticket; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Viewers(Arc<Mutex<HashMap<(String, String), Seen>>>);

#[derive(Clone, Debug)]
struct Seen {
    /// Whose ticket it is; nobody's, when it is none of that room.
    viewer: Option<String>,
    /// As it was noted last.
    noted: Option<UnixMillis>,
    /// Until when they were seen.
    at: UnixMillis,
}

/// A row that is due.
type Due = (String, String, UnixMillis);

impl Viewers {
    fn seen(&self) -> MutexGuard<'_, HashMap<(String, String), Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes who watches now, and forgets all others; who of them is to be noted, as (room, viewer, when seen).
    /// `whose` reads a room's ticket.
    fn due(
        &self,
        watchers: Vec<Watcher>,
        whose: impl Fn(&str, &str) -> Option<String>,
    ) -> Vec<Due> {
        let mut before = std::mem::take(&mut *self.seen());
        let (mut all, mut due) = (HashMap::new(), HashMap::new());
        for Watcher { room, ticket, seen: at } in watchers {
            let key = (room.0, ticket);
            let mut seen = before.remove(&key).unwrap_or_else(|| Seen {
                viewer: whose(&key.0, &key.1),
                noted: None,
                at,
            });
            // Who has left was last seen when they did, which is noted once.
            let left = at == seen.at && seen.noted.is_some_and(|noted| noted < at);
            let again = seen.noted.is_none_or(|noted| at.since(noted) >= AGAIN);
            seen.at = at;
            if let Some(viewer) = seen.viewer.clone().filter(|_| left || again) {
                seen.noted = Some(at);
                let latest = due.entry((key.0.clone(), viewer)).or_insert(at);
                *latest = (*latest).max(at);
            }
            all.insert(key, seen);
        }
        *self.seen() = all;
        let mut due: Vec<Due> =
            due.into_iter().map(|((room, viewer), at)| (room, viewer, at)).collect();
        // In one order everywhere: two processes that note the same people wait for each other in turn.
        due.sort_unstable();
        due
    }

    /// What was due could not be noted.
    fn again(&self) {
        self.seen().values_mut().for_each(|seen| seen.noted = None);
    }

    /// The rooms that somebody with a good ticket watches here.
    fn rooms(&self) -> HashSet<String> {
        let all = self.seen();
        let good = all.iter().filter(|(_, seen)| seen.viewer.is_some());
        good.map(|((room, _), _)| room.clone()).collect()
    }
}

/// Notes who is there.
///
/// # Errors
/// When the database does not answer; they are noted the next time.
pub async fn note(state: &AppState) -> Result<(), ApiError> {
    let watchers = state.events.watching(state.clock.now());
    if watchers.is_empty() && state.live.viewers.seen().is_empty() {
        return Ok(());
    }
    let secret = tickets::secret(state).await?;
    let whose = |room: &str, ticket: &str| tickets::read(secret, room, ticket).map(|it| it.viewer);
    let due = state.live.viewers.due(watchers, whose);
    if due.is_empty() {
        return Ok(());
    }
    let rows = &due;
    let work = |tx: Tx| async move {
        for some in rows.chunks(ROWS) {
            let some = some.iter().map(|(room, viewer, at)| room_viewer::ActiveModel {
                room_id: Set(room.clone()),
                viewer: Set(viewer.clone()),
                seen_at: Set(at.0),
            });
            let columns = [room_viewer::Column::RoomId, room_viewer::Column::Viewer];
            // What another process saw later stays.
            let seen = room_viewer::Column::SeenAt;
            let later = Expr::col(("excluded", seen)).gt(Expr::col(("room_viewers", seen)));
            let newest =
                OnConflict::columns(columns).update_column(seen).action_and_where(later).to_owned();
            room_viewer::Entity::insert_many(some)
                .on_conflict(newest)
                .exec_without_returning(&*tx)
                .await?;
        }
        Ok(())
    };
    let noted = state.db.writing(work).await;
    if noted.is_err() {
        state.live.viewers.again();
    }
    noted
}

/// Counts the viewers of these rooms, which are on, and tells those whose number is another one now.
///
/// # Errors
/// When the database does not answer.
pub async fn count(state: &AppState, on: &[room::Model]) -> Result<(), ApiError> {
    let watched = state.live.viewers.rooms();
    // Of a room that nobody listens to here, others count; when nobody does at all, somebody tells that.
    let counted = on.iter().filter(|room| room.viewers > 0 || watched.contains(&room.id));
    let counted: Vec<_> = counted.collect();
    if counted.is_empty() {
        return Ok(());
    }
    let now = state.clock.now();
    let alive = Query::select()
        .column("room_id")
        .expr(Expr::col("viewer").count())
        .from("room_viewers")
        .and_where(Expr::col("room_id").is_in(counted.iter().map(|room| room.id.as_str())))
        .and_where(Expr::col("seen_at").gt(now.plus(-ALIVE).0))
        .group_by_col("room_id")
        .take();
    let mut numbers = HashMap::<String, i64>::new();
    for row in state.db.read.query_all(&alive).await? {
        numbers.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    }
    for room in counted {
        let viewers = numbers.get(&room.id).copied().unwrap_or(0);
        let id = room.id.as_str();
        if viewers != room.viewers
            && state.db.writing(|tx| async move { tell(&tx, id, viewers, now).await }).await?
        {
            state.events.wake(&tell::topic(id));
        }
    }
    Ok(())
}

/// Tells how many there are; `false` when another process did, or the room is over.
async fn tell(tx: &Tx, room: &str, viewers: i64, now: UnixMillis) -> Result<bool, ApiError> {
    let on = rooms::ON.iter().map(|state| state.as_str());
    let changed = room::Entity::update_many()
        .col_expr(room::Column::Viewers, Expr::value(viewers))
        .filter(room::Column::Id.eq(room))
        .filter(room::Column::Viewers.ne(viewers))
        .filter(room::Column::State.is_in(on))
        .exec(&**tx)
        .await?;
    if changed.rows_affected == 0 {
        return Ok(false);
    }
    let told = RoomNow { viewers: Some(viewers), ..RoomNow::default() };
    tell::tell(tx, room, vec![tell::event(room, EventKind::Viewers, now, told)], now).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_watches_is_noted_at_once_now_and_then_and_at_the_end() {
        let viewers = Viewers::default();
        let at = |seconds| UnixMillis(1_000_000).plus(seconds * SECOND);
        let noted = |seen: &[i64]| -> Vec<_> {
            let watcher =
                |seen: &i64| Watcher { room: "r".into(), ticket: "v".into(), seen: at(*seen) };
            let whose = |_: &str, ticket: &str| Some(ticket.to_owned());
            let due = viewers.due(seen.iter().map(watcher).collect(), whose);
            due.into_iter().map(|(_, _, seen)| seen).collect()
        };
        assert_eq!(noted(&[1]), [at(1)]);
        assert_eq!(noted(&[5]), []);
        assert_eq!(noted(&[11]), [at(11)]);
        assert_eq!(noted(&[12]), []);
        assert_eq!(noted(&[12]), [at(12)], "they have left");
        assert_eq!(noted(&[12]), []);
        viewers.again();
        assert_eq!(noted(&[12]), [at(12)]);
        assert_eq!(noted(&[]), []);
        assert!(viewers.rooms().is_empty());
    }

    #[test]
    fn a_ticket_of_no_room_and_one_that_came_twice_are_no_more_people() {
        let viewers = Viewers::default();
        let watcher =
            |ticket: &str| Watcher { room: "r".into(), ticket: ticket.into(), seen: UnixMillis(1) };
        let whose = |_: &str, ticket: &str| ticket.strip_prefix("good-").map(|_| "a".to_owned());
        let due = viewers.due(vec![watcher("good-1"), watcher("good-2"), watcher("x")], whose);
        assert_eq!(due, [("r".to_owned(), "a".to_owned(), UnixMillis(1))]);
        assert_eq!(viewers.rooms().len(), 1);
    }
}
