//! Variants: what price and stock belong to.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "variants")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Its product.
    pub product_id: String,
    /// Place among the variants.
    pub position: i32,
    /// Index of the value for each axis, JSON.
    pub values: String,
    /// Everyday price, minor units.
    pub price: i64,
    /// Since when; written whenever the price is.
    pub priced_at: i64,
    /// List price, minor units.
    pub list_price: Option<i64>,
    /// Whose list price, `Text` as JSON.
    pub list_price_source: Option<String>,
    /// Units that can be bought now: holds are already taken off.
    pub stock: i64,
    /// Units held by unpaid orders.
    pub reserved: i64,
    /// Units paid and not returned.
    pub sold: i64,
    /// Index of the picture that shows it.
    pub picture: Option<i32>,
    /// Since when it is no longer sold; units that come back to it are not sellable.
    pub retired_at: Option<i64>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
