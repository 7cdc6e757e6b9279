//! Messages about orders.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    /// The order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: String,
    /// Which message of it, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub nth: i32,
    /// A word of `Sender`.
    pub sender: String,
    /// Whose order it is, as in `orders.buyer`: for the limit.
    pub buyer: String,
    /// Plain text.
    pub body: String,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
