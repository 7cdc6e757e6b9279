//! Events, numbered in their topic without a gap.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// Its topic.
    #[sea_orm(primary_key, auto_increment = false)]
    pub topic: String,
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When it was written.
    pub at: i64,
    /// The contract's event, JSON.
    pub body: String,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
