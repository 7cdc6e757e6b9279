//! Money that goes back: a row first, then the provider is told until it agrees.

use picklive_contract::{Currency, Money};
use sea_orm::entity::prelude::*;

use crate::ApiError;

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

impl Model {
    /// The money: in the currency of its order, `own`, unless it came in another one.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn money(&self, own: Currency) -> Result<Money, ApiError> {
        let Some(code) = &self.currency else { return Ok(Money::new(self.amount, own)) };
        let read = Currency::parse(code);
        let read = read.ok_or_else(|| ApiError::internal("a refund's currency cannot be read"));
        Ok(Money::new(self.amount, read?))
    }
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
