//! What happens by the clock alone: an edition comes out, a drop opens or closes.

use picklive_contract::{DropId, UnixMillis, events::EventKind};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::KEPT;
use crate::{
    ApiError,
    db::entities::{drop, edition, pick},
};

/// What happened in a stretch of time.
#[derive(Debug, Default)]
pub struct Edges {
    /// Dates of the editions that came out.
    pub editions: Vec<String>,
    /// Products whose price is another one because of that.
    pub products: Vec<String>,
    /// Drops that opened or closed.
    pub drops: Vec<(EventKind, DropId)>,
}

/// What happened after `told` until `now`, this moment included; no further back than events are kept.
///
/// # Errors
/// When the database does not answer.
pub async fn between<C: ConnectionTrait>(
    conn: &C,
    told: UnixMillis,
    now: UnixMillis,
) -> Result<Edges, ApiError> {
    let after = told.max(now.plus(-KEPT));
    let mut edges = Edges::default();
    if after >= now {
        return Ok(edges);
    }
    let out = edition::Entity::find()
        .filter(edition::Column::PublishesAt.gt(after.0))
        .filter(edition::Column::PublishesAt.lte(now.0))
        .order_by_asc(edition::Column::PublishesAt)
        .all(conn)
        .await?;
    for edition in out {
        let before = edition::Entity::find()
            .filter(edition::Column::PublishesAt.lt(edition.publishes_at))
            .order_by_desc(edition::Column::PublishesAt)
            .one(conn)
            .await?;
        let dates = [Some(edition.date.clone()), before.map(|before| before.date)];
        let picks = pick::Entity::find()
            .filter(pick::Column::EditionDate.is_in(dates.into_iter().flatten()))
            .filter(pick::Column::Price.is_not_null())
            .all(conn)
            .await?;
        edges.products.extend(picks.into_iter().map(|pick| pick.product_id));
        edges.editions.push(edition.date);
    }
    let drops = drop::Entity::find()
        .filter(drop::Column::OpensAt.lte(now.0))
        .filter(drop::Column::ClosesAt.gt(after.0))
        // A room tells of its own.
        .filter(drop::Column::RoomId.is_null())
        .order_by_asc(drop::Column::OpensAt)
        .all(conn)
        .await?;
    let passed = |at: i64| after.0 < at && at <= now.0;
    for drop in drops {
        for (kind, at) in
            [(EventKind::DealOpened, drop.opens_at), (EventKind::DealClosed, drop.closes_at)]
        {
            if passed(at) {
                edges.drops.push((kind, DropId(drop.id.clone())));
            }
        }
    }
    Ok(edges)
}
