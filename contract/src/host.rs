//! What a room's host does.

use serde::{Deserialize, Serialize};

use crate::{
    BagId, CommentId, Endpoint, Method, Money, ProductId, RoomId, UnixMillis, VariantId,
    bags::BagFor, open_enum::open_enum,
};

open_enum! {
    /// An act of the host.
    ActKind {
        /// Begins, or goes on after a break.
        Start = "start",
        /// Takes a break.
        Pause = "pause",
        /// Ends; for good.
        End = "end",
        /// Shows `product`, which is put on the shelf if it is not there.
        Pin = "pin",
        /// Shows nothing.
        Unpin = "unpin",
        /// Sells `products` here, in this order.
        Shelf = "shelf",
        /// Sells `variant` at `price` here; without a price at its everyday one again.
        Price = "price",
        /// Opens a deal: `variant` at `price`, `quota` units, for `seconds`, `limit` a person.
        Deal = "deal",
        /// Closes the deal of `variant` before its time.
        CloseDeal = "close_deal",
        /// Drops a coupon: `off` from `minimum` of goods on, `quota` of them, to be claimed within `seconds` and
        /// used within `valid_seconds`.
        Coupon = "coupon",
        /// Drops a lucky bag called `text`: `quota` of those who enter within `seconds` win a coupon of `off` from
        /// `minimum` of goods on, to be used within `valid_seconds`; `for` says who may enter.
        Bag = "bag",
        /// Takes `bag` back, which nobody has entered yet.
        CancelBag = "cancel_bag",
        /// Has everybody read `text`; without one, nothing any more.
        Announce = "announce",
        /// Takes `comment` away.
        RemoveComment = "remove_comment",
        /// Who wrote `comment` writes no more here, and what they wrote is taken away.
        Mute = "mute",
        /// Who wrote `comment` may write again.
        Unmute = "unmute",
        /// A viewer's comments lie at least `seconds` apart; 0 takes that back.
        Slow = "slow",
        /// Comments with one of `words` are not taken.
        Block = "block",
    }
}

/// An act and what it needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Act {
    /// What is done.
    pub kind: ActKind,
    /// The product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    /// The products, in order, up to [`SHELF_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<ProductId>,
    /// The variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<VariantId>,
    /// The price of one unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// How much a coupon, or a lucky bag's prize, takes off: above nothing. What a host's coupons and prizes may take
    /// off in all, the merchant says; more is 422 naming `quota`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<Money>,
    /// From which sum of goods on it does: `off` or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Money>,
    /// Units at this price, or coupons, 1 to 100,000; of a lucky bag the winners, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<u32>,
    /// Units one person may buy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Seconds: of a deal, to claim a coupon or to enter a lucky bag, 10 to 3,600, between comments 0 to 300.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// Seconds from its drop in which a coupon can be used: no fewer than `seconds`, up to 30 days; a day when it is
    /// left out. Of a lucky bag's prize from the bag's close, 600 at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_seconds: Option<u32>,
    /// Plain text, up to [`ANNOUNCEMENT_MAX`] characters; of a lucky bag its title, 1 to [`crate::bags::TITLE_MAX`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Who may enter a lucky bag; everyone when it is left out.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub who: Option<BagFor>,
    /// The lucky bag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bag: Option<BagId>,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<CommentId>,
    /// Words, up to [`WORDS_MAX`]: all that are blocked from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// Most products of a shelf.
pub const SHELF_MAX: usize = 100;
/// Longest announcement, in characters.
pub const ANNOUNCEMENT_MAX: usize = 200;
/// Most blocked words.
pub const WORDS_MAX: usize = 200;

impl Act {
    /// An act that needs no more than its kind.
    pub fn new(kind: ActKind) -> Self {
        Self {
            kind,
            product: None,
            products: Vec::new(),
            variant: None,
            price: None,
            off: None,
            minimum: None,
            quota: None,
            limit: None,
            seconds: None,
            valid_seconds: None,
            text: String::new(),
            who: None,
            bag: None,
            comment: None,
            words: Vec::new(),
        }
    }
}

/// That an act is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Acted {
    /// The moment it counts from: viewers see it when their playback reaches it.
    pub at: UnixMillis,
    /// The number in the room's topic of the event that tells it; of an act that nobody is told, of the latest.
    pub seq: i64,
}

/// `POST /v1/rooms/{id}/acts`: only the room's host; for everybody else there is no such address. 409 when the
/// room is not in a state for it.
pub struct ActInRoom;
impl Endpoint for ActInRoom {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/rooms/{id}/acts";
    const CREATES: bool = true;
    type At = RoomId;
    type Ask = Act;
    type Answer = Acted;
}
