//! Lucky bags that a room's host drops: a few of those who enter in time win a coupon, by a draw that anyone can
//! compute again.
//!
//! All rules are published with the bag before anybody enters: what is won, how many win, who may enter, until when,
//! how many have entered so far (so the odds), and the hash of the seed. Each entrant adds a nonce of their own. Once
//! the bag is closed, the winners follow from the seed and the list of entries (`bags::draw` says how), and both are public.

use serde::{Deserialize, Serialize};

use crate::{
    BagId, CouponId, Endpoint, EntryId, List, Method, Money, RoomId, UnixMillis,
    open_enum::open_enum,
};

mod draw;

pub use draw::{block, line, list, pick, words};

open_enum! {
    /// Where a bag stands.
    BagState {
        /// It is entered until `closes_at`; from then on it waits for its draw, which takes a moment.
        Open = "open",
        /// Closed and drawn; with no entries, nobody has won.
        Drawn = "drawn",
        /// Taken back by the host before anybody had entered.
        Cancelled = "cancelled",
    }
}

open_enum! {
    /// Who may enter a bag. The room's host never may.
    BagFor {
        /// Everybody who is signed in.
        Everyone = "everyone",
        /// Who has bought something in this shop that is paid for and was not given back whole.
        Buyers = "buyers",
    }
}

/// What each winner gets: a coupon that is theirs with the draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Prize {
    /// How much it takes off; never more than `minimum`.
    pub off: Money,
    /// It counts for goods of this sum or more.
    pub minimum: Money,
    /// Until when an order may be placed with it; a draw that is late moves it by as much.
    pub valid_until: UnixMillis,
}

/// Who has won.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Won {
    /// The number of the entry.
    pub number: u32,
    /// The entry.
    pub id: EntryId,
    /// What is told of the name; see [`masked`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// A bag, its rules, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bag {
    /// Its id.
    pub id: BagId,
    /// The room it was dropped in.
    pub room: RoomId,
    /// What the host calls it: plain text.
    pub title: String,
    /// What each winner gets.
    pub prize: Prize,
    /// How many win: as many, or all entries when there are fewer.
    pub winners: u32,
    /// Who may enter.
    #[serde(rename = "for")]
    pub who: BagFor,
    /// Where it stands.
    pub state: BagState,
    /// From when it can be entered.
    pub opens_at: UnixMillis,
    /// Until when it can be entered; earlier when the room ends before.
    pub closes_at: UnixMillis,
    /// How many have entered so far. The odds of each are `winners` of `entries`.
    pub entries: u32,
    /// SHA-256 of the seed's 32 bytes, in 64 lower-case hexadecimal digits: told before anybody enters.
    pub seed_hash: String,
    /// When it was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn_at: Option<UnixMillis>,
    /// The seed, in 64 lower-case hexadecimal digits; never before the draw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
    /// HMAC-SHA-256 of the list of entries with the seed as the key, in hexadecimal digits; once drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Who has won, in the order drawn; once drawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub won: Vec<Won>,
}

impl Bag {
    /// Whether it can be entered at this time.
    pub fn open_at(&self, now: UnixMillis) -> bool {
        self.state == BagState::Open && self.opens_at <= now && now < self.closes_at
    }
}

/// An entry as everybody may read it once the bag is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// Its number: 1, 2, 3 and so on, in the order entered, without gaps.
    pub number: u32,
    /// Its id; says nothing of the person.
    pub id: EntryId,
    /// What the entrant added: [`NONCE`] lower-case hexadecimal digits.
    pub nonce: String,
    /// What is told of the name; see [`masked`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// A person's own entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MyEntry {
    /// The bag.
    pub bag: BagId,
    /// The entry as everybody will read it.
    pub entry: Entry,
    /// Since when.
    pub entered_at: UnixMillis,
    /// The place among the winners, from 1, if it has won.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// The coupon that was won.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon: Option<CouponId>,
}

/// What an entrant says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnterAsk {
    /// Chosen by the entrant at random: [`NONCE`] lower-case hexadecimal digits.
    pub nonce: String,
    /// How they call themselves, up to [`crate::comments::NAME_MAX`] characters; may be left out. Only what
    /// [`masked`] leaves of it is kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// Fewest and most digits of a nonce.
pub const NONCE: core::ops::RangeInclusive<usize> = 16..=64;
/// Least and most seconds in which a bag can be entered.
pub const ENTER_SECONDS: core::ops::RangeInclusive<u32> = 10..=3_600;
/// Fewest and most winners of a bag.
pub const WINNERS: core::ops::RangeInclusive<u32> = 1..=100;
/// Most entries of a bag: then it is full.
pub const ENTRIES_MAX: u32 = 100_000;
/// Most bags of a room that are open at once.
pub const OPEN_MAX: u64 = 3;
/// Longest title of a bag, in characters.
pub const TITLE_MAX: usize = 40;
/// Fewest and most seconds from a bag's close in which what was won can be used: ten minutes, 30 days.
pub const PRIZE_SECONDS: core::ops::RangeInclusive<u32> = 600..=2_592_000;
/// The same where the host says nothing: a day.
pub const PRIZE_SECONDS_USUAL: u32 = 86_400;
/// Of bags that were drawn, so many of the last are told with a room, beside those that are open.
pub const DRAWN_TOLD: usize = 3;
/// Entries on a page of the list.
pub const PAGE: usize = 1_000;

/// Whether this is a nonce.
pub fn is_nonce(nonce: &str) -> bool {
    let digit = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
    NONCE.contains(&nonce.len()) && nonce.bytes().all(digit)
}

/// What is told of a name: its first character.
pub fn masked(name: &str) -> String {
    name.trim().chars().next().map(|first| [first, '*', '*'].iter().collect()).unwrap_or_default()
}

/// `POST /v1/bags/{id}/entries`: the signed-in person enters. Who is in is told of their entry again, whatever the
/// key and the nonce. 403 for who may not, 409 `wrong-state` when it cannot be entered now, `sold-out` when it is full.
pub struct EnterBag;
impl Endpoint for EnterBag {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/bags/{id}/entries";
    const CREATES: bool = true;
    type At = BagId;
    type Ask = EnterAsk;
    type Answer = MyEntry;
}

/// `GET /v1/bags/{id}/entry`: the signed-in person's own entry; 404 when they have none.
pub struct GetEntry;
impl Endpoint for GetEntry {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/bags/{id}/entry";
    type At = BagId;
    type Ask = ();
    type Answer = MyEntry;
}

/// `GET /v1/bags/{id}`: the bag, the same for everybody.
pub struct GetBag;
impl Endpoint for GetBag {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/bags/{id}";
    type At = BagId;
    type Ask = ();
    type Answer = Bag;
}

/// `GET /v1/bags/{id}/entries`: the closed list, by number, [`PAGE`] a page; 409 before the draw.
pub struct ListEntries;
impl Endpoint for ListEntries {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/bags/{id}/entries";
    type At = BagId;
    type Ask = ();
    type Answer = List<Entry>;
}
