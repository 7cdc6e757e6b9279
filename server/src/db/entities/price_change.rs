//! Every change of a price, written by triggers.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "price_changes")]
pub struct Model {
    /// Running number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Which variant.
    pub variant_id: String,
    /// The price from then on, minor units.
    pub price: i64,
    /// When.
    pub at: i64,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
