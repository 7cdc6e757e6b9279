//! Attempts to pay.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payments")]
pub struct Model {
    /// Random, 128 bits; also what the provider knows it by.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The order.
    pub order_id: String,
    /// The way to pay.
    pub method: String,
    /// Id of the provider.
    pub provider: String,
    /// What the provider calls it, once it has answered.
    pub charge_id: Option<String>,
    /// A word of `PaymentState`.
    pub state: String,
    /// What is to be paid, minor units.
    pub amount: i64,
    /// What came.
    pub received: Option<i64>,
    /// `Action` as JSON.
    pub action: String,
    /// Where a redirect returns to.
    pub return_url: Option<String>,
    /// Milliseconds since 1970.
    pub started_at: i64,
    /// When it was decided.
    pub settled_at: Option<i64>,
    /// When the provider is asked next, while undecided.
    pub next_ask_at: Option<i64>,
    /// How often it was asked.
    pub asks: i32,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
