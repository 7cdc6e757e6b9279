//! Lucky bags that hosts dropped.

use std::fmt;

use sea_orm::entity::prelude::*;

/// A bag's seed, in hexadecimal digits. What is printed of it, in a log or an error, is nothing.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct Seed(pub String);

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bags")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The room it was dropped in.
    pub room_id: String,
    /// What the host calls it.
    pub title: String,
    /// What a prize takes off, minor units.
    pub amount_off: i64,
    /// From which sum of goods on, minor units.
    pub minimum: i64,
    /// How many win.
    pub winners: i64,
    /// A word of `BagFor`.
    pub who: String,
    /// A word of `BagState`.
    pub state: String,
    /// From when it can be entered.
    pub opens_at: i64,
    /// Until when it can be entered.
    pub closes_at: i64,
    /// Until when a prize can be used.
    pub valid_until: i64,
    /// What the draw follows from; told with the draw and never before.
    pub seed: Seed,
    /// Its SHA-256, in hexadecimal digits.
    pub seed_hash: String,
    /// How many have entered.
    pub entries: i64,
    /// How many had when the room was last told.
    pub told: i64,
    /// When it was drawn.
    pub drawn_at: Option<i64>,
    /// What the seed makes of the list of entries, in hexadecimal digits.
    pub digest: Option<String>,
    /// The coupon that was won.
    pub coupon_id: Option<String>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
