//! The draw: once, soon after the bag's close, by whichever server comes first.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use picklive_contract::{
    UnixMillis,
    bags::{BagState, Entry, list},
    events::{Event, EventKind},
    time::MINUTE,
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
    sea_query::{Expr, LockType},
};

use super::{open, proof, public};
use crate::{
    ApiError, AppState,
    coupons::prize,
    db::{
        Tx,
        entities::{bag, bag_entry},
    },
    live::{rooms, tell},
    storefront::settings::{self, Settings},
};

/// How late a draw has to be for the prizes to be good for longer, in milliseconds.
const LATE: i64 = MINUTE;
/// After how long one that could not be drawn is tried again, in milliseconds.
const AGAIN: i64 = MINUTE;

/// Until when bags rest that could not be drawn; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Rests(Arc<Mutex<HashMap<String, UnixMillis>>>);

impl Rests {
    fn is_over(&self, bag: &str, now: UnixMillis) -> bool {
        let rests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rests.get(bag).is_none_or(|until| *until <= now)
    }

    fn begin(&self, bag: &str, now: UnixMillis) {
        let mut rests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rests.retain(|_, until| *until > now);
        rests.insert(bag.into(), now.plus(AGAIN));
    }
}

/// Draws all bags whose time is over, also those of a time when no server ran.
///
/// # Errors
/// When the database does not answer.
pub async fn due(state: &AppState) -> Result<(), ApiError> {
    let now = state.clock.now();
    let closed = bag::Entity::find()
        .filter(bag::Column::State.eq(BagState::Open.as_str()))
        .filter(bag::Column::ClosesAt.lte(now.0))
        .order_by_asc(bag::Column::ClosesAt)
        .order_by_asc(bag::Column::Id)
        .all(&state.db.read)
        .await?;
    let mut all = Ok(());
    let rests = &state.live.bags;
    for bag in closed.iter().filter(|bag| rests.is_over(&bag.id, now)) {
        let work = |tx: Tx| async move { draw_and_tell(&tx, bag, now).await };
        match state.db.writing(work).await {
            Ok(true) => state.events.wake(&tell::topic(&bag.room_id)),
            Ok(false) => {}
            // One that cannot be drawn does not keep the others.
            Err(error) => {
                tracing::error!(%error, bag = bag.id, "a bag could not be drawn; again in a minute");
                rests.begin(&bag.id, now);
                all = Err(error);
            }
        }
    }
    all
}

/// `false` when another process has drawn it.
async fn draw_and_tell(tx: &Tx, bag: &bag::Model, now: UnixMillis) -> Result<bool, ApiError> {
    let room = rooms::held(tx, &bag.room_id).await?;
    if !draw(tx, &bag.id, now).await? {
        return Ok(false);
    }
    let shop = settings::load(&**tx).await?;
    let event = open::event(tx, &shop, &room.id, EventKind::BagDrawn, now).await?;
    tell::tell(tx, &room.id, vec![event], now).await?;
    Ok(true)
}

