//! Returns: units that a buyer asks to give back.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "returns")]
pub struct Model {
    /// Random, 128 bits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The order.
    pub order_id: String,
    /// Which return of the order, from 1.
    pub nth: i32,
    /// A word of `ReturnState`.
    pub state: String,
    /// A word of `ReturnReason`.
    pub reason: String,
    /// The buyer's words.
    pub note: String,
    /// What its units were bought for, minor units.
    pub worth: i64,
    /// The sum asked for.
    pub asked: i64,
    /// The sum the shop agreed to.
    pub allowed: Option<i64>,
    /// How much of that, and then of what went back, is the order's shipping fee.
    pub shipping: i64,
    /// What went back, or is on its way back.
    pub refunded: Option<i64>,
    /// The refund it was.
    pub refund_id: Option<String>,
    /// How to send the goods back, `Text` as JSON; nothing when they need not be.
    pub send_back: Option<String>,
    /// The shop's own words.
    pub answer: Option<String>,
    /// Milliseconds since 1970.
    pub asked_at: i64,
    /// When the shop first decided.
    pub decided_at: Option<i64>,
    /// When the goods were back.
    pub received_at: Option<i64>,
    /// When it was over.
    pub closed_at: Option<i64>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
