//! Letters to buyers and followers: a row first, then whoever carries it is told until they take it.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letters")]
pub struct Model {
    /// Random; also the letter's own id in the mail and at the gateway, so that a receiver sees a second copy
    /// as one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What it says: a word of `letters::Kind`, or `letters::rooms::KIND`.
    pub kind: String,
    /// The order it is about, if it is about one.
    pub order_id: Option<String>,
    /// The room it is about, if it is about one.
    pub room_id: Option<String>,
    /// Who is told of the room.
    pub person_id: Option<String>,
    /// What happened: the word of the kind where it happens once, the id of a refund, or the word with the id of a
    /// return or the number of a message. Each is told once.
    pub event: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// When it is tried next; nothing once it is sent or given up.
    pub next_try_at: Option<i64>,
    /// How often it was tried.
    pub tries: i32,
    /// When it was taken.
    pub sent_at: Option<i64>,
    /// The kind of contact it was last tried with: a word of `ContactKind`.
    pub carrier: Option<String>,
    /// Digest of that contact, for the limits.
    pub receiver: Option<String>,
    /// When that was.
    pub tried_at: Option<i64>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
