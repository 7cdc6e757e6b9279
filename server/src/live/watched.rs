//! Who watched a room that is long over: a number, and nobody's ticket any more.

use picklive_contract::{UnixMillis, time::DAY};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr,
};

use crate::{
    ApiError,
    db::{
        Tx,
        entities::{room, room_viewer},
    },
};

/// For how long after its end it is known who watched, in milliseconds.
const KNOWN: i64 = DAY;
/// For how long in any room.
const LONGEST: i64 = 90 * DAY;

/// Counts who watched rooms that have been over for a day, once, and forgets who that was; also who watches one of
/// them again.
///
/// # Errors
/// When the database does not answer.
pub async fn settle(tx: &Tx, now: UnixMillis) -> Result<(), ApiError> {
    let over: Vec<String> = room::Entity::find()
        .select_only()
        .column(room::Column::Id)
        .filter(room::Column::EndedAt.lt(now.plus(-KNOWN).0))
        .filter(room::Column::Watched.is_null())
        .into_tuple()
        .all(&**tx)
        .await?;
    for id in over {
        let seen = room_viewer::Entity::find().filter(room_viewer::Column::RoomId.eq(&id));
        let watched = i64::try_from(seen.count(&**tx).await?).unwrap_or(i64::MAX);
        room::Entity::update_many()
            .col_expr(room::Column::Watched, Expr::value(watched))
            .filter(room::Column::Id.eq(&id))
            .exec(&**tx)
            .await?;
    }
    let counted = room::Entity::find()
        .select_only()
        .column(room::Column::Id)
        .filter(room::Column::Watched.is_not_null());
    room_viewer::Entity::delete_many()
        .filter(room_viewer::Column::RoomId.in_subquery(counted.into_query()))
        .exec(&**tx)
        .await?;
    room_viewer::Entity::delete_many()
        .filter(room_viewer::Column::SeenAt.lt(now.plus(-LONGEST).0))
        .exec(&**tx)
        .await?;
    Ok(())
}
