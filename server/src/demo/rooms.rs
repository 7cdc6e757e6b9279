//! The demo shop's live rooms: one on the air, one to come, one to be seen again.
//!
//! They are made by what the merchant and the host have, at the times at which they would have done it. A room never
//! comes back from its end, so where one is over a new one takes its place, with the date behind its id. Whatever is
//! wrong with a room of an edited shop is a line in the log, and no reason to stop.

mod files;
mod make;

use picklive_contract::{
    Date, UnixMillis,
    live::RoomState,
    time::{DAY, MINUTE, SECOND},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::read;
use crate::{
    ApiError, AppState,
    clock::Clock,
    db::{Tx, entities::room},
    live::rooms::{self, Change},
    storefront::{settings, zone::ShopZone},
};
pub use files::{Room, Rooms, When};
use make::Making;

/// How long a room that is on the air has been there when it is first seen, in milliseconds.
const SINCE: i64 = 10 * MINUTE;

/// Sees to it that each room of the demo is as it should be.
///
/// # Errors
/// When the file cannot be read; what is wrong with one room is told in the log.
pub async fn keep(state: &AppState) -> Result<(), ApiError> {
    let file = read::rooms()?;
    for room in &file.rooms {
        if let Err(error) = keep_one(state, &file, room).await {
            tracing::warn!(room = room.id, %error, "the demo's room");
        }
    }
    Ok(())
}

async fn keep_one(state: &AppState, file: &Rooms, room: &Room) -> Result<(), ApiError> {
    let (shop, now) = (settings::get(state).await?, state.clock.now());
    let zone = ShopZone::named(&shop.zone)?;
    let today = zone.date(now);
    let there = of(state, &room.id).await?;
    let find = |wanted: &[RoomState]| {
        there.iter().find(|row| wanted.contains(&RoomState::from(row.state.as_str())))
    };
    let scheduled = find(&[RoomState::Scheduled]);
    let (on, making) = (find(&rooms::ON), Making { file, room, shop: &shop });
    let free = || making.free(&there, &today.to_string());
    match &room.when {
        When::Live => {
            if let Some(on) = on {
                return begin_today(state, on, &zone).await;
            }
            let began = now.plus(-SINCE);
            let then = at(state, began);
            let id = match scheduled {
                Some(row) => row.id.clone(),
                None => making.create(&then, &free(), began, None).await?,
            };
            making.start(&then, &id).await;
            making.pins(state, &id, began).await;
        }
        When::Scheduled { at: hour } => {
            let begin = zone.at(today.plus_days(1), hour)?;
            match (scheduled, on) {
                (Some(row), _) if row.starts_at < now.0 => move_to(state, row, begin).await?,
                (None, None) => {
                    let id = making.create(state, &free(), begin, None).await?;
                    making.shelf(state, &id).await;
                }
                // It is as it should be, or somebody has begun it.
                _ => {}
            }
        }
        When::Replay { at: hour, seconds } => {
            if !there.is_empty() {
                return Ok(());
            }
            let began = zone.at(today.plus_days(-1), hour)?;
            let ended = began.plus(seconds * SECOND);
            let id =
                making.create(&at(state, began.plus(-DAY)), &free(), began, Some(ended)).await?;
            making.start(&at(state, began), &id).await;
            making.pins(state, &id, began).await;
            making.end(&at(state, ended), &id).await;
        }
    }
    Ok(())
}

/// The server at another time: what is done with it is done then.
fn at(state: &AppState, then: UnixMillis) -> AppState {
    AppState { clock: Clock::standing(then), ..state.clone() }
}

/// The rooms that have this id, or took its place, the newest first.
async fn of(state: &AppState, id: &str) -> Result<Vec<room::Model>, ApiError> {
    let found = room::Entity::find().filter(room::Column::Id.starts_with(id));
    let mut found = found.order_by_desc(room::Column::CreatedAt).all(&state.db.read).await?;
    // Another room's id may begin like it.
    let dated = |rest: &str| rest.get(1..11).is_some_and(|date| Date::parse(date).is_some());
    found.retain(|row| row.id.strip_prefix(id).is_some_and(|rest| rest.is_empty() || dated(rest)));
    Ok(found)
}

/// A room that is on the air for ever is told as one that began today.
async fn begin_today(state: &AppState, row: &room::Model, zone: &ShopZone) -> Result<(), ApiError> {
    let now = state.clock.now();
    if zone.date(rooms::begin(row)) >= zone.date(now) {
        return Ok(());
    }
    let work = |tx: Tx| async move {
        room::Entity::update_many()
            .col_expr(room::Column::StartedAt, Expr::value(now.0))
            .filter(room::Column::Id.eq(&row.id))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    state.db.writing(work).await?;
    move_to(state, row, now).await
}

async fn move_to(state: &AppState, row: &room::Model, begin: UnixMillis) -> Result<(), ApiError> {
    let change = Change { starts_at: Some(begin), ..Change::default() };
    rooms::change(state, &row.id, &change).await.map_err(ApiError::internal)
}
