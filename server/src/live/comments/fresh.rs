//! Guests with a new ticket, where one of them was muted lately. A ticket costs nothing, so who is muted takes another
//! one; that cannot be known, but from where it was asked for can, roughly: all who enter from there wait a little.

use std::collections::HashMap;

use picklive_contract::{
    UnixMillis,
    time::{MINUTE, SECOND},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::batch::Said;
use crate::{
    ApiError,
    db::{Tx, entities::room_mute},
    live::tickets,
};

/// For how long after a mute those wait who enter from the same place, in milliseconds.
const LATELY: i64 = 30 * MINUTE;
/// How long after entering they write nothing, in milliseconds.
const WAIT: i64 = 120 * SECOND;
/// Most mutes that are looked at.
const MUTES: u64 = 1_000;

/// Whether a guest says it who has just entered.
pub fn is_new(said: &Said) -> bool {
    said.person.is_none() && said.comment.at.since(said.entered) < WAIT
}

/// From where guests came who were muted lately, by room, with the first moment of that.
pub type Strays = HashMap<(String, String), UnixMillis>;

/// Reads them.
///
/// # Errors
/// When the database does not answer.
pub async fn strays(tx: &Tx, rooms: &[&str], now: UnixMillis) -> Result<Strays, ApiError> {
    let muted = room_mute::Entity::find()
        .filter(room_mute::Column::RoomId.is_in(rooms.iter().copied()))
        .filter(room_mute::Column::At.gt(now.plus(-LATELY).0))
        .order_by_desc(room_mute::Column::At)
        .limit(MUTES)
        .all(&**tx)
        .await?;
    let from = |mute: room_mute::Model| {
        Some(((mute.room_id, tickets::from(&mute.who)?.to_owned()), UnixMillis(mute.at)))
    };
    // The latest first: of several from one place the first one stays.
    Ok(muted.into_iter().filter_map(from).collect())
}

/// Until when a guest waits who entered from where one was muted before.
pub fn rests_until(said: &Said, strays: &Strays) -> Option<UnixMillis> {
    let from = tickets::from(&said.viewer).filter(|_| said.person.is_none())?;
    let muted = strays.get(&(said.room.clone(), from.to_owned()))?;
    (said.entered >= *muted).then(|| said.entered.plus(WAIT))
}
