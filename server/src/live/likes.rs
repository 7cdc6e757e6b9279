//! Likes: summed in memory, written down and told once a second.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use picklive_contract::{
    UnixMillis,
    events::EventKind,
    live::{LIKES_MAX, LikeRoom, Liked, RoomNow},
};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, sea_query::Expr};

use super::{act::wrong_state, brief, rooms, tell, tickets};
use crate::{
    ApiError, AppState,
    db::{Tx, entities::room},
    http::{Answer, Call},
};

/// How far apart a viewer's calls are that count, in milliseconds: a second, with what the way of one differs
/// from that of the next.
const APART: i64 = 900;

/// Likes that are not written down yet.
#[derive(Clone, Debug, Default)]
pub struct Sums(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    by_room: HashMap<String, i64>,
    /// When a viewer of a room was last counted.
    last: HashMap<(String, String), UnixMillis>,
}

impl Sums {
    /// Counts likes of a viewer, unless they were counted a moment ago; how many of the room wait.
    fn add(&self, room: &str, viewer: String, count: u32, now: UnixMillis) -> i64 {
        let mut inner = self.inner();
        let last = inner.last.entry((room.into(), viewer)).or_insert(now.plus(-APART));
        let counts = now.since(*last) >= APART || now < *last;
        if counts {
            *last = now;
        }
        let sum = inner.by_room.entry(room.into()).or_default();
        *sum += if counts { i64::from(count) } else { 0 };
        *sum
    }

    fn take(&self, now: UnixMillis) -> HashMap<String, i64> {
        let mut inner = self.inner();
        inner.last.retain(|_, at| now.since(*at) < APART);
        std::mem::take(&mut inner.by_room)
    }

    fn give_back(&self, room: String, count: i64) {
        *self.inner().by_room.entry(room).or_default() += count;
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `POST /v1/rooms/{id}/likes`.
pub async fn like(call: Call<LikeRoom>) -> Result<Answer<LikeRoom>, ApiError> {
    let (state, room) = (&call.state, call.at.as_str());
    let brief = brief::of(state, room).await?;
    let viewer = tickets::needed(state, room, &call.headers).await?;
    if !(1..=LIKES_MAX).contains(&call.ask.count) {
        return Err(ApiError::invalid([("count", "out-of-range")]));
    }
    if !rooms::is_on(&brief.state) {
        return Err(wrong_state("The room is not on"));
    }
    let waiting = state.live.likes.add(room, viewer, call.ask.count, state.clock.now());
    Answer::private(&Liked { likes: brief.likes + waiting })
}

/// Writes the sums down and tells them. Those of a room that is over by now are nobody's.
///
/// # Errors
/// When the database does not answer; what could not be written waits for the next time.
pub async fn write_down(state: &AppState) -> Result<(), ApiError> {
    let now = state.clock.now();
    let mut failed = Ok(());
    for (room, count) in state.live.likes.take(now) {
        if count == 0 {
            continue;
        }
        let id = room.as_str();
        match state.db.writing(|tx| async move { add(&tx, id, count, now).await }).await {
            Ok(true) => {
                state.live.briefs.forget(id);
                state.events.wake(&tell::topic(id));
            }
            Ok(false) => {}
            Err(error) => {
                state.live.likes.give_back(room, count);
                failed = Err(error);
            }
        }
    }
    failed
}

async fn add(tx: &Tx, room: &str, count: i64, now: UnixMillis) -> Result<bool, ApiError> {
    let on = rooms::ON.iter().map(|state| state.as_str());
    let added = room::Entity::update_many()
        .col_expr(room::Column::Likes, Expr::col(room::Column::Likes).add(count))
        .filter(room::Column::Id.eq(room))
        .filter(room::Column::State.is_in(on))
        .exec(&**tx)
        .await?;
    if added.rows_affected == 0 {
        return Ok(false);
    }
    let likes: Option<i64> = room::Entity::find_by_id(room)
        .select_only()
        .column(room::Column::Likes)
        .into_tuple()
        .one(&**tx)
        .await?;
    let told = RoomNow { likes, ..RoomNow::default() };
    tell::tell(tx, room, vec![tell::event(room, EventKind::Likes, now, told)], now).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_counts_once_a_second() {
        let sums = Sums::default();
        let now = UnixMillis(1_000_000);
        assert_eq!(sums.add("r", "a".into(), 5, now), 5);
        assert_eq!(sums.add("r", "a".into(), 5, now.plus(500)), 5);
        assert_eq!(sums.add("r", "b".into(), 2, now.plus(500)), 7);
        assert_eq!(sums.add("s", "a".into(), 1, now), 1);
        assert_eq!(sums.take(now.plus(600)).len(), 2);
        assert_eq!(sums.add("r", "a".into(), 5, now.plus(800)), 0, "also after they were told");
        assert_eq!(sums.add("r", "a".into(), 5, now.plus(1_000)), 5);
        sums.take(now.plus(9_000));
        assert!(sums.inner().last.is_empty(), "nobody is kept for ever");
    }
}
