//! Orders.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    /// Random, 128 bits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// For people: eight digits, not counted up.
    pub number: String,
    /// Who placed it; nobody for a guest.
    pub person_id: Option<String>,
    /// Digest of the guest's secret.
    pub secret_hash: Option<String>,
    /// Who may hold only so many unpaid orders: the person, or a digest of a guest's contact.
    pub buyer: String,
    /// A word of `OrderState`.
    pub state: String,
    /// Where its units are: `held`, `sold` or `returned`.
    pub units: String,
    /// Whether something in it is shipped.
    pub shipped_goods: bool,
    /// Currency of all its sums.
    pub currency: String,
    /// Sum of the lines without what the coupon took off, minor units.
    pub goods: i64,
    /// Fee, minor units.
    pub shipping: i64,
    /// Goods and fee.
    pub total: i64,
    /// What went back, or is on its way back.
    pub refunded: i64,
    /// Milliseconds since 1970.
    pub placed_at: i64,
    /// When its hold lapses or lapsed.
    pub hold_expires_at: i64,
    /// When it was at the door.
    pub delivered_at: Option<i64>,
    /// `OrderContact` as JSON.
    pub contact: String,
    /// `Address` as JSON.
    pub address: Option<String>,
    /// The buyer's words.
    pub note: String,
    /// Slug of the shop whose link was opened.
    pub shop: Option<String>,
    /// Who carries the parcel.
    pub carrier: Option<String>,
    /// Its number there.
    pub tracking_number: Option<String>,
    /// Digest of the address a guest ordered from, for the flood guard.
    pub origin: Option<String>,
    /// Units of all its lines.
    pub quantity: i64,
    /// Tag of the language its buyer reads, once orders said so.
    pub lang: Option<String>,
    /// The room it was bought in.
    pub room_id: Option<String>,
    /// Where the buyer's playback of the room was, by the server's clock.
    pub at_stream_time: Option<i64>,
    /// The coupon that counted.
    pub coupon_id: Option<String>,
    /// What it took off, minor units.
    pub coupon_off: i64,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
