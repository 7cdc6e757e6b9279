//! Topics of the event stream.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "topics")]
pub struct Model {
    /// What it is called in questions.
    #[sea_orm(primary_key, auto_increment = false)]
    pub topic: String,
    /// Number of its latest event.
    pub seq: i64,
    /// Until when everything is told that happens by the clock alone.
    pub told_until: i64,
    /// Of which copy of the shop its numbers are: another one once a backup was put back.
    pub epoch: String,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
