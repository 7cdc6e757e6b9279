//! That a room has begun: one row in the transaction of its start, from which its host's followers get their letters.
//!
//! A row is worked off in batches, in the order of the followers' ids, and remembers how far it has come in the
//! transaction that writes the letters: a server that dies goes on there, and of two servers one writes a batch. Rooms
//! that begin together have a batch each in turn. A room begins for the first time once, and has one letter a follower,
//! which the letters' own key holds too.

use picklive_contract::{UnixMillis, live::RoomState, time::DAY};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{LockType, OnConflict},
};

use crate::{
    ApiError, AppState,
    account::CodeSender,
    db::{
        Tx,
        entities::{follow, follow_call, letter, room},
        inserted,
    },
    letters::rooms::{KIND, reached},
    live::{self, tickets::SKEW},
    random,
};

/// Letters of one batch.
const BATCH: usize = 500;
/// How long a letter about a room is kept: longer than it is tried, and than it counts for the limits.
const KEPT: i64 = 7 * DAY;

/// Notes that a room begins for the first time. Nobody is written to about a rehearsed one.
///
/// # Errors
/// When the database does not answer.
pub async fn note(tx: &Tx, room: &room::Model, now: UnixMillis) -> Result<(), ApiError> {
    let Some(host) = room.host_person.as_ref().filter(|_| !room.demo) else { return Ok(()) };
    let row = follow_call::ActiveModel {
        room_id: Set(room.id.clone()),
        host_id: Set(host.clone()),
        at: Set(now.0),
        come_to: Set(String::new()),
        batches: Set(0),
    };
    follow_call::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Forgets the letters about rooms that began long ago: a room begins for the first time once, so none is written anew.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(tx: &Tx, now: UnixMillis) -> Result<(), ApiError> {
    letter::Entity::delete_many()
        .filter(letter::Column::RoomId.is_not_null())
        .filter(letter::Column::CreatedAt.lt(now.plus(-KEPT).0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Writes the next letters about rooms that have begun; whether there may be more.
///
/// # Errors
/// When the database does not answer.
pub async fn write(state: &AppState) -> Result<bool, ApiError> {
    // Mostly there are none, and nothing is held for that.
    if follow_call::Entity::find().one(&state.db.read).await?.is_none() {
        return Ok(false);
    }
    state.db.writing(|tx: Tx| async move { batch(state, &tx).await }).await
}

async fn batch(state: &AppState, tx: &Tx) -> Result<bool, ApiError> {
    let next = follow_call::Entity::find()
        .order_by_asc(follow_call::Column::Batches)
        .order_by_asc(follow_call::Column::At)
        .order_by_asc(follow_call::Column::RoomId)
        .lock(LockType::Update);
    let Some(call) = next.one(&**tx).await? else { return Ok(false) };
    let room = live::rooms::find(&**tx, &call.room_id).await?;
    // Nobody is called to a room that is over, nor to one whose host is another by now.
    let calls = room.is_some_and(|room| {
        let is_on = live::rooms::is_on(&RoomState::from(room.state.as_str()));
        is_on && room.host_person.as_ref() == Some(&call.host_id)
    });
    let found = if calls { followers(state, tx, &call).await? } else { Vec::new() };
    let Some(last) = found.last().map(|last| last.person_id.clone()) else {
        follow_call::Entity::delete_by_id(call.room_id).exec(&**tx).await?;
        return Ok(true);
    };
    let letters = found.into_iter().map(|follow| letter::ActiveModel {
        id: Set(random::id()),
        kind: Set(KIND.into()),
        order_id: Set(None),
        room_id: Set(Some(call.room_id.clone())),
        person_id: Set(Some(follow.person_id)),
        // With whose room it is: another one may host it when the letter is sent.
        event: Set(format!("{KIND} {}", call.host_id)),
        created_at: Set(call.at),
        next_try_at: Set(Some(call.at)),
        tries: Set(0),
        sent_at: Set(None),
        carrier: Set(None),
        receiver: Set(None),
        tried_at: Set(None),
    });
    let mut once = OnConflict::columns([letter::Column::RoomId, letter::Column::PersonId]);
    let insert = letter::Entity::insert_many(letters).on_conflict(once.do_nothing().to_owned());
    inserted(insert.exec_without_returning(&**tx).await)?;
    let batches = Set(call.batches + 1);
    let come = follow_call::ActiveModel { come_to: Set(last), batches, ..call.into() };
    come.update(&**tx).await?;
    Ok(true)
}

/// The next followers whom somebody can write to; who follows since the room began knows of it, but one who followed
/// before may have done so by a clock that is ahead.
async fn followers(
    state: &AppState,
    tx: &Tx,
    call: &follow_call::Model,
) -> Result<Vec<follow::Model>, ApiError> {
    let found = follow::Entity::find()
        .filter(follow::Column::HostId.eq(&call.host_id))
        .filter(follow::Column::PersonId.gt(&call.come_to))
        .filter(follow::Column::FollowedAt.lte(call.at + SKEW))
        .filter(reached(follow::Column::PersonId, &state.carriers.kinds()))
        .order_by_asc(follow::Column::PersonId)
        .limit(u64::try_from(BATCH).unwrap_or(u64::MAX));
    Ok(found.all(&**tx).await?)
}
