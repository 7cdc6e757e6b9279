//! Chapters of a recording: what was shown, from the room's first begin. Of a room that is over they change no more,
//! so they are read once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use picklive_contract::{ProductId, UnixMillis, live::Chapter};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    ApiError,
    db::entities::{room, room_pin},
    storefront::settings::Settings,
};

/// Of how many rooms they are kept.
const ROOMS: usize = 256;

/// Those that were read.
#[derive(Clone, Debug, Default)]
pub struct Kept(Arc<Mutex<HashMap<String, Vec<Chapter>>>>);

/// The chapters of a room that is over.
///
/// # Errors
/// When the database does not answer.
pub async fn of<C: ConnectionTrait>(
    conn: &C,
    kept: &Kept,
    shop: &Settings,
    room: &room::Model,
) -> Result<Vec<Chapter>, ApiError> {
    let Some(started_at) = room.started_at else { return Ok(Vec::new()) };
    let lock = || kept.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = lock().get(&room.id) {
        return Ok(known.clone());
    }
    let pins = room_pin::Entity::find()
        .filter(room_pin::Column::RoomId.eq(&room.id))
        .order_by_asc(room_pin::Column::Seq)
        .all(conn)
        .await?;
    let mut chapters: Vec<Chapter> = Vec::new();
    for pin in pins {
        // Shown again at once it is one stretch.
        if chapters.last().is_some_and(|last| last.product.as_str() == pin.product_id) {
            continue;
        }
        chapters.push(Chapter {
            product: ProductId(pin.product_id),
            at: UnixMillis(pin.at),
            position: pin.at.saturating_sub(started_at).max(0),
            price: pin.price.map(|price| shop.money(price)),
        });
    }
    let mut known = lock();
    if known.len() >= ROOMS {
        known.clear();
    }
    known.insert(room.id.clone(), chapters.clone());
    Ok(chapters)
}
