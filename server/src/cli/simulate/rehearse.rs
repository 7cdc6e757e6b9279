//! A small audience for a server's own demo room.

use std::time::Duration;

use picklive_contract::RoomId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use url::Url;

use super::{
    host::Access,
    play::{Play, Said},
    script::Script,
};
use crate::{ApiError, AppState, db::entities::room, live::rooms};

/// People who watch.
const VIEWERS: usize = 12;
/// Comments a second.
const COMMENTS: f64 = 0.25;
/// How often it is looked whether the room is still on.
const LOOK: Duration = Duration::from_secs(10);

/// Plays the demo room's script in a room of the server at `api`, with a small audience, until it is dropped; what
/// happens is logged. With `host`, the host's contact, the acts are played as well: the server must tell its codes
/// (`--dev`).
///
/// To be called once the server listens: its people come over the network like any others.
///
/// # Errors
/// A sentence that says why it cannot be played: the shop or the room is no demonstration, or is not there.
pub async fn rehearse(api: &Url, room: RoomId, host: Option<String>) -> Result<(), String> {
    let play = Play {
        api: api.clone(),
        room,
        script: Script::demo()?,
        viewers: VIEWERS,
        comments: COMMENTS,
        orders: 0.0,
        said: Said::Log,
    };
    let stage = play.open(host.map_or(Access::Nobody, Access::Contact)).await?;
    stage.run(std::future::pending()).await;
    Ok(())
}

/// Gives the demonstration's room that is on an audience, and the next one when that is over, until it is dropped.
/// Nobody plays the host: that is for whoever tries the console.
pub async fn keep(state: AppState, api: Url) {
    loop {
        match on(&state).await {
            Ok(Some(id)) => {
                tokio::select! {
                    played = rehearse(&api, RoomId(id.clone()), None) => if let Err(why) = played {
                        tracing::warn!("there is no rehearsed audience: {why}");
                    },
                    () = over(&state, &id) => {}
                }
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the demonstration's room cannot be found"),
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The room that is on and labelled as a demonstration's; the one that has been on for longest.
async fn on(state: &AppState) -> Result<Option<String>, ApiError> {
    let found = room::Entity::find()
        .filter(room::Column::Demo.eq(true))
        .filter(room::Column::State.is_in(rooms::ON.iter().map(|state| state.as_str())))
        .order_by_asc(room::Column::StartedAt)
        .order_by_asc(room::Column::Id);
    Ok(found.one(&state.db.read).await?.map(|room| room.id))
}

/// Returns when another room is it, or none.
async fn over(state: &AppState, id: &str) {
    loop {
        tokio::time::sleep(LOOK).await;
        if matches!(on(state).await, Ok(now) if now.as_deref() != Some(id)) {
            return;
        }
    }
}
