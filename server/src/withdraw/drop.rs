//! Ending a drop before its time.

use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::Refused;
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{deal, drop},
    },
};

/// Most drops that are named when one is not found.
const NAMED: u64 = 20;

/// What became of a drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was open and is closed now; what was bought in it stays bought.
    Closed,
    /// It had not opened, and is no more.
    Removed,
}

/// Closes a drop that is open, removes one that is to come.
///
/// # Errors
/// When there is none with this id, or it has closed.
pub async fn end(state: &AppState, id: &str) -> Result<Ended, Refused> {
    let now = state.clock.now().0;
    let work = async |tx: Tx| -> Result<Option<Ended>, ApiError> {
        // Each guard is in its write: the drop opens and closes by itself meanwhile.
        let closed = drop::Entity::update_many()
            // Closing comes after opening, by a millisecond for a drop that has just opened.
            .col_expr(
                drop::Column::ClosesAt,
                Expr::case(Expr::col(drop::Column::OpensAt).lt(now), now).finally(now + 1).into(),
            )
            .filter(drop::Column::Id.eq(id))
            .filter(drop::Column::OpensAt.lte(now))
            .filter(drop::Column::ClosesAt.gt(now))
            .exec(&*tx)
            .await?;
        if closed.rows_affected == 1 {
            return Ok(Some(Ended::Closed));
        }
        let removed = drop::Entity::delete_many()
            .filter(drop::Column::Id.eq(id))
            .filter(drop::Column::OpensAt.gt(now))
            .exec(&*tx)
            .await?;
        if removed.rows_affected == 0 {
            return Ok(None);
        }
        deal::Entity::delete_many().filter(deal::Column::DropId.eq(id)).exec(&*tx).await?;
        Ok(Some(Ended::Removed))
    };
    match state.db.writing(work).await? {
        Some(ended) => Ok(ended),
        None => Err(why_not(state, id, now).await?),
    }
}

/// Why nothing could be ended.
async fn why_not(state: &AppState, id: &str, now: i64) -> Result<Refused, ApiError> {
    let read = &state.db.read;
    if drop::Entity::find_by_id(id).one(read).await?.is_some() {
        return Ok(Refused(format!("the drop {id} has closed already")));
    }
    let others: Vec<String> = drop::Entity::find()
        .select_only()
        .column(drop::Column::Id)
        .filter(drop::Column::ClosesAt.gt(now))
        .filter(drop::Column::RoomId.is_null())
        .order_by_asc(drop::Column::OpensAt)
        .limit(NAMED)
        .into_tuple()
        .all(read)
        .await?;
    Ok(Refused(if others.is_empty() {
        format!("there is no drop {id}, and none is open or to come")
    } else {
        format!("there is no drop {id}; open or to come: {}", others.join(", "))
    }))
}
