//! Voucher codes, one a unit.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "voucher_codes")]
pub struct Model {
    /// The code to show.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// The order.
    pub order_id: String,
    /// Its line.
    pub position: i32,
    /// Which unit of the line, from 0.
    pub unit: i32,
    /// Until when it can be redeemed.
    pub valid_until: Option<i64>,
    /// When it was.
    pub redeemed_at: Option<i64>,
    /// When it was made void by a refund.
    pub void_at: Option<i64>,
    /// The return it is in, or was given back with.
    pub return_id: Option<String>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
