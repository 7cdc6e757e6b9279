//! Takes away events that nobody is told any more.

use picklive_contract::{
    UnixMillis,
    events::{EventKind, SHOP},
    time::DAY,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::KEPT;
use crate::{ApiError, db::entities::event};

/// For how long what happened in a room is kept, in milliseconds: its recording has chapters, and it can be exported.
const ROOMS_KEPT: i64 = 90 * DAY;
/// How far back rows are looked through for what goes earlier. One that a longer pause left stays with the others.
const LOOKED_BACK: i64 = DAY;

/// Takes them away: the shop's, and numbers of likes and viewers, as soon as they are not told any more.
///
/// # Errors
/// When the database does not answer.
pub async fn prune<C: ConnectionTrait>(tx: &C, now: UnixMillis) -> Result<(), ApiError> {
    let told = now.plus(-KEPT);
    event::Entity::delete_many()
        .filter(event::Column::Topic.eq(SHOP))
        .filter(event::Column::At.lt(told.0))
        .exec(tx)
        .await?;
    // In no other place of an event's text this stands: quotes in what people wrote have a sign before them.
    let of = |kind: EventKind| event::Column::Body.contains(format!(r#""kind":"{kind}""#));
    event::Entity::delete_many()
        .filter(event::Column::Topic.ne(SHOP))
        .filter(event::Column::At.between(told.plus(-LOOKED_BACK).0, told.0 - 1))
        .filter(Condition::any().add(of(EventKind::Likes)).add(of(EventKind::Viewers)))
        .exec(tx)
        .await?;
    event::Entity::delete_many()
        .filter(event::Column::At.lt(now.plus(-ROOMS_KEPT).0))
        .exec(tx)
        .await?;
    Ok(())
}
