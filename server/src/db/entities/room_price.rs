//! Prices in rooms, one row a change; only those of rooms that are on are open.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "room_prices")]
pub struct Model {
    /// Random.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The room.
    pub room_id: String,
    /// The variant.
    pub variant_id: String,
    /// Price of a unit, minor units.
    pub price: i64,
    /// When the host set it.
    pub set_at: i64,
    /// From when on it counted; of a room that has not begun it does not yet.
    pub opens_at: Option<i64>,
    /// From when on it counted no more.
    pub closes_at: Option<i64>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
