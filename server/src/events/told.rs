//! Where a listener begins in a topic: behind a cursor, since a time, or now.

use std::collections::VecDeque;

use picklive_contract::{UnixMillis, time::SECOND};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{KEPT, channel::Channel, recent::Handed};
use crate::{
    ApiError, AppState,
    db::entities::{event, topic},
};

/// Most events of a topic that are told of the past; who missed more reads everything again.
pub const MOST: usize = 200;
/// The clocks of two servers may differ by as much, in milliseconds.
pub const APART: i64 = 2 * SECOND;

/// From where on a listener asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// After the event with this number.
    After(i64),
    /// Everything since this moment.
    Since(UnixMillis),
    /// From now on.
    Now,
    /// From a place that nobody knows here: everything is to be read again.
    Lost,
}

/// What a listener has missed, and where that began.
#[derive(Debug)]
pub struct Missed {
    /// The number of the last event they know, or need not know.
    pub known: i64,
    /// What came after it, in order.
    pub events: VecDeque<Handed>,
    /// It cannot be told: everything is to be read again.
    pub resync: bool,
}

/// Looks up what has been missed. To be called after a place to listen is taken, or events get lost between
/// the two.
///
/// # Errors
/// When the database does not answer.
pub async fn missed(state: &AppState, channel: &Channel, begin: Begin) -> Result<Missed, ApiError> {
    let now = state.clock.now();
    let known = channel.recent().missed(begin, now);
    if let Some(missed) = known {
        return Ok(missed);
    }
    let (conn, topic) = (&state.db.read, &*channel.topic);
    let latest = topic::Entity::find_by_id(topic).one(conn).await?.map_or(0, |topic| topic.seq);
    let none = |resync| Missed { known: latest, events: VecDeque::new(), resync };
    let mut find = event::Entity::find().filter(event::Column::Topic.eq(topic));
    find = match begin {
        Begin::Now => return Ok(none(false)),
        Begin::Lost => return Ok(none(true)),
        Begin::After(seq) if seq == latest => return Ok(none(false)),
        // A number that was never given: the cursor is of another database.
        Begin::After(seq) if !(0..latest).contains(&seq) => return Ok(none(true)),
        Begin::After(seq) => find.filter(event::Column::Seq.gt(seq)),
        Begin::Since(at) if at < now.plus(-KEPT) => return Ok(none(true)),
        Begin::Since(at) => find.filter(event::Column::At.gte(at.plus(-APART).0)),
    };
    let most = u64::try_from(MOST + 1).unwrap_or(u64::MAX);
    let rows = find.order_by_asc(event::Column::Seq).limit(most).all(conn).await?;
    let Some(first) = rows.first().map(|row| row.seq) else {
        return Ok(none(matches!(begin, Begin::After(_))));
    };
    // Some of what is old is gone, and some is kept for longer: neither is told any more.
    let gap = matches!(begin, Begin::After(seq) if seq + 1 != first)
        || !rows.is_sorted_by(|one, next| one.seq + 1 == next.seq)
        || rows.first().is_some_and(|row| row.at < now.plus(-KEPT).0);
    if gap || rows.len() > MOST {
        return Ok(none(true));
    }
    let events = rows.into_iter().map(Handed::from).collect();
    Ok(Missed { known: first - 1, events, resync: false })
}
