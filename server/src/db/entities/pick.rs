//! Picks of an edition.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "picks")]
pub struct Model {
    /// Its edition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition_date: String,
    /// Place in the edition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// What was chosen.
    pub product_id: String,
    /// Why, `Text` as JSON.
    pub note: Option<String>,
    /// Price of every dearer variant while the edition is the latest, minor units.
    pub price: Option<i64>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
