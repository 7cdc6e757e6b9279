//! What was shown in a room, and when: its chapters.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "room_pins")]
pub struct Model {
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_id: String,
    /// Number of the event that told it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The product.
    pub product_id: String,
    /// Since when.
    pub at: i64,
    /// What its leading variant cost there then, minor units.
    pub price: Option<i64>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
