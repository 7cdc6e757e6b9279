//! Changing a room. Pages that show it read it again.

use picklive_contract::{
    Text, UnixMillis,
    events::EventKind,
    live::{Host, RoomState, Source},
    picture::Picture,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::{
    Allowed,
    draft::{allow, can_be_budget, can_be_sold, can_be_sources, can_be_title, can_host},
    held, over,
};
use crate::{
    ApiError, AppState,
    db::{Tx, entities::room},
    live::{Refused, prices, shelf, tell},
};

/// What becomes of a room; what is not said stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its title.
    pub title: Option<Text>,
    /// Its picture, or none.
    pub cover: Option<Option<Picture>>,
    /// Who runs it, as it is told.
    pub host: Option<Host>,
    /// The verified contact who runs it, or nobody.
    pub host_person: Option<Option<String>>,
    /// When it begins.
    pub starts_at: Option<UnixMillis>,
    /// Where the picture comes from while it is on.
    pub sources: Option<Vec<Source>>,
    /// Where it comes from once it is over: with one a room that is over can be seen again, without it cannot.
    pub recordings: Option<Vec<Source>>,
    /// Whether its audience is a rehearsed one.
    pub demo: Option<bool>,
    /// What its host may sell; what is not among it leaves the shelf.
    pub products: Option<Vec<Allowed>>,
    /// What its coupons may take off in all from now on; those that were dropped stay as they are.
    pub coupon_budget: Option<i64>,
}

/// Changes a room.
///
/// # Errors
/// A sentence: there is no such room, or as for making one.
pub async fn change(state: &AppState, id: &str, change: &Change) -> Result<(), Refused> {
    if let Some(title) = &change.title {
        can_be_title("title", title)?;
    }
    if let Some(host) = &change.host {
        can_be_title("name of the host", &host.name)?;
    }
    can_be_sources(change.sources.iter().chain(&change.recordings).flatten())?;
    if let Some(products) = &change.products {
        can_be_sold(state, products).await?;
    }
    can_be_budget(change.coupon_budget.unwrap_or(0))?;
    can_host(state, change.host_person.as_ref().and_then(Option::as_deref)).await?;
    let now = state.clock.now();
    let work = |tx: Tx| async move {
        let before = held(&tx, id).await?;
        write(&tx, before, change).await?;
        if let Some(products) = &change.products {
            allow(&tx, id, products).await?;
            let kept = |product: &str| products.iter().any(|allowed| allowed.product == product);
            shelf::keep_only(&tx, id, kept, now).await?;
            prices::close_below(&tx, id, products, now).await?;
        }
        let told = tell::event(id, EventKind::Resync, now, Default::default());
        tell::tell(&tx, id, vec![told], now).await?;
        Ok(())
    };
    match state.db.writing(work).await {
        Ok(()) => {}
        Err(ApiError::Problem(problem, _)) if problem.status == 404 => {
            return Err(Refused(format!("there is no room {id}")));
        }
        Err(error) => return Err(error.into()),
    }
    state.live.briefs.forget(id);
    state.live.shots.forget(id);
    state.events.wake(&tell::topic(id));
    Ok(())
}

async fn write(tx: &Tx, before: room::Model, change: &Change) -> Result<(), ApiError> {
    let mut after = before.clone();
    if let Some(title) = &change.title {
        after.title = serde_json::to_string(title)?;
    }
    if let Some(cover) = &change.cover {
        after.cover = cover.as_ref().map(serde_json::to_string).transpose()?;
    }
    if let Some(host) = &change.host {
        after.host = serde_json::to_string(host)?;
    }
    if let Some(person) = &change.host_person {
        after.host_person.clone_from(person);
    }
    after.starts_at = change.starts_at.map_or(after.starts_at, |at| at.0);
    if let Some(sources) = &change.sources {
        after.sources = serde_json::to_string(sources)?;
    }
    if let Some(recordings) = &change.recordings {
        after.recordings = serde_json::to_string(recordings)?;
    }
    after.coupon_budget = change.coupon_budget.unwrap_or(after.coupon_budget);
    after.demo = change.demo.unwrap_or(after.demo);
    if matches!(RoomState::from(after.state.as_str()), RoomState::Ended | RoomState::Replay) {
        after.state = over(&after).as_str().into();
    }
    if after == before {
        return Ok(());
    }
    let mut active = before.into_active_model();
    active.title = Set(after.title);
    active.cover = Set(after.cover);
    active.host = Set(after.host);
    active.host_person = Set(after.host_person);
    active.starts_at = Set(after.starts_at);
    active.sources = Set(after.sources);
    active.recordings = Set(after.recordings);
    active.demo = Set(after.demo);
    active.coupon_budget = Set(after.coupon_budget);
    active.state = Set(after.state);
    active.update(&**tx).await?;
    Ok(())
}
