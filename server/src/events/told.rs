//! Where a listener begins: behind a cursor, since a time, or now.

use std::collections::VecDeque;

use picklive_contract::{
    UnixMillis,
    events::{Event, EventKind, SHOP},
    time::SECOND,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{KEPT, hub::Handed};
use crate::{
    ApiError, AppState,
    db::entities::{event, topic},
};

/// Most events that are told of the past; who missed more reads everything again.
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
pub async fn missed(state: &AppState, begin: Begin) -> Result<Missed, ApiError> {
    if let Some(missed) = state.events.missed(begin, state.clock.now()) {
        return Ok(missed);
    }
    let conn = &state.db.read;
    let latest = topic::Entity::find_by_id(SHOP).one(conn).await?.map_or(0, |topic| topic.seq);
    let none = |resync| Missed { known: latest, events: VecDeque::new(), resync };
    let mut find = event::Entity::find().filter(event::Column::Topic.eq(SHOP));
    find = match begin {
        Begin::Now => return Ok(none(false)),
        Begin::After(seq) if seq == latest => return Ok(none(false)),
        // A number that was never given: the cursor is of another database.
        Begin::After(seq) if !(0..latest).contains(&seq) => return Ok(none(true)),
        Begin::After(seq) => find.filter(event::Column::Seq.gt(seq)),
        Begin::Since(at) if at < state.clock.now().plus(-KEPT) => return Ok(none(true)),
        Begin::Since(at) => find.filter(event::Column::At.gte(at.plus(-APART).0)),
    };
    let most = u64::try_from(MOST + 1).unwrap_or(u64::MAX);
    let rows = find.order_by_asc(event::Column::Seq).limit(most).all(conn).await?;
    let Some(first) = rows.first().map(|row| row.seq) else {
        return Ok(none(matches!(begin, Begin::After(_))));
    };
    let gap = matches!(begin, Begin::After(seq) if seq + 1 != first);
    if gap || rows.len() > MOST {
        return Ok(none(true));
    }
    let events = rows.into_iter().map(Handed::from).collect();
    Ok(Missed { known: first - 1, events, resync: false })
}

/// The cursor after the event with this number, of this copy of the shop.
pub fn cursor(epoch: &str, seq: i64) -> String {
    format!("{SHOP}@{epoch}.{seq}")
}

/// Reads a cursor; `None` when it is none of this server's, or of another copy of the shop: one that a backup was
/// put back over has given the same numbers to other events.
pub fn read_cursor(epoch: &str, text: &str) -> Option<i64> {
    let rest = text.strip_prefix(SHOP)?.strip_prefix('@')?.strip_prefix(epoch)?;
    rest.strip_prefix('.')?.parse().ok().filter(|seq| *seq >= 0)
}

/// An event that is no row: it says where a listener is.
pub fn here(kind: EventKind, known: i64, now: UnixMillis) -> Event {
    Event::new(SHOP, known, now, kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_told_and_in_its_own_epoch() {
        assert_eq!(read_cursor("a_-1", &cursor("a_-1", 42)), Some(42));
        assert_eq!(read_cursor("a_-2", &cursor("a_-1", 42)), None);
        for bad in ["", "shop", "shop@", "shop@1", "shop@e.-1", "shop@e.x", "room@e.1", "shop@e."] {
            assert_eq!(read_cursor("e", bad), None, "{bad}");
        }
        assert_eq!(read_cursor("e", "shop@e.99999999999999999999"), None);
    }
}
