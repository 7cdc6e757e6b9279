//! What the host does: each act with its event in one transaction, so that viewers are told what is true.

mod bag;
mod coupon;
mod deal;
mod goods;
mod stage;
mod talk;

use axum::http::StatusCode;
use picklive_contract::{
    UnixMillis,
    events::Event,
    host::{Act, ActInRoom, ActKind, Acted},
    live::RoomState,
    problem::ProblemKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{brief, check, rooms, tell};
use crate::{
    ApiError, AppState,
    account::Caller,
    db::{Tx, entities::room},
    http::{Answer, Call, Wish, idempotent},
    storefront::settings::{self, Settings},
};

/// `POST /v1/rooms/{id}/acts`.
pub async fn handle(call: Call<ActInRoom>) -> Result<Answer<ActInRoom>, ApiError> {
    let (state, room) = (&call.state, call.at.as_str());
    let caller = Caller::of(&call).await?;
    let host = brief::of(state, room).await?.host;
    let is_host = caller.person.as_ref().is_some_and(|person| host.as_deref() == Some(&person.0));
    if !is_host {
        return Err(ApiError::not_found());
    }
    let wish = Wish::of(&call)?;
    let person = caller.person()?.as_str();
    let wrong = check::act(&call.ask);
    if !wrong.is_empty() {
        return Err(ApiError::invalid(wrong));
    }
    let (ask, now) = (&call.ask, state.clock.now());
    let work = |tx: Tx| async move {
        let acted = perform(&tx, room, ask, Some(person), now).await?;
        Answer::private(&acted)
    };
    let answer = idempotent(state, &caller, &wish, work).await?;
    heard(state, room);
    Ok(answer)
}

/// Does what a host does, for the merchant.
///
/// # Errors
/// 404 when there is no such room, 409 when it is not in a state for it, 422 when the act is no act.
pub async fn act(state: &AppState, room: &str, act: &Act) -> Result<Acted, ApiError> {
    let wrong = check::act(act);
    if !wrong.is_empty() {
        return Err(ApiError::invalid(wrong));
    }
    let now = state.clock.now();
    let work = |tx: Tx| async move { perform(&tx, room, act, None, now).await };
    let acted = state.db.writing(work).await?;
    heard(state, room);
    Ok(acted)
}

/// What was done is told at once, and known here.
fn heard(state: &AppState, room: &str) {
    state.live.briefs.forget(room);
    state.events.wake(&tell::topic(room));
}

/// An act that is being done.
struct Doing<'a> {
    tx: &'a Tx,
    room: room::Model,
    act: &'a Act,
    shop: Settings,
    now: UnixMillis,
}

async fn perform(
    tx: &Tx,
    id: &str,
    act: &Act,
    host: Option<&str>,
    now: UnixMillis,
) -> Result<Acted, ApiError> {
    let room = rooms::held(tx, id).await?;
    // Meanwhile another may have become the host.
    if host.is_some_and(|host| room.host_person.as_deref() != Some(host)) {
        return Err(ApiError::not_found());
    }
    let shop = settings::load(&**tx).await?;
    let mut doing = Doing { tx, room, act, shop, now };
    doing.allowed()?;
    let told = doing.run().await?;
    acted(tx, id, now).await?;
    let seq = tell::tell(tx, id, told, now).await?;
    if act.kind == ActKind::Pin {
        doing.chapter(seq).await?;
    }
    Ok(Acted { at: now, seq })
}

/// Notes when its host did something last: a room that is left is ended.
async fn acted(tx: &Tx, room: &str, now: UnixMillis) -> Result<(), ApiError> {
    room::Entity::update_many()
        .col_expr(room::Column::ActedAt, Expr::value(now.0))
        .filter(room::Column::Id.eq(room))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Ends a room that is on, if it still is as `such` says; whether it was ended.
///
/// # Errors
/// When the database does not answer.
pub async fn end_if(
    state: &AppState,
    room: &str,
    such: impl Fn(&room::Model) -> bool,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let (act, such) = (&Act::new(ActKind::End), &such);
    let work = |tx: Tx| async move {
        let held = rooms::held(&tx, room).await?;
        if !rooms::is_on(&RoomState::from(held.state.as_str())) || !such(&held) {
            return Ok(false);
        }
        let shop = settings::load(&*tx).await?;
        let told = Doing { tx: &tx, room: held, act, shop, now }.run().await?;
        tell::tell(&tx, room, told, now).await?;
        Ok(true)
    };
    state.db.writing(work).await
}

/// 409: the room is not in a state for this.
pub fn wrong_state(title: &str) -> ApiError {
    ApiError::problem(ProblemKind::WrongState, StatusCode::CONFLICT, title)
}

impl Doing<'_> {
    /// Whether the room is in a state for the act.
    fn allowed(&self) -> Result<(), ApiError> {
        let state = RoomState::from(self.room.state.as_str());
        let (on, over) =
            (rooms::is_on(&state), matches!(state, RoomState::Ended | RoomState::Replay));
        let good = match self.act.kind {
            ActKind::Start => matches!(state, RoomState::Scheduled | RoomState::Paused),
            ActKind::Pause => state == RoomState::Live,
            ActKind::Pin
            | ActKind::Unpin
            | ActKind::Deal
            | ActKind::CloseDeal
            | ActKind::Coupon
            | ActKind::Bag
            | ActKind::CancelBag => on,
            // What was said can be seen after the end.
            ActKind::RemoveComment | ActKind::Mute | ActKind::Unmute => true,
            _ => !over,
        };
        if good { Ok(()) } else { Err(wrong_state("The room is not in a state for this")) }
    }

    /// Does it; what is to be told, the act's own event last.
    async fn run(&mut self) -> Result<Vec<Event>, ApiError> {
        match &self.act.kind {
            ActKind::Start => self.start().await,
            ActKind::Pause => self.pause().await,
            ActKind::End => self.end().await,
            ActKind::Pin => self.pin().await,
            ActKind::Unpin => self.unpin().await,
            ActKind::Shelf => self.shelf().await,
            ActKind::Price => self.price().await,
            ActKind::Deal => self.deal().await,
            ActKind::CloseDeal => self.close_deal().await,
            ActKind::Coupon => self.coupon().await,
            ActKind::Announce => self.announce().await,
            ActKind::RemoveComment => self.remove_comment().await,
            ActKind::Mute => self.mute().await,
            ActKind::Unmute => self.unmute().await,
            ActKind::Slow => self.slow().await,
            ActKind::Block => self.block().await,
            ActKind::Bag => self.bag().await,
            ActKind::CancelBag => self.cancel_bag().await,
            ActKind::Other(_) => Err(ApiError::invalid([("kind", "malformed")])),
        }
    }
}