/// Closes and draws all bags of a room, which is over and is held; what is to be told of it.
///
/// # Errors
/// When the database does not answer.
pub async fn end(
    tx: &Tx,
    shop: &Settings,
    room: &str,
    now: UnixMillis,
) -> Result<Option<Event>, ApiError> {
    let opened = Expr::col(bag::Column::OpensAt);
    // One that was dropped by a server whose clock is ahead closes when it opens.
    let at = Expr::case(opened.clone().gt(now.0), opened).finally(Expr::value(now.0));
    bag::Entity::update_many()
        .col_expr(bag::Column::ClosesAt, at.into())
        .filter(bag::Column::RoomId.eq(room))
        .filter(bag::Column::State.eq(BagState::Open.as_str()))
        .filter(bag::Column::ClosesAt.gt(now.0))
        .exec(&**tx)
        .await?;
    let left = bag::Entity::find()
        .filter(bag::Column::RoomId.eq(room))
        .filter(bag::Column::State.eq(BagState::Open.as_str()))
        .order_by_asc(bag::Column::Id)
        .all(&**tx)
        .await?;
    let mut told = false;
    for bag in &left {
        let at = UnixMillis(rooms::not_before(now, Some(bag.closes_at)));
        // One that cannot be drawn does not keep the room from ending: it stays closed, and is tried again.
        let attempt = Arc::new(tx.begin().await?);
        let drawn = draw(&attempt, &bag.id, at).await;
        let attempt = Arc::into_inner(attempt);
        let attempt = attempt.ok_or_else(|| ApiError::internal("a draw outlived its work"))?;
        match drawn {
            Ok(is_drawn) => {
                attempt.commit().await?;
                told |= is_drawn;
            }
            Err(error) if error.is_conflict() => return Err(error),
            Err(error) => {
                attempt.rollback().await?;
                tracing::error!(%error, bag = bag.id, "a bag could not be drawn as its room ended");
            }
        }
    }
    if !told {
        return Ok(None);
    }
    Ok(Some(open::event(tx, shop, room, EventKind::BagDrawn, now).await?))
}

/// Draws one that is closed; `false` when it is drawn, or was taken back.
async fn draw(tx: &Tx, id: &str, now: UnixMillis) -> Result<bool, ApiError> {
    // From here on nobody enters.
    let held = bag::Entity::find_by_id(id)
        .filter(bag::Column::State.eq(BagState::Open.as_str()))
        .filter(bag::Column::ClosesAt.lte(now.0))
        .lock(LockType::NoKeyUpdate)
        .one(&**tx)
        .await?;
    let Some(bag) = held else { return Ok(false) };
    let entries = bag_entry::Entity::find()
        .filter(bag_entry::Column::BagId.eq(id))
        .order_by_asc(bag_entry::Column::Number)
        .all(&**tx)
        .await?;
    let persons: Vec<String> = entries.iter().map(|entry| entry.person_id.clone()).collect();
    let entries: Vec<Entry> = entries.into_iter().map(public).collect();
    if i64::try_from(entries.len()).ok() != Some(bag.entries) {
        return Err(ApiError::internal("a bag does not count its entries"));
    }
    let count = u32::try_from(bag.entries).map_err(ApiError::internal)?;
    let winners = u32::try_from(bag.winners).map_err(ApiError::internal)?;
    let drawn = proof::draw(&bag.seed.0, &list(&entries), count, winners);
    let drawn = drawn.ok_or_else(|| ApiError::internal("a bag has no seed"))?;
    let mut won = Vec::new();
    for (place, number) in (1_i64..).zip(&drawn.numbers) {
        bag_entry::Entity::update_many()
            .col_expr(bag_entry::Column::Place, Expr::value(place))
            .filter(bag_entry::Column::BagId.eq(id))
            .filter(bag_entry::Column::Number.eq(i64::from(*number)))
            .exec(&**tx)
            .await?;
        let at = usize::try_from(*number).map_err(ApiError::internal)?.saturating_sub(1);
        won.extend(persons.get(at).cloned());
    }
    let late = now.since(UnixMillis(bag.closes_at));
    let longer = if late > LATE { late } else { 0 };
    let valid_until = bag.valid_until.saturating_add(longer);
    let coupon = prize::give(tx, &bag, won, now, UnixMillis(valid_until)).await?;
    let done = bag::Entity::update_many()
        .col_expr(bag::Column::State, Expr::value(BagState::Drawn.as_str()))
        .col_expr(bag::Column::DrawnAt, Expr::value(now.0))
        .col_expr(bag::Column::Digest, Expr::value(drawn.digest))
        .col_expr(bag::Column::CouponId, Expr::value(coupon))
        .col_expr(bag::Column::ValidUntil, Expr::value(valid_until))
        .filter(bag::Column::Id.eq(id))
        .filter(bag::Column::State.eq(BagState::Open.as_str()))
        .exec(&**tx)
        .await?;
    if done.rows_affected != 1 {
        return Err(ApiError::internal("a bag was drawn twice"));
    }
    Ok(true)
}
