//! Comments in rooms.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comments")]
pub struct Model {
    /// Random.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The room.
    pub room_id: String,
    /// Number of the event that told it.
    pub seq: i64,
    /// Place in that event, from 0.
    pub place: i32,
    /// Whose ticket it came with.
    pub viewer: String,
    /// Who wrote it, when they were signed in.
    pub person_id: Option<String>,
    /// What they call themselves.
    pub name: String,
    /// Plain text.
    pub body: String,
    /// Whether the room's host wrote it.
    pub host: bool,
    /// When it was taken.
    pub at: i64,
    /// When it was taken away.
    pub removed_at: Option<i64>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
