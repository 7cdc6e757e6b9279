//! Live rooms.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rooms")]
pub struct Model {
    /// In addresses: letters, digits and hyphens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// `Text` as JSON.
    pub title: String,
    /// `Picture` as JSON.
    pub cover: Option<String>,
    /// `Host` as JSON.
    pub host: String,
    /// The verified contact who runs it.
    pub host_person: Option<String>,
    /// A word of `RoomState`.
    pub state: String,
    /// When it is to begin.
    pub starts_at: i64,
    /// When it was first on the air; its recording is counted from here.
    pub started_at: Option<i64>,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// Where the picture comes from while it is on, `Vec<Source>` as JSON.
    pub sources: String,
    /// Where it comes from once it is over, `Vec<Source>` as JSON.
    pub recordings: String,
    /// Whether its audience is a rehearsed one of a demonstration.
    pub demo: bool,
    /// The product that is shown.
    pub pin_product: Option<String>,
    /// Since when.
    pub pin_at: Option<i64>,
    /// What the host has everybody read.
    pub announcement: Option<String>,
    /// Since when.
    pub announced_at: Option<i64>,
    /// Seconds between two comments of one viewer.
    pub slow_seconds: i32,
    /// Likes so far.
    pub likes: i64,
    /// Viewers as they were last told.
    pub viewers: i64,
    /// What its coupons may take off in all, minor units.
    pub coupon_budget: i64,
    /// When it was made.
    pub created_at: i64,
    /// When its host did something last.
    pub acted_at: Option<i64>,
    /// How many people watched it, once it is long over; until then who did stands in `room_viewers`.
    pub watched: Option<i64>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
