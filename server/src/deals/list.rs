//! `GET /v1/drops`.

use picklive_contract::{
    DealId, DropId, List, UnixMillis, VariantId,
    deals::{Deal, Drop, ListDrops},
    time::HOUR,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    ApiError, AppState,
    db::entities::{deal, drop},
    http::{Answer, Cache, Call},
    product::{Detail, load, offers::ANNOUNCED, read},
    storefront::settings,
};

/// How long a closed drop stays in the list, in milliseconds.
const CLOSED_SHOWN: i64 = 6 * HOUR;
/// Most closed drops in the list, the last ones.
const CLOSED_MAX: u64 = 4;
/// Most drops in the list that are open or announced, the next ones.
const COMING_MAX: u64 = 24;

/// Lists the drops.
pub async fn list(call: Call<ListDrops>) -> Result<Answer<ListDrops>, ApiError> {
    let drops = drops(&call.state).await?;
    Answer::shared(&List::whole(drops), Cache::Revalidate)
}

/// Drops that are open, announced or closed in the last hours, by start. Also for the first screen in
/// the HTML.
///
/// # Errors
/// When the database does not answer or a row cannot be read.
pub async fn drops(state: &AppState) -> Result<Vec<Drop>, ApiError> {
    let (conn, now) = (&state.db.read, state.clock.now());
    let shop = settings::load(conn).await?;
    let drops = shown(conn, now).await?;
    let deals = deal::Entity::find()
        .filter(deal::Column::DropId.is_in(drops.iter().map(|drop| drop.id.as_str())))
        .order_by_asc(deal::Column::Position)
        .all(conn)
        .await?;
    let mut ids: Vec<_> = deals.iter().map(|deal| deal.product_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let products = load(conn, &shop, &ids, Detail::Card, now).await?;
    let mut told = Vec::new();
    for drop in drops {
        let mine = deals.iter().filter(|deal| deal.drop_id == drop.id);
        let deals = mine.filter_map(|deal| {
            Some(Deal {
                id: DealId(deal.id.clone()),
                product: products.get(&deal.product_id)?.clone(),
                variant: VariantId(deal.variant_id.clone()),
                price: shop.money(deal.price),
                quota: deal.quota,
                left: deal.left,
                limit: deal.person_limit.and_then(|limit| u32::try_from(limit).ok()),
            })
        });
        told.push(Drop {
            title: read(&drop.title)?,
            opens_at: UnixMillis(drop.opens_at),
            closes_at: UnixMillis(drop.closes_at),
            deals: deals.collect(),
            calendar: (drop.opens_at > now.0)
                .then(|| format!("/v1/drops/{}/calendar.ics", drop.id)),
            id: DropId(drop.id),
        });
    }
    Ok(told)
}

async fn shown<C: ConnectionTrait>(conn: &C, now: UnixMillis) -> Result<Vec<drop::Model>, DbErr> {
    let mut closed = drop::Entity::find()
        .filter(drop::Column::ClosesAt.lte(now.0))
        .filter(drop::Column::ClosesAt.gt(now.plus(-CLOSED_SHOWN).0))
        .order_by_desc(drop::Column::ClosesAt)
        .limit(CLOSED_MAX)
        .all(conn)
        .await?;
    let coming = drop::Entity::find()
        .filter(drop::Column::ClosesAt.gt(now.0))
        .filter(drop::Column::OpensAt.lte(now.plus(ANNOUNCED).0))
        .order_by_asc(drop::Column::OpensAt)
        .order_by_asc(drop::Column::Id)
        .limit(COMING_MAX)
        .all(conn)
        .await?;
    closed.extend(coming);
    closed.sort_by(|a, b| (a.opens_at, &a.id).cmp(&(b.opens_at, &b.id)));
    Ok(closed)
}
