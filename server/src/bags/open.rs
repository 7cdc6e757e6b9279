//! The bags that a room tells of, and what of it changes.

use picklive_contract::{
    UnixMillis,
    bags::{Bag, BagState, DRAWN_TOLD},
    events::{Event, EventKind},
    live::RoomNow,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::with_winners;
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{bag, room},
    },
    live::{rooms, tell},
    storefront::settings::{self, Settings},
};

/// The bags of a room that are open, and the last that were drawn, by when they close.
///
/// # Errors
/// When the database does not answer.
pub async fn of<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    room: &str,
) -> Result<Vec<Bag>, ApiError> {
    let mut rows = drawn(conn, room).await?;
    rows.extend(open(conn, room).await?);
    rows.sort_by(|one, other| (one.closes_at, &one.id).cmp(&(other.closes_at, &other.id)));
    with_winners(conn, shop, &rows).await
}

async fn open<C: ConnectionTrait>(conn: &C, room: &str) -> Result<Vec<bag::Model>, ApiError> {
    let open = bag::Entity::find()
        .filter(bag::Column::RoomId.eq(room))
        .filter(bag::Column::State.eq(BagState::Open.as_str()))
        .order_by_asc(bag::Column::ClosesAt)
        .order_by_asc(bag::Column::Id);
    Ok(open.all(conn).await?)
}

async fn drawn<C: ConnectionTrait>(conn: &C, room: &str) -> Result<Vec<bag::Model>, ApiError> {
    let drawn = bag::Entity::find()
        .filter(bag::Column::RoomId.eq(room))
        .filter(bag::Column::State.eq(BagState::Drawn.as_str()))
        .order_by_desc(bag::Column::ClosesAt)
        .order_by_desc(bag::Column::Id)
        .limit(u64::try_from(DRAWN_TOLD).unwrap_or(u64::MAX));
    Ok(drawn.all(conn).await?)
}

/// What the prizes of a room's bags that are not drawn yet will take off: so much of what the merchant allows is
/// gone. Those of one that is drawn are coupons.
///
/// # Errors
/// When the database does not answer.
pub async fn promised<C: ConnectionTrait>(conn: &C, room: &str) -> Result<i64, ApiError> {
    let each = open(conn, room).await?.into_iter();
    let each = each.map(|bag| bag.amount_off.saturating_mul(bag.winners));
    Ok(each.fold(0, i64::saturating_add))
}

/// Tells how many have entered, in rooms that are on: once a second, not once an entry.
///
/// # Errors
/// When the database does not answer.
pub async fn tell_changes(state: &AppState, on: &[room::Model]) -> Result<(), ApiError> {
    let now = state.clock.now();
    let changed = bag::Entity::find()
        .filter(bag::Column::RoomId.is_in(on.iter().map(|room| room.id.as_str())))
        .filter(bag::Column::State.eq(BagState::Open.as_str()))
        .filter(Expr::col(bag::Column::Told).ne(Expr::col(bag::Column::Entries)))
        .all(&state.db.read)
        .await?
        .into_iter()
        .map(|bag| bag.room_id);
    let work = |tx: Tx, room: String| async move { tell_room(&tx, &room, now).await };
    tell::changed(state, changed, "entries in bags", work).await
}

/// `false` when another process has told it.
async fn tell_room(tx: &Tx, room: &str, now: UnixMillis) -> Result<bool, ApiError> {
    let room = rooms::held(tx, room).await?;
    let mine = bag::Entity::update_many()
        .col_expr(bag::Column::Told, Expr::col(bag::Column::Entries))
        .filter(bag::Column::RoomId.eq(&room.id))
        .filter(bag::Column::State.eq(BagState::Open.as_str()))
        .filter(Expr::col(bag::Column::Told).ne(Expr::col(bag::Column::Entries)))
        .exec(&**tx)
        .await?;
    if mine.rows_affected == 0 {
        return Ok(false);
    }
    let shop = settings::load(&**tx).await?;
    let event = event(tx, &shop, &room.id, EventKind::Bag, now).await?;
    tell::tell(tx, &room.id, vec![event], now).await?;
    Ok(true)
}

/// The event that tells a room's bags: those that are open, and of a draw also the last that were drawn, which else
/// nobody needs again.
///
/// # Errors
/// When the database does not answer.
pub async fn event(
    tx: &Tx,
    shop: &Settings,
    room: &str,
    kind: EventKind,
    now: UnixMillis,
) -> Result<Event, ApiError> {
    let bags = match kind {
        EventKind::BagDrawn => of(&**tx, shop, room).await?,
        _ => with_winners(&**tx, shop, &open(&**tx, room).await?).await?,
    };
    Ok(tell::event(room, kind, now, RoomNow { bags: Some(bags), ..RoomNow::default() }))
}
