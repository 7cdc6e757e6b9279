//! What the host does as well, done by the merchant.

use picklive_contract::{
    CommentId,
    host::{Act, ActKind},
};

use super::find;
use crate::{ApiError, AppState, cli::orders::told, live};

/// `start`, `pause` and `end`.
pub async fn stage(state: &AppState, room: &str, kind: ActKind, json: bool) -> Result<(), String> {
    let wanted = match kind {
        ActKind::Start => "only one that is scheduled or paused is started",
        ActKind::Pause => "only a live one is paused",
        _ => "it is over",
    };
    let done = live::act(state, room, &Act::new(kind)).await;
    match done {
        Err(error) if status(&error) == Some(409) => {
            let now = find::room(state, room).await?.state;
            return Err(format!("room {room} is {now}; {wanted}"));
        }
        done => done.map_err(|error| refused(room, error))?,
    };
    find::show(state, room, 0, json).await
}

/// `remove-comment`, `mute` and `unmute`.
pub async fn talk(
    state: &AppState,
    room: &str,
    comment: &str,
    kind: ActKind,
    json: bool,
) -> Result<(), String> {
    let wrong = match kind {
        ActKind::Mute => "or it is the host's own",
        _ => "see `rooms show`",
    };
    let act = Act { comment: Some(CommentId(comment.into())), ..Act::new(kind) };
    match live::act(state, room, &act).await {
        Err(error) if status(&error) == Some(422) => {
            return Err(format!("there is no comment {comment} in room {room}, {wrong}"));
        }
        done => done.map_err(|error| refused(room, error))?,
    };
    find::show(state, room, 20, json).await
}

fn status(error: &ApiError) -> Option<u16> {
    match error {
        ApiError::Problem(problem, _) => Some(problem.status),
        _ => None,
    }
}

fn refused(room: &str, error: ApiError) -> String {
    match status(&error) {
        Some(404) => format!("there is no room {room}"),
        _ => told(error),
    }
}
