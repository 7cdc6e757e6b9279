//! Money that goes back: a row first, then the provider is told until it agrees.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refunds")]
pub struct Model {
    /// Random; the provider does one refund an id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The order.
    pub order_id: String,
    /// The payment whose money it is.
    pub payment_id: String,
    /// `order` counts against the order's sum; `surplus` never belonged to it.
    pub kind: String,
    /// Minor units.
    pub amount: i64,
    /// Why.
    pub reason: String,
    /// `pending` or `done`.
    pub state: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// When the provider agreed.
    pub done_at: Option<i64>,
    /// When it is tried next.
    pub next_try_at: Option<i64>,
    /// How often it was tried.
    pub tries: i32,
    /// Currency of the money; the order's when absent.
    pub currency: Option<String>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
