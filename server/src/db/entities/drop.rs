//! Drops.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "drops")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// `Text` as JSON.
    pub title: String,
    /// First millisecond it sells.
    pub opens_at: i64,
    /// First millisecond it no longer sells.
    pub closes_at: i64,
    /// The room whose host opened it; the shop's own have none.
    pub room_id: Option<String>,
    /// Whether the room has told that it closed.
    pub close_told: bool,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
