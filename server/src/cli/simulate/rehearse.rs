//! A small audience for a server's own demo room.

use picklive_contract::RoomId;
use url::Url;

use super::{
    host::Access,
    play::{Play, Said},
    script::Script,
};

/// People who watch.
const VIEWERS: usize = 12;
/// Comments a second.
const COMMENTS: f64 = 0.25;

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
