//! Coupons that hosts dropped.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coupons")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The room it was dropped in.
    pub room_id: String,
    /// What it takes off, minor units.
    pub amount_off: i64,
    /// From which sum of goods on, minor units.
    pub minimum: i64,
    /// How many there are.
    pub quota: i64,
    /// How many nobody has claimed.
    pub unclaimed: i64,
    /// From when it can be claimed.
    pub opens_at: i64,
    /// Until when it can be claimed.
    pub closes_at: i64,
    /// Until when it can be used.
    pub valid_until: i64,
    /// How many were left when the room was last told; -1 once its end was.
    pub told: i64,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
