//! Who follows which host.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follows")]
pub struct Model {
    /// The host.
    #[sea_orm(primary_key, auto_increment = false)]
    pub host_id: String,
    /// Who follows: once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: String,
    /// Tag of the language they are told in, as they said; else in the shop's.
    pub lang: Option<String>,
    /// Since when.
    pub followed_at: i64,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
