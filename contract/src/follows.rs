//! Following the host of a room: who follows is told when a room of theirs begins.
//!
//! A follow is of the person who hosts, named by any of their rooms: so it holds for the next room as well, and
//! nobody learns who that person is. Following twice is following once, and so is not following, so neither needs a
//! key.

use serde::{Deserialize, Serialize};

use crate::{Endpoint, Method, RoomId};

/// Where somebody stands with the host of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Follow {
    /// Whether who asks follows; never for a guest.
    #[serde(default)]
    pub following: bool,
    /// People who follow the host.
    #[serde(default)]
    pub followers: i64,
}

/// What is said with a follow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FollowAsk {
    /// Tag of the language the follower reads, in which they are told. When it is left out, or the shop does not speak
    /// it, they are told in the shop's languages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}

/// `GET /v1/rooms/{id}/follow`: 404 also for a room whose host cannot be followed.
pub struct GetFollow;
impl Endpoint for GetFollow {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/rooms/{id}/follow";
    type At = RoomId;
    type Ask = ();
    type Answer = Follow;
}

/// `POST /v1/rooms/{id}/follow`: the signed-in person follows the room's host; who does already is told so again, and
/// the language is the one said last. 403 for the host, 404 as for reading.
pub struct FollowHost;
impl Endpoint for FollowHost {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/rooms/{id}/follow";
    type At = RoomId;
    type Ask = FollowAsk;
    type Answer = Follow;
}

/// `DELETE /v1/rooms/{id}/follow`: the signed-in person follows no more, and is told of nothing from then on; also when
/// they did not follow.
pub struct UnfollowHost;
impl Endpoint for UnfollowHost {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/rooms/{id}/follow";
    type At = RoomId;
    type Ask = ();
    type Answer = Follow;
}
