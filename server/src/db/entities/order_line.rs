//! Lines of orders: what was bought, as it was then.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_lines")]
pub struct Model {
    /// The order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: String,
    /// Place in the order, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The product.
    pub product_id: String,
    /// The variant.
    pub variant_id: String,
    /// The deal whose price and quota it took.
    pub deal_id: Option<String>,
    /// Whether that deal was limited per person, so that the units count for the buyer.
    pub limited: bool,
    /// Units.
    pub quantity: i64,
    /// Price of a unit, minor units.
    pub unit_price: i64,
    /// What of its sum the order's coupon took off.
    pub coupon_off: i64,
    /// `QuoteLine` as JSON.
    pub bought: String,
    /// Units of a paid order that came back: they count as sold no more.
    pub returned: i64,
    /// Units that are in open returns.
    pub in_return: i64,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
