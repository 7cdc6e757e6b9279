//! `GET /v1/rooms/{id}`: a room as it is at one moment, with the cursor of that moment.

use std::collections::HashMap;

use picklive_contract::{
    CommentId, ProductId, RoomId, UnixMillis,
    comments::Comment,
    events::SHOP,
    live::{Announcement, COMMENTS, GetRoom, Pin, Room, RoomState, SEQ},
    product::Product,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{ALLOWANCE, chapters, prices, rooms, shared, shelf, tell};
use crate::{
    ApiError, AppState, bags, coupons,
    db::entities::{comment, room},
    events,
    http::{Answer, Cache, Call},
    orders::snapshot,
    product::{Detail, load, read, read_some},
    storefront::settings::{self, Settings},
};

/// A room as it was told, and how it was written.
#[derive(Debug)]
pub struct Shot {
    /// The number of the latest event of the room in it.
    pub seq: i64,
    /// The room.
    pub room: Room,
    /// The same as JSON.
    pub json: String,
}

/// Tells a room, the same to everybody.
pub async fn show(call: Call<GetRoom>) -> Result<Answer<GetRoom>, ApiError> {
    let seq = known(call.query.as_deref())?;
    let shot = shared::no_older(&call.state, &call.at, seq).await?;
    let shot = shot.ok_or_else(ApiError::not_found)?;
    Ok(Answer::shared_written(shot.json.clone(), Cache::Revalidate))
}

/// The number of an event that who asks knows already; 0 when they know none.
fn known(query: Option<&str>) -> Result<i64, ApiError> {
    let pairs = url::form_urlencoded::parse(query.unwrap_or("").as_bytes());
    let Some((_, text)) = pairs.into_iter().find(|(name, _)| name == SEQ) else { return Ok(0) };
    let number = text.parse().ok().filter(|number| *number >= 0);
    number.ok_or_else(|| ApiError::invalid([(SEQ, "malformed")]))
}

/// Takes a picture of a room; `None` when there is none.
///
/// # Errors
/// When the database does not answer or a row cannot be read.
pub async fn take(state: &AppState, id: &RoomId) -> Result<Option<Shot>, ApiError> {
    let moment = snapshot::begin(&state.db).await?;
    let told = told(state, &moment, id).await;
    let place = tell::place(&moment, &tell::topic(id.as_str())).await;
    moment.rollback().await?;
    let (Some(room), (_, seq)) = (told?, place?) else { return Ok(None) };
    Ok(Some(Shot { seq, json: serde_json::to_string(&room)?, room }))
}

async fn told(
    state: &AppState,
    moment: &DatabaseTransaction,
    id: &RoomId,
) -> Result<Option<Room>, ApiError> {
    let Some(row) = rooms::find(moment, id.as_str()).await? else { return Ok(None) };
    let (now, shop) = (state.clock.now(), settings::load(moment).await?);
    let goods = goods(moment, &shop, &row, now).await?;
    let is = RoomState::from(row.state.as_str());
    let (on, over) = (rooms::is_on(&is), matches!(is, RoomState::Ended | RoomState::Replay));
    let chapters = match over {
        true => chapters::of(moment, &state.live.chapters, &shop, &row).await?,
        false => Vec::new(),
    };
    let pin = row.pin_product.clone().zip(row.pin_at);
    let pin = pin.map(|(product, at)| Pin { product: ProductId(product), at: UnixMillis(at) });
    let said = row.announcement.clone().zip(row.announced_at);
    Ok(Some(Room {
        id: id.clone(),
        title: read(&row.title)?,
        cover: read_some(row.cover.as_ref())?,
        host: read(&row.host)?,
        starts_at: rooms::begin(&row),
        viewers: on.then_some(row.viewers),
        demo: row.demo,
        can_follow: row.host_person.is_some(),
        cursor: events::cursor(moment, &[&tell::topic(&row.id), SHOP]).await?,
        ended_at: row.ended_at.map(UnixMillis),
        sources: match &is {
            RoomState::Replay => read(&row.recordings)?,
            RoomState::Ended => Vec::new(),
            _ => read(&row.sources)?,
        },
        allowance: ALLOWANCE,
        shelf: goods,
        prices: prices::open(moment, &shop, &row, now).await?,
        pin,
        coupons: coupons::open::of(moment, &shop, &row.id, now).await?,
        bags: bags::open::of(moment, &shop, &row.id).await?,
        announcement: said.map(|(text, at)| Announcement { text, at: UnixMillis(at) }),
        comments: comments(moment, &row.id).await?,
        slow_seconds: u32::try_from(row.slow_seconds).unwrap_or(0),
        likes: row.likes,
        chapters,
        state: is,
    }))
}

async fn goods<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    room: &room::Model,
    now: UnixMillis,
) -> Result<Vec<Product>, ApiError> {
    let ids = shelf::read(conn, &room.id).await?;
    let names: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut found: HashMap<String, Product> = load(conn, shop, &names, Detail::Card, now).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The latest comments, oldest first.
async fn comments<C: ConnectionTrait>(conn: &C, room: &str) -> Result<Vec<Comment>, ApiError> {
    let latest = comment::Entity::find()
        .filter(comment::Column::RoomId.eq(room))
        .filter(comment::Column::RemovedAt.is_null())
        .order_by_desc(comment::Column::Seq)
        .order_by_desc(comment::Column::Place)
        .limit(u64::try_from(COMMENTS).unwrap_or(u64::MAX))
        .all(conn)
        .await?;
    let told = latest.into_iter().rev().map(|row| Comment {
        id: CommentId(row.id),
        name: row.name,
        text: row.body,
        at: UnixMillis(row.at),
        host: row.host,
    });
    Ok(told.collect())
}
