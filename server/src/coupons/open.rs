//! The coupons of a room that can be claimed, and what is told of them.

use picklive_contract::{
    UnixMillis,
    coupons::Coupon,
    events::{Event, EventKind},
    live::RoomNow,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, SimpleExpr},
};

use super::told;
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{coupon, room},
    },
    live::{rooms, tell},
    storefront::settings::{self, Settings},
};

/// What stands for the number of those left once the end of a coupon was told.
pub(super) const ENDED: i64 = -1;

/// The coupons of a room that can be claimed now, by when they close.
///
/// # Errors
/// When the database does not answer.
pub async fn of<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    room: &str,
    now: UnixMillis,
) -> Result<Vec<Coupon>, ApiError> {
    let open = coupon::Entity::find()
        .filter(coupon::Column::RoomId.eq(room))
        .filter(coupon::Column::ClosesAt.gt(now.0))
        // What is closed for good is so also for a process whose clock is behind.
        .filter(not_over())
        .order_by_asc(coupon::Column::ClosesAt)
        .order_by_asc(coupon::Column::Id)
        .all(conn)
        .await?;
    Ok(open.iter().map(|row| told(shop, row)).collect())
}

/// What a room's coupons can still take off, and what those claimed do: so much of what the merchant allows is gone.
/// For a transaction that holds the room, and tells its coupons if some were found to be over: that is the second.
///
/// # Errors
/// When the database does not answer.
pub async fn promised(tx: &Tx, room: &str, now: UnixMillis) -> Result<(i64, bool), ApiError> {
    // Of those whose time is over nobody claims any more from here on: a claim that began before waits for this
    // write, or this one for it.
    let ended = coupon::Entity::update_many()
        .col_expr(coupon::Column::Told, Expr::value(ENDED))
        .filter(coupon::Column::RoomId.eq(room))
        .filter(coupon::Column::ClosesAt.lte(now.0))
        .filter(coupon::Column::Told.ne(ENDED))
        .exec(&**tx)
        .await?;
    let all = coupon::Entity::find().filter(coupon::Column::RoomId.eq(room)).all(&**tx).await?;
    let each = all.iter().map(|row| {
        let count = if is_over(row) { row.quota - row.unclaimed } else { row.quota };
        row.amount_off.saturating_mul(count)
    });
    Ok((each.fold(0, i64::saturating_add), ended.rows_affected > 0))
}

/// Whether a coupon was closed for good, whatever another server's clock says.
pub fn is_over(row: &coupon::Model) -> bool {
    row.told == ENDED
}

/// The condition for a coupon's row: it was not closed for good.
pub fn not_over() -> SimpleExpr {
    coupon::Column::Told.ne(ENDED)
}

/// Closes all coupons of a room: it is over. What was claimed stays good.
///
/// # Errors
/// When the database does not answer.
pub async fn close(tx: &Tx, room: &str, now: UnixMillis) -> Result<(), ApiError> {
    let opened = Expr::col(coupon::Column::OpensAt);
    // One that was dropped by a server whose clock is ahead closes when it opens.
    let at = Expr::case(opened.clone().gt(now.0), opened).finally(Expr::value(now.0));
    coupon::Entity::update_many()
        .col_expr(coupon::Column::ClosesAt, at.into())
        .col_expr(coupon::Column::Told, Expr::value(ENDED))
        .filter(coupon::Column::RoomId.eq(room))
        .filter(coupon::Column::ClosesAt.gt(now.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Tells of claims, and of coupons whose time is over, in rooms that are on: once a second, not once a claim.
///
/// # Errors
/// When the database does not answer.
pub async fn tell_changes(state: &AppState, on: &[room::Model]) -> Result<(), ApiError> {
    let now = state.clock.now();
    let changed = coupon::Entity::find()
        .filter(coupon::Column::RoomId.is_in(on.iter().map(|room| room.id.as_str())))
        .filter(untold(now))
        .all(&state.db.read)
        .await?
        .into_iter()
        .map(|coupon| coupon.room_id);
    let work = |tx: Tx, room: String| async move { tell_room(&tx, &room, now).await };
    tell::changed(state, changed, "what is left of coupons", work).await
}

/// Whether something of a coupon is to be told.
fn untold(now: UnixMillis) -> Condition {
    let (told, left) = (coupon::Column::Told, coupon::Column::Unclaimed);
    let other = Expr::col(told).ne(Expr::col(left));
    let claimed = coupon::Column::ClosesAt.gt(now.0).and(not_over()).and(other);
    let ended = coupon::Column::ClosesAt.lte(now.0).and(told.ne(ENDED));
    Condition::any().add(claimed).add(ended)
}

/// `false` when another process has told it.
async fn tell_room(tx: &Tx, room: &str, now: UnixMillis) -> Result<bool, ApiError> {
    let room = rooms::held(tx, room).await?;
    let (told, left) = (coupon::Column::Told, Expr::col(coupon::Column::Unclaimed));
    let ended = Expr::case(coupon::Column::ClosesAt.lte(now.0), ENDED).finally(left);
    let mine = coupon::Entity::update_many()
        .col_expr(told, ended.into())
        .filter(coupon::Column::RoomId.eq(&room.id))
        .filter(untold(now))
        .exec(&**tx)
        .await?;
    if mine.rows_affected == 0 {
        return Ok(false);
    }
    let shop = settings::load(&**tx).await?;
    let event = event(tx, &shop, &room.id, now).await?;
    tell::tell(tx, &room.id, vec![event], now).await?;
    Ok(true)
}

/// The event that tells all coupons of a room that can be claimed.
///
/// # Errors
/// When the database does not answer.
pub async fn event(
    tx: &Tx,
    shop: &Settings,
    room: &str,
    now: UnixMillis,
) -> Result<Event, ApiError> {
    let coupons = Some(of(&**tx, shop, room, now).await?);
    Ok(tell::event(room, EventKind::Coupon, now, RoomNow { coupons, ..RoomNow::default() }))
}
