//! `GET /v1/drops`, page by page.

use axum::Router;
use picklive_contract::{
    DealId, DropId, List, UnixMillis, VariantId,
    deals::{Deal, Drop, ListDrops},
    time::HOUR,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::{
    ApiError, AppState,
    db::entities::{deal, drop},
    http::{self, Answer, Cache, Call, Cursor},
    product::{Detail, load, offers::ANNOUNCED, read, reserved},
    storefront::settings,
};

/// How long a closed drop stays in the list, in milliseconds.
const CLOSED_SHOWN: i64 = 6 * HOUR;
/// Most closed drops in the list, the last ones.
const CLOSED_MAX: u64 = 4;
/// Drops on one page of the list.
const PAGE: usize = 28;

/// The route of the list.
pub fn route() -> Router<AppState> {
    http::route(list)
}

async fn list(call: Call<ListDrops>) -> Result<Answer<ListDrops>, ApiError> {
    let after = Cursor::asked(call.query.as_deref())?;
    Answer::shared(&page(&call.state, after.as_ref()).await?, Cache::Revalidate)
}

/// A page of the drops that are open, announced or closed in the last hours, by start, after the one a
/// cursor names. The first one also for the first screen in the HTML.
///
/// # Errors
/// When the database does not answer or a row cannot be read.
pub async fn page(state: &AppState, after: Option<&Cursor>) -> Result<List<Drop>, ApiError> {
    let (conn, now) = (&state.db.read, state.clock.now());
    let shop = settings::load(conn).await?;
    let mut drops = shown(conn, after, now).await?;
    let more = drops.len() > PAGE;
    drops.truncate(PAGE);
    let last = drops.last().filter(|_| more);
    let next = last.map(|drop| Cursor { at: drop.opens_at, id: drop.id.clone() }.told());
    let deals = deal::Entity::find()
        .filter(deal::Column::DropId.is_in(drops.iter().map(|drop| drop.id.as_str())))
        .order_by_asc(deal::Column::Position)
        .all(conn)
        .await?;
    let mut ids: Vec<_> = deals.iter().map(|deal| deal.product_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let products = load(conn, &shop, &ids, Detail::Card, now).await?;
    let held = reserved::of_deals(conn, &deals).await?;
    let mut told = Vec::new();
    for drop in drops {
        let mine = deals.iter().filter(|deal| deal.drop_id == drop.id);
        let deals = mine.filter_map(|deal| {
            let held = held.get(&deal.id);
            Some(Deal {
                id: DealId(deal.id.clone()),
                product: products.get(&deal.product_id)?.clone(),
                variant: VariantId(deal.variant_id.clone()),
                price: shop.money(deal.price),
                quota: deal.quota,
                left: deal.left,
                reserved: held.map_or(0, |held| held.units),
                reserved_until: held.map(|held| held.until),
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
    Ok(List { items: told, next })
}

/// One drop more than a page has, if there is one.
async fn shown<C: ConnectionTrait>(
    conn: &C,
    after: Option<&Cursor>,
    now: UnixMillis,
) -> Result<Vec<drop::Model>, DbErr> {
    let closed: Vec<String> = drop::Entity::find()
        .select_only()
        .column(drop::Column::Id)
        .filter(drop::Column::RoomId.is_null())
        .filter(drop::Column::ClosesAt.lte(now.0))
        .filter(drop::Column::ClosesAt.gt(now.plus(-CLOSED_SHOWN).0))
        .order_by_desc(drop::Column::ClosesAt)
        .order_by_desc(drop::Column::Id)
        .limit(CLOSED_MAX)
        .into_tuple()
        .all(conn)
        .await?;
    let announced = drop::Column::OpensAt.lte(now.plus(ANNOUNCED).0);
    let coming = drop::Column::ClosesAt.gt(now.0).and(announced);
    // A room's own are for who is in it.
    let mut query = drop::Entity::find()
        .filter(drop::Column::RoomId.is_null())
        .filter(Condition::any().add(coming).add(drop::Column::Id.is_in(closed)));
    if let Some(Cursor { at, id }) = after {
        let same = drop::Column::OpensAt.eq(*at).and(drop::Column::Id.gt(id));
        query = query.filter(Condition::any().add(drop::Column::OpensAt.gt(*at)).add(same));
    }
    query
        .order_by_asc(drop::Column::OpensAt)
        .order_by_asc(drop::Column::Id)
        .limit(u64::try_from(PAGE + 1).unwrap_or(u64::MAX))
        .all(conn)
        .await
}
