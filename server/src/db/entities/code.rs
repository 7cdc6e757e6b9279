//! One-time codes that were sent.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "codes")]
pub struct Model {
    /// Id, also the salt of the hash.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Word of `ContactKind`.
    pub kind: String,
    /// The contact in its one spelling.
    pub value: String,
    /// Hash of id and code.
    pub code_hash: String,
    /// Tries so far by the requester who asked for it.
    pub tries: i32,
    /// Hash of the address that asked, for the flood guard.
    pub address: String,
    /// When it was sent.
    pub created_at: i64,
    /// Until when it is good.
    pub expires_at: i64,
    /// When it was used.
    pub used_at: Option<i64>,
    /// Tries so far by requesters who asked for no code themselves.
    pub strange_tries: i32,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
