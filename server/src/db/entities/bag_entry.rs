//! Who has entered which lucky bag.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bag_entries")]
pub struct Model {
    /// The bag.
    #[sea_orm(primary_key, auto_increment = false)]
    pub bag_id: String,
    /// The person: one has one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: String,
    /// In the order entered, from 1.
    pub number: i64,
    /// What it is called in public.
    pub id: String,
    /// What the entrant added.
    pub nonce: String,
    /// What is told of the entrant's name; may be empty.
    pub name: String,
    /// Since when.
    pub entered_at: i64,
    /// The place among the winners, from 1.
    pub place: Option<i64>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
