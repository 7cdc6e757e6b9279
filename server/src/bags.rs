//! Lucky bags of rooms: dropped with all their rules, entered once by a person, drawn once, for everybody to see.
//!
//! Every guard stands in the write: the bag's row is held by who enters and by who draws, one entry a person is the
//! key of the row, and the database lets nothing change in a bag that is drawn. What a winner gets is a coupon that
//! is claimed for them in the transaction of the draw.

mod draw;
mod enter;
pub mod open;
pub mod proof;
mod show;

use axum::Router;
use picklive_contract::{
    BagId, CouponId, EntryId, RoomId, UnixMillis,
    bags::{Bag, BagFor, BagState, Entry, MyEntry, Prize, Won},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub use draw::{Rests, due, end};

use crate::{
    ApiError, AppState,
    db::entities::{bag, bag_entry},
    http::route,
    storefront::settings::Settings,
};

/// The routes of bags.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(route(show::bag))
        .merge(route(enter::enter))
        .merge(route(show::mine))
        .merge(route(show::list))
}

/// A bag as it is told; its seed only once it is drawn.
fn told(shop: &Settings, row: &bag::Model, won: Vec<Won>) -> Bag {
    let drawn = row.drawn_at.is_some();
    Bag {
        id: BagId(row.id.clone()),
        room: RoomId(row.room_id.clone()),
        title: row.title.clone(),
        prize: Prize {
            off: shop.money(row.amount_off),
            minimum: shop.money(row.minimum),
            valid_until: UnixMillis(row.valid_until),
        },
        winners: count(row.winners),
        who: BagFor::from(row.who.as_str()),
        state: BagState::from(row.state.as_str()),
        opens_at: UnixMillis(row.opens_at),
        closes_at: UnixMillis(row.closes_at),
        entries: count(row.entries),
        seed_hash: row.seed_hash.clone(),
        drawn_at: row.drawn_at.map(UnixMillis),
        seed: drawn.then(|| row.seed.0.clone()),
        digest: row.digest.clone(),
        won,
    }
}

/// Bags with who has won them, in the order given.
async fn with_winners<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    rows: &[bag::Model],
) -> Result<Vec<Bag>, ApiError> {
    let drawn = rows.iter().filter(|row| row.drawn_at.is_some()).map(|row| row.id.as_str());
    let winners = bag_entry::Entity::find()
        .filter(bag_entry::Column::BagId.is_in(drawn))
        .filter(bag_entry::Column::Place.is_not_null())
        .order_by_asc(bag_entry::Column::Place)
        .all(conn)
        .await?;
    let told = rows.iter().map(|row| {
        let mine = winners.iter().filter(|entry| entry.bag_id == row.id);
        let won = mine.map(|entry| Won {
            number: count(entry.number),
            id: EntryId(entry.id.clone()),
            name: entry.name.clone(),
        });
        told(shop, row, won.collect())
    });
    Ok(told.collect())
}

/// An entry as everybody reads it.
fn public(row: bag_entry::Model) -> Entry {
    Entry { number: count(row.number), id: EntryId(row.id), nonce: row.nonce, name: row.name }
}

/// An entry as its person reads it.
fn own(bag: &bag::Model, row: bag_entry::Model) -> MyEntry {
    MyEntry {
        bag: BagId(bag.id.clone()),
        entered_at: UnixMillis(row.entered_at),
        place: row.place.map(count),
        coupon: row.place.and(bag.coupon_id.clone()).map(CouponId),
        entry: public(row),
    }
}

async fn find<C: ConnectionTrait>(conn: &C, id: &str) -> Result<bag::Model, ApiError> {
    bag::Entity::find_by_id(id).one(conn).await?.ok_or_else(ApiError::not_found)
}

/// The person's entry.
async fn entry_of<C: ConnectionTrait>(
    conn: &C,
    bag: &str,
    person: &str,
) -> Result<Option<bag_entry::Model>, ApiError> {
    let key = (bag.to_owned(), person.to_owned());
    Ok(bag_entry::Entity::find_by_id(key).one(conn).await?)
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
