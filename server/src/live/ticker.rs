//! What happens in rooms by the clock: once a second likes are told, viewers counted, and deals that closed; rooms are
//! ended that nobody looks after.

use std::{collections::BTreeSet, time::Duration};

use picklive_contract::{DropId, UnixMillis, events::EventKind, live::RoomNow};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::{lapse, likes, prices, rooms, taps, tell, viewers};
use crate::{
    ApiError, AppState, bags,
    coupons::open::tell_changes,
    db::{
        Tx,
        entities::{drop, room},
    },
    storefront::settings,
};

/// How often.
const EVERY: Duration = Duration::from_secs(1);

/// Does it for ever.
pub async fn run(state: AppState) {
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = once(&state).await {
            tracing::error!(%error, "rooms could not be looked after; trying again");
        }
    }
}

/// One round.
///
/// # Errors
/// When the database does not answer.
pub async fn once(state: &AppState) -> Result<(), ApiError> {
    let mut done = likes::write_down(state).await.and(viewers::note(state).await);
    done = done.and(taps::write_down(state).await).and(bags::due(state).await);
    let on = room::Entity::find()
        .filter(room::Column::State.is_in(rooms::ON.iter().map(|state| state.as_str())))
        .all(&state.db.read)
        .await?;
    if !on.is_empty() {
        done = done
            .and(close_deals(state, &on).await)
            .and(tell_changes(state, &on).await)
            .and(bags::open::tell_changes(state, &on).await)
            .and(viewers::count(state, &on).await);
        done = done.and(lapse::end(state, &on).await);
    }
    done
}

/// Tells of the deals of these rooms whose time is over.
async fn close_deals(state: &AppState, on: &[room::Model]) -> Result<(), ApiError> {
    let now = state.clock.now();
    let closed = drop::Entity::find()
        .filter(drop::Column::RoomId.is_in(on.iter().map(|room| room.id.as_str())))
        .filter(drop::Column::ClosesAt.lte(now.0))
        .filter(drop::Column::CloseTold.eq(false))
        .order_by_asc(drop::Column::ClosesAt)
        .all(&state.db.read)
        .await?;
    let (mut told, mut all) = (BTreeSet::new(), Ok(()));
    for drop in &closed {
        let Some(room) = drop.room_id.as_deref() else { continue };
        let work = |tx: Tx| async move { tell_closed(&tx, room, drop, now).await };
        // One room that cannot be told does not keep the others.
        match state.db.writing(work).await {
            Ok(true) => {
                told.insert(room);
            }
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, room, "the end of a deal could not be told");
                all = Err(error);
            }
        }
    }
    for room in told {
        state.events.wake(&tell::topic(room));
    }
    all
}

/// Tells that a deal is over; `false` when another process did.
async fn tell_closed(
    tx: &Tx,
    room: &str,
    drop: &drop::Model,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let room = rooms::held(tx, room).await?;
    let mine = drop::Entity::update_many()
        .col_expr(drop::Column::CloseTold, Expr::value(true))
        .filter(drop::Column::Id.eq(&drop.id))
        .filter(drop::Column::CloseTold.eq(false))
        .exec(&**tx)
        .await?;
    if mine.rows_affected == 0 {
        return Ok(false);
    }
    let shop = settings::load(&**tx).await?;
    let prices = Some(prices::open(&**tx, &shop, &room, now).await?);
    let told = RoomNow { prices, ..RoomNow::default() };
    let mut told = tell::event(&room.id, EventKind::DealClosed, now, told);
    told.drop = Some(DropId(drop.id.clone()));
    tell::tell(tx, &room.id, vec![told], now).await?;
    Ok(true)
}
