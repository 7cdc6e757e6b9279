//! Steps in the lives of orders.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_steps")]
pub struct Model {
    /// The order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: String,
    /// The state reached: an order only goes forward, so each at most once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state: String,
    /// When, milliseconds since 1970.
    pub at: i64,
    /// Why, as a stable word.
    pub reason: Option<String>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
