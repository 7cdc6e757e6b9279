//! Cursors: where a reader is in each of several topics, in one text that means nothing to them.

use picklive_contract::events::{ROOM, SHOP};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{ApiError, db::entities::topic};

/// Where a reader is in a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The topic.
    pub topic: String,
    /// Of which copy of the shop its numbers are.
    pub epoch: String,
    /// The number of the last event that was told.
    pub seq: i64,
}

/// The cursor of these (topic, epoch, number of the last event that is known).
pub fn cursor_at(positions: &[(&str, &str, i64)]) -> String {
    let one = |(topic, epoch, seq): &(&str, &str, i64)| format!("{topic}@{epoch}.{seq}");
    positions.iter().map(one).collect::<Vec<_>>().join(",")
}

/// The cursor of topics as they are on this connection: read in the transaction that reads a snapshot, it is the
/// snapshot's. Topics that do not exist are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn cursor<C: ConnectionTrait>(conn: &C, topics: &[&str]) -> Result<String, ApiError> {
    let names = topics.iter().copied();
    let rows = topic::Entity::find().filter(topic::Column::Topic.is_in(names)).all(conn).await?;
    let at = |row: &'_ topic::Model| (row.topic.clone(), row.epoch.clone(), row.seq);
    let rows: Vec<_> = rows.iter().map(at).collect();
    let rows: Vec<_> = rows.iter().map(|(topic, epoch, seq)| (&**topic, &**epoch, *seq)).collect();
    Ok(cursor_at(&rows))
}

/// Reads a cursor; `None` when it is none of this server's.
pub fn read_cursor(text: &str) -> Option<Vec<Position>> {
    let one = |text: &str| {
        let (place, seq) = text.rsplit_once('.')?;
        let (topic, epoch) = place.rsplit_once('@')?;
        let known = topic == SHOP || topic.starts_with(ROOM);
        let seq = seq.parse().ok().filter(|seq| known && *seq >= 0)?;
        Some(Position { topic: topic.into(), epoch: epoch.into(), seq })
    };
    text.split(',').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(topic: &str, epoch: &str, seq: i64) -> Position {
        Position { topic: topic.into(), epoch: epoch.into(), seq }
    }

    #[test]
    fn a_cursor_is_read_as_it_was_told() {
        let told = cursor_at(&[("shop", "a_-1", 42), ("room:tea", "", 0)]);
        let read = read_cursor(&told).unwrap();
        assert_eq!(read, [at("shop", "a_-1", 42), at("room:tea", "", 0)]);
        assert_eq!(
            read_cursor("shop@e.7").unwrap(),
            [at("shop", "e", 7)],
            "as it was before rooms"
        );
        for bad in ["", "shop", "shop@", "shop@1", "shop@e.-1", "shop@e.x", "rum@e.1", "shop@e."] {
            assert_eq!(read_cursor(bad), None, "{bad}");
        }
        assert_eq!(read_cursor("shop@e.99999999999999999999"), None);
        assert_eq!(read_cursor("shop@e.1,"), None);
    }
}
