//! What a viewer does in a room is done with the ticket; one that is not believed is asked for anew, once.

use picklive_contract::{
    Endpoint, RoomId,
    comments::{Comment, CommentAsk, WriteComment},
    live::{LikeAsk, LikeRoom, Liked},
};

use super::{follow, room::Live, ticket};
use crate::{
    api::{ApiError, Extra},
    platform::json,
};

/// Writes a comment under a key: the same key writes it once.
pub(super) async fn write(live: Live, ask: &CommentAsk, key: String) -> Result<Comment, ApiError> {
    let text = done::<WriteComment>(live, json::write(ask), Some(key)).await?;
    json::read(&text).ok_or(ApiError::Unreadable)
}

/// Adds likes, and says what was opened.
pub(super) async fn like(live: Live, ask: LikeAsk) -> Result<Liked, ApiError> {
    let text = done::<LikeRoom>(live, json::write(&ask), None).await?;
    json::read(&text).ok_or(ApiError::Unreadable)
}

async fn done<E: Endpoint<At = RoomId>>(
    live: Live,
    body: Option<String>,
    key: Option<String>,
) -> Result<String, ApiError> {
    // Whoever does something wants to see what is true: nothing waits for its turn any more.
    follow::hurry(live);
    let (Some(api), Some(id)) = (live.api(), live.id()) else { return Err(ApiError::Offline) };
    let mut again = true;
    loop {
        let viewer = Some(ticket::get(live).await?);
        let extra = Extra { key: key.clone(), viewer, ..Extra::default() };
        let answer = api.text_of(E::METHOD, E::path(&id), body.clone(), extra).await;
        match answer {
            Err(error) if error.status() == Some(401) && again => {
                again = false;
                ticket::forget(live);
            }
            answer => return answer,
        }
    }
}
