//! What happened in a room, as JSON Lines: its events as they were told, in order.

use std::io::Write;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Refused, rooms, tell};
use crate::{ApiError, AppState, db::entities::event};

/// Events read at a time.
const ROUND: u64 = 500;

/// Writes a room's events, one a line; how many. Of likes and viewers only the latest are kept.
///
/// # Errors
/// A sentence: there is no such room, or it cannot be written.
pub async fn write(state: &AppState, room: &str, to: &mut impl Write) -> Result<u64, Refused> {
    let conn = &state.db.read;
    if rooms::find(conn, room).await?.is_none() {
        return Err(Refused(format!("there is no room {room}")));
    }
    let (mut last, mut lines) = (0, 0);
    loop {
        let rows = event::Entity::find()
            .filter(event::Column::Topic.eq(tell::topic(room)))
            .filter(event::Column::Seq.gt(last))
            .order_by_asc(event::Column::Seq)
            .limit(ROUND)
            .all(conn)
            .await
            .map_err(ApiError::from)?;
        let Some(latest) = rows.last() else { break };
        last = latest.seq;
        for row in rows {
            writeln!(to, "{}", row.body).map_err(|error| Refused(error.to_string()))?;
            lines += 1;
        }
    }
    to.flush().map_err(|error| Refused(error.to_string()))?;
    Ok(lines)
}
