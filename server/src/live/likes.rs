//! Likes: summed in memory, written down and told once a second.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use picklive_contract::{
    UnixMillis,
    events::EventKind,
    live::{LIKES_MAX, LikeAsk, LikeRoom, Liked, RoomNow, TAPS_MAX},
    time::SECOND,
};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, sea_query::Expr};

use super::{act::wrong_state, brief, rooms, tell, tickets};
use crate::{
    ApiError, AppState,
    db::{Tx, entities::room},
    http::{Answer, Call, address},
};

/// How far apart a viewer's calls are that count, in milliseconds: a second, with what the way of one differs
/// from that of the next.
const APART: i64 = 900;

/// Calls of one address that count within a second: a thousand viewers behind it, and more.
const ADDRESS: u32 = 1_500;

/// Likes that are not written down yet.
#[derive(Clone, Debug, Default)]
pub struct Sums(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    by_room: HashMap<String, i64>,
    /// When a viewer of a room was last counted.
    last: HashMap<(String, String), UnixMillis>,
    /// Calls of an address that have counted since a moment.
    by_address: HashMap<String, (UnixMillis, u32)>,
}

/// Whose likes they are.
struct By {
    viewer: String,
    /// The key of where they come from.
    address: String,
}

impl Sums {
    /// Counts likes of a viewer, unless they were counted a moment ago or too many come from their address; how many
    /// of the room wait, and whether these count.
    fn add(&self, room: &str, by: By, count: u32, now: UnixMillis) -> (i64, bool) {
        let mut inner = self.inner();
        let last = inner.last.entry((room.into(), by.viewer)).or_insert(now.plus(-APART));
        let mut counts = now.since(*last) >= APART || now < *last;
        if counts {
            *last = now;
            let (since, calls) = inner.by_address.entry(by.address).or_insert((now, 0));
            if now.since(*since) >= SECOND || now < *since {
                (*since, *calls) = (now, 0);
            }
            *calls = calls.saturating_add(1);
            counts = *calls <= ADDRESS;
        }
        let sum = inner.by_room.entry(room.into()).or_default();
        *sum += if counts { i64::from(count) } else { 0 };
        (*sum, counts)
    }

    fn take(&self, now: UnixMillis) -> HashMap<String, i64> {
        let mut inner = self.inner();
        inner.last.retain(|_, at| now.since(*at) < APART);
        inner.by_address.retain(|_, (since, _)| now.since(*since) < SECOND);
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
    let viewer = tickets::needed(state, room, &call.headers).await?.viewer;
    let LikeAsk { count, taps } = &call.ask;
    if *count > LIKES_MAX || (*count == 0 && taps.is_empty()) {
        return Err(ApiError::invalid([("count", "out-of-range")]));
    }
    if taps.len() > TAPS_MAX {
        return Err(ApiError::invalid([("taps", "out-of-range")]));
    }
    if !rooms::is_on(&brief.state) {
        return Err(wrong_state("The room is not on"));
    }
    let by = By { viewer, address: address::key(call.address) };
    let (waiting, counts) = state.live.likes.add(room, by, *count, state.clock.now());
    if counts {
        state.live.taps.add(room, &brief.shelf, taps);
    }
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

    fn by(viewer: &str) -> By {
        By { viewer: viewer.into(), address: "here".into() }
    }

    #[test]
    fn a_viewer_counts_once_a_second() {
        let sums = Sums::default();
        let now = UnixMillis(1_000_000);
        assert_eq!(sums.add("r", by("a"), 5, now).0, 5);
        assert_eq!(sums.add("r", by("a"), 5, now.plus(500)).0, 5);
        assert_eq!(sums.add("r", by("b"), 2, now.plus(500)).0, 7);
        assert_eq!(sums.add("s", by("a"), 1, now).0, 1);
        assert_eq!(sums.take(now.plus(600)).len(), 2);
        assert_eq!(sums.add("r", by("a"), 5, now.plus(800)).0, 0, "also after they were told");
        assert_eq!(sums.add("r", by("a"), 5, now.plus(1_000)).0, 5);
        sums.take(now.plus(9_000));
        assert!(sums.inner().last.is_empty(), "nobody is kept for ever");
        assert!(sums.inner().by_address.is_empty());
    }

    #[test]
    fn tickets_without_end_from_one_address_count_no_more_than_its_people_could() {
        let sums = Sums::default();
        let now = UnixMillis(1_000_000);
        for nth in 0..5_000 {
            sums.add("r", by(&nth.to_string()), 1, now);
        }
        assert_eq!(sums.take(now).remove("r"), Some(1_500));
        let other = By { address: "there".into(), ..by("b") };
        assert_eq!(sums.add("r", other, 1, now).0, 1);
        assert_eq!(sums.add("r", by("c"), 1, now.plus(SECOND)).0, 2, "a second later");
    }
}
