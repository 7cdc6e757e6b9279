//! Comments in a live room.

use serde::{Deserialize, Serialize};

use crate::{CommentId, Endpoint, Method, RoomId, UnixMillis};

/// Longest comment, in characters.
pub const COMMENT_MAX: usize = 200;
/// Longest name of who writes, in characters.
pub const NAME_MAX: usize = 20;

/// What a viewer says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CommentAsk {
    /// Who says it, as they call themselves: 1 to [`NAME_MAX`] characters, no control characters.
    pub name: String,
    /// Plain text, 1 to [`COMMENT_MAX`] characters, no control characters; addresses in it are no links.
    pub text: String,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// Who says it.
    pub name: String,
    /// Plain text.
    pub text: String,
    /// When it was taken.
    pub at: UnixMillis,
    /// Whether the room's host wrote it.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub host: bool,
}

/// `POST /v1/rooms/{id}/comments`: answered when the comment is kept, and so reaches everybody. 409 when the room
/// is not on, 403 for who was muted, 422 for words the room does not take, 429 for too many.
pub struct WriteComment;
impl Endpoint for WriteComment {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/rooms/{id}/comments";
    const CREATES: bool = true;
    type At = RoomId;
    type Ask = CommentAsk;
    type Answer = Comment;
}
