//! Units of one line that are in a return.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "return_lines")]
pub struct Model {
    /// The return.
    #[sea_orm(primary_key, auto_increment = false)]
    pub return_id: String,
    /// Place of the line in its order, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The order.
    pub order_id: String,
    /// Units.
    pub quantity: i64,
    /// What they were bought for, minor units.
    pub worth: i64,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
