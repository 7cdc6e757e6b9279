//! Comments: checked, then written down by one writer a process, those of many viewers together.

mod ahead;
mod batch;
mod fresh;
mod limits;
mod queue;
pub mod words;

use axum::http::StatusCode;
use picklive_contract::{
    CommentId,
    comments::{Comment, WriteComment},
};

use super::{brief, check, tickets};
use crate::{
    ApiError,
    account::Caller,
    http::{Answer, Call, Wish, address, idempotency::recall},
    random,
};

pub use queue::Queue;

/// `POST /v1/rooms/{id}/comments`: answered once the comment is kept.
pub async fn write(call: Call<WriteComment>) -> Result<Answer<WriteComment>, ApiError> {
    let (state, room) = (&call.state, call.at.as_str());
    let host = brief::of(state, room).await?.host;
    let ticket = tickets::needed(state, room, &call.headers).await?;
    let (caller, wish) = (Caller::of(&call).await?, Wish::of(&call)?);
    // Before all limits: a repeat says nothing new.
    if let Some(answer) = recall(state, &caller, &wish).await? {
        return Ok(answer);
    }
    let wrong = check::comment(&call.ask);
    if !wrong.is_empty() {
        return Err(ApiError::invalid(wrong));
    }
    let now = state.clock.now();
    let person = caller.person.as_ref().map(|person| person.0.clone());
    let host = person.is_some() && host == person;
    let queue = &state.live.comments;
    let whose: Vec<String> = who(&ticket.viewer, person.as_deref()).collect();
    if !host {
        queue.limits.take(room, &whose, &address::key(call.address), now)?;
    }
    let comment = Comment {
        id: CommentId(random::id()),
        name: call.ask.name.trim().into(),
        text: call.ask.text.trim().into(),
        at: now,
        host,
    };
    let json = serde_json::to_string(&comment)?;
    let note = wish.note(&caller, StatusCode::CREATED, json, now);
    let entered = queue.ahead.entered(room, &ticket, now);
    let viewer = ticket.viewer;
    let said = batch::Said { room: room.into(), comment, viewer, entered, person, note };
    queue.write(state, said).await?.answer(&wish)
}

/// Who is muted, and slowed, with a viewer: their ticket, and the person, if they are signed in.
pub fn who(viewer: &str, person: Option<&str>) -> impl Iterator<Item = String> + use<> {
    let person = person.map(|person| format!("person:{person}"));
    [format!("viewer:{viewer}")].into_iter().chain(person)
}
