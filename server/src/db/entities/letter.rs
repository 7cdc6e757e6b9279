//! Letters to buyers: a row first, then the mail server is told until it takes them.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letters")]
pub struct Model {
    /// Random; also the letter's own id in the mail, so that a receiver sees a second copy as one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What it says; an order gets each kind once.
    pub kind: String,
    /// The order it is about.
    pub order_id: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// When it is tried next; nothing once it is sent or given up.
    pub next_try_at: Option<i64>,
    /// How often it was tried.
    pub tries: i32,
    /// When the mail server took it.
    pub sent_at: Option<i64>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
