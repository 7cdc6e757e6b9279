//! Deals of a drop.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deals")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Its drop.
    pub drop_id: String,
    /// Place in the drop.
    pub position: i32,
    /// The product.
    pub product_id: String,
    /// The variant.
    pub variant_id: String,
    /// Price of one unit, minor units.
    pub price: i64,
    /// Units at this price.
    pub quota: i64,
    /// Units neither sold nor held.
    pub left: i64,
    /// Units one person may buy.
    pub person_limit: Option<i32>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
