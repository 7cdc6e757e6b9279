//! Editions.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "editions")]
pub struct Model {
    /// `YYYY-MM-DD` in the shop's zone.
    #[sea_orm(primary_key, auto_increment = false)]
    pub date: String,
    /// When it becomes readable.
    pub publishes_at: i64,
    /// `Text` as JSON.
    pub title: Option<String>,
    /// `Text` as JSON.
    pub note: Option<String>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
