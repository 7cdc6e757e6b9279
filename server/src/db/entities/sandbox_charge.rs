//! The sandbox provider's own book of charges.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sandbox_charges")]
pub struct Model {
    /// Random, 128 bits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The shop's payment.
    pub payment_id: String,
    /// The order's number, for the page.
    pub number: String,
    /// The way to pay.
    pub method: String,
    /// Minor units.
    pub amount: i64,
    /// Of this currency.
    pub currency: String,
    /// `open`, `late` (will be paid after the hold), `paid` or `failed`.
    pub state: String,
    /// What the page's forms must carry.
    pub token: String,
    /// Where the page returns to.
    pub return_url: Option<String>,
    /// Where its webhook goes.
    pub notify_url: String,
    /// When the shop's hold lapses.
    pub hold_expires_at: i64,
    /// When it pays by itself.
    pub pays_at: Option<i64>,
    /// `none`, `due`, `lost` or `delivered`.
    pub webhook: String,
    /// When the webhook is tried next.
    pub webhook_at: Option<i64>,
    /// How often it was tried.
    pub webhook_tries: i32,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
