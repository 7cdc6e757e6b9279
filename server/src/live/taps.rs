//! How often products are opened in a room: told with likes, summed in memory as they are, and written down once a
//! second, so a restart loses a second of them and no more.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use picklive_contract::{ProductId, UnixMillis, live::TAPS_MAX, time::SECOND};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseConnection, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    sea_query::{Alias, Expr, OnConflict},
};

use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::room_tap::{ActiveModel, Column, Entity},
    },
};

/// How many milliseconds share a row: so exact is what is told of the last minute.
const SHARED: i64 = 5 * SECOND;
/// For how long these rows are kept, in milliseconds.
const KEPT: i64 = 120 * SECOND;
/// The row of all.
const ALL: i64 = 0;

/// Room and product, how often.
type Sums = BTreeMap<(String, String), i64>;

/// What is not written down yet; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Taps(Arc<Mutex<Sums>>);

impl Taps {
    /// Counts what a viewer has opened of what is on the shelf, each once.
    pub fn add(&self, room: &str, shelf: &[String], opened: &[ProductId]) {
        let opened = opened.iter().take(TAPS_MAX).map(ProductId::as_str);
        let opened: BTreeSet<&str> =
            opened.filter(|id| shelf.iter().any(|there| there == id)).collect();
        let mut sums = self.sums();
        for product in opened {
            *sums.entry((room.to_owned(), product.to_owned())).or_default() += 1;
        }
    }

    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes the sums down.
///
/// # Errors
/// When the database does not answer; what could not be written waits for the next time.
pub async fn write_down(state: &AppState) -> Result<(), ApiError> {
    let sums = std::mem::take(&mut *state.live.taps.sums());
    if sums.is_empty() {
        return Ok(());
    }
    let (now, all) = (state.clock.now(), &sums);
    let done = state.db.writing(|tx| async move { add(&tx, all, now).await }).await;
    if done.is_err() {
        for (of, taps) in sums {
            *state.live.taps.sums().entry(of).or_default() += taps;
        }
    }
    done
}

async fn add(tx: &Tx, sums: &Sums, now: UnixMillis) -> Result<(), ApiError> {
    let slot = now.0 - now.0.rem_euclid(SHARED);
    for ((room, product), taps) in sums {
        let rows = [ALL, slot].map(|at| ActiveModel {
            room_id: Set(room.clone()),
            product_id: Set(product.clone()),
            at: Set(at),
            taps: Set(*taps),
        });
        let more =
            Expr::col(("room_taps", Column::Taps)).add(Expr::col(("excluded", Column::Taps)));
        let there = OnConflict::columns([Column::RoomId, Column::ProductId, Column::At])
            .value(Column::Taps, more)
            .to_owned();
        Entity::insert_many(rows).on_conflict(there).exec_without_returning(&**tx).await?;
    }
    // Here, so that a busy room has few rows; the last ones of one that is over are [`forget`]'s.
    let rooms: BTreeSet<&str> = sums.keys().map(|(room, _)| room.as_str()).collect();
    Entity::delete_many()
        .filter(Column::RoomId.is_in(rooms))
        .filter(Column::At.ne(ALL))
        .filter(Column::At.lt(now.plus(-KEPT).0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Forgets, in all rooms, what is told of no more.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(tx: &Tx, now: UnixMillis) -> Result<(), ApiError> {
    Entity::delete_many()
        .filter(Column::At.ne(ALL))
        .filter(Column::At.lt(now.plus(-KEPT).0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// How often products were opened in a room, in all or since a moment.
///
/// # Errors
/// When the database does not answer.
pub async fn count(
    conn: &DatabaseConnection,
    room: &str,
    since: Option<UnixMillis>,
) -> Result<i64, ApiError> {
    let when = match since {
        None => Column::At.eq(ALL),
        Some(since) => Column::At.ne(ALL).and(Column::At.gt(since.plus(-SHARED).0)),
    };
    let sum = Expr::col(Column::Taps).sum().cast_as(Alias::new("BIGINT"));
    let mut found = Entity::find()
        .select_only()
        .column_as(sum, "taps")
        .filter(Column::RoomId.eq(room))
        .filter(when)
        .into_tuple::<Option<i64>>()
        .all(conn)
        .await?;
    Ok(found.pop().flatten().unwrap_or(0))
}
