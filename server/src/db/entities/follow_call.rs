//! Rooms that have begun and whose host's followers are still to be written to.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_calls")]
pub struct Model {
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_id: String,
    /// Who hosted it when it began.
    pub host_id: String,
    /// When it began.
    pub at: i64,
    /// The last follower, by their id, whose letter is written; empty before the first.
    pub come_to: String,
    /// How many batches of letters are written.
    pub batches: i32,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
