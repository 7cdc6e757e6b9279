//! What `rooms.toml` of the demo shop says. Prices are minor units.

use picklive_contract::Text;
use serde::Deserialize;

use crate::demo::files::File;

/// `rooms.toml`.
#[derive(Debug, Deserialize)]
pub struct Rooms {
    /// Who runs them.
    pub host: Host,
    /// The rooms.
    pub rooms: Vec<Room>,
}

/// Who runs the rooms.
#[derive(Debug, Deserialize)]
pub struct Host {
    /// The mail address they sign in with.
    pub contact: String,
    /// Name.
    pub name: Text,
    /// File of their face.
    pub face: Option<String>,
}

/// A room.
#[derive(Debug, Deserialize)]
pub struct Room {
    /// Its id; where that is taken, a date stands behind it.
    pub id: String,
    /// When it is.
    #[serde(flatten)]
    pub when: When,
    /// Title.
    pub title: Text,
    /// Its picture.
    pub cover: Option<File>,
    /// What may be sold there; all of it is on the shelf.
    pub products: Vec<Allowed>,
    /// Prices of the room.
    #[serde(default)]
    pub prices: Vec<Price>,
    /// What is shown, and when.
    #[serde(default)]
    pub pins: Vec<Pin>,
}

/// When a room is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum When {
    /// Now, and for ever.
    Live,
    /// Tomorrow, every day again.
    Scheduled {
        /// `HH:MM` in the shop's zone.
        at: String,
    },
    /// The day before the shop was set up.
    Replay {
        /// `HH:MM` in the shop's zone.
        at: String,
        /// How long it was.
        seconds: i64,
    },
}

/// A product that may be sold.
#[derive(Debug, Deserialize)]
pub struct Allowed {
    /// Handle.
    pub product: String,
    /// The lowest price that may be asked.
    pub floor: Option<i64>,
}

/// A price of the room.
#[derive(Debug, Deserialize)]
pub struct Price {
    /// Handle.
    pub product: String,
    /// Index of the variant.
    pub variant: usize,
    /// The price.
    pub price: i64,
}

/// What is shown.
#[derive(Debug, Deserialize)]
pub struct Pin {
    /// Handle.
    pub product: String,
    /// Seconds from the begin.
    pub after: i64,
}
