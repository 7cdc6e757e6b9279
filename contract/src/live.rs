//! Live rooms: a host shows and sells, viewers watch, talk and buy.
//!
//! [`GetRoom`] is a snapshot with the cursor it is of; what happens from there on comes by the event line
//! (`topics=room:ID`), numbered, so that a viewer who was away ends with what one who stayed has. What the host
//! does is told with the moment it was done: a page shows it when its own playback reaches that moment.

use serde::{Deserialize, Serialize};

use crate::{
    Endpoint, List, Method, ProductId, RoomId, Text, UnixMillis, bags::Bag, comments::Comment,
    coupons::Coupon, open_enum::open_enum, picture::Picture, product::Product,
};

mod now;
mod parts;
#[cfg(test)]
mod tests;

pub use now::RoomNow;
pub use parts::{Announcement, Chapter, Host, Pin, RoomPrice, Source};

open_enum! {
    /// Where a room stands.
    RoomState {
        /// It begins at `starts_at`.
        Scheduled = "scheduled",
        /// On the air.
        Live = "live",
        /// The host takes a break; it still sells.
        Paused = "paused",
        /// Over, and there is nothing to see again.
        Ended = "ended",
        /// Over; its recording is there, with its chapters, and still sells.
        Replay = "replay",
    }
}

open_enum! {
    /// How a source is played.
    SourceKind {
        /// HTTP Live Streaming (RFC 8216): a playlist.
        Hls = "hls",
    }
}

/// A room in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoomCard {
    /// Its id.
    pub id: RoomId,
    /// Its title.
    pub title: Text,
    /// Where it stands.
    pub state: RoomState,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<Picture>,
    /// Who runs it.
    pub host: Host,
    /// When it begins or began.
    pub starts_at: UnixMillis,
    /// People who watch now; never invented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewers: Option<i64>,
    /// Whether its audience is a rehearsed one of a demonstration.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub demo: bool,
}

/// A room as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// Its title.
    pub title: Text,
    /// Where it stands.
    pub state: RoomState,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<Picture>,
    /// Who runs it.
    pub host: Host,
    /// When it begins or began.
    pub starts_at: UnixMillis,
    /// People who watch now; never invented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewers: Option<i64>,
    /// Whether its audience is a rehearsed one of a demonstration.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub demo: bool,
    /// Whether its host can be followed ([`crate::follows`]).
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub can_follow: bool,
    /// The cursor of this snapshot, over the topics of the room and of the shop: asked with it, events tell what
    /// came after.
    pub cursor: String,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<UnixMillis>,
    /// Where the picture comes from, the best first; none, and the room sells without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// For how many milliseconds after its end a deal is still honoured for who saw it later: the published
    /// allowance for the delay of streams.
    #[serde(default)]
    pub allowance: i64,
    /// What is sold here, in the host's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shelf: Vec<Product>,
    /// Prices that are open here only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<RoomPrice>,
    /// The product that is shown now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
    /// Coupons that can be claimed, by when they close.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coupons: Vec<Coupon>,
    /// Lucky bags that are open, and of those drawn the last [`crate::bags::DRAWN_TOLD`], by when they close.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bags: Vec<Bag>,
    /// What the host has everybody read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announcement: Option<Announcement>,
    /// The latest comments, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    /// Seconds that lie between two comments of one viewer, while the host has slowed them.
    #[serde(default)]
    pub slow_seconds: u32,
    /// Likes so far.
    #[serde(default)]
    pub likes: i64,
    /// The stretches of the recording, by time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chapters: Vec<Chapter>,
}

/// Most latest comments of a snapshot.
pub const COMMENTS: usize = 50;

/// `GET /v1/rooms`: rooms on the air first, then those to come by their begin, then those that were.
pub struct ListRooms;
impl Endpoint for ListRooms {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/rooms";
    type At = ();
    type Ask = ();
    type Answer = List<RoomCard>;
}

/// `GET /v1/rooms/{id}`: a snapshot and its cursor, of now or of a moment ago.
pub struct GetRoom;
impl Endpoint for GetRoom {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/rooms/{id}";
    const QUERY: &'static [(&'static str, &'static str)] = &[(
        SEQ,
        "The number of an event of the room that is known: the snapshot is no older than that event.",
    )];
    type At = RoomId;
    type Ask = ();
    type Answer = Room;
}

/// Query parameter of [`GetRoom`]: a number of an event.
pub const SEQ: &str = "seq";

/// The path of a snapshot that is no older than an event of the room, by the event's number; 0 when none is known.
pub fn room_path(id: &RoomId, seq: i64) -> String {
    let path = GetRoom::path(id);
    if seq > 0 { format!("{path}?{SEQ}={seq}") } else { path }
}

/// What a viewer is given at the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entered {
    /// Goes in the header `Picklive-Viewer` with everything that is done in the room, and with the event line:
    /// whoever holds one counts as one viewer.
    pub viewer: String,
    /// Whether who asked is the room's host.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub host: bool,
}

/// `POST /v1/rooms/{id}/enter`: a ticket for one viewer. Creates nothing; a page that still has one needs no other.
pub struct EnterRoom;
impl Endpoint for EnterRoom {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/rooms/{id}/enter";
    type At = RoomId;
    type Ask = ();
    type Answer = Entered;
}

/// Likes to add, and what was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LikeAsk {
    /// How many since the last time, 1 to [`LIKES_MAX`]; 0 where products were opened.
    pub count: u32,
    /// Products that the viewer has opened since the last time, up to [`TAPS_MAX`]: counted for the host's figures, each
    /// once a call. What is not on the shelf, and what the viewer says too often, is passed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taps: Vec<ProductId>,
}

impl LikeAsk {
    /// Likes alone.
    pub fn new(count: u32) -> Self {
        Self { count, taps: Vec::new() }
    }
}

/// Most products of one call.
pub const TAPS_MAX: usize = 10;

/// Most likes of one call. A viewer's calls count once a second.
pub const LIKES_MAX: u32 = 20;

/// Likes so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Liked {
    /// All of the room, these included once they are counted.
    pub likes: i64,
}

/// `POST /v1/rooms/{id}/likes`: likes are summed, and told to all once a second. 409 when the room is not on.
pub struct LikeRoom;
impl Endpoint for LikeRoom {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/rooms/{id}/likes";
    type At = RoomId;
    type Ask = LikeAsk;
    type Answer = Liked;
}
