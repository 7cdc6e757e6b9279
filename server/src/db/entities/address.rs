//! Addresses in people's books.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "addresses")]
pub struct Model {
    /// Random, 128 bits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub person_id: String,
    /// A place in the book: there are 20.
    pub place: i32,
    /// What the person calls it.
    pub label: String,
    /// `Address` as JSON.
    pub address: String,
    /// Whether a checkout begins with it.
    pub is_default: bool,
    /// When it was added or changed, milliseconds since 1970.
    pub saved_at: i64,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
