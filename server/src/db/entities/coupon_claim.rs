//! Who has which coupon.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coupon_claims")]
pub struct Model {
    /// The coupon.
    #[sea_orm(primary_key, auto_increment = false)]
    pub coupon_id: String,
    /// The person: one has one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: String,
    /// Since when.
    pub claimed_at: i64,
    /// The order that uses it.
    pub order_id: Option<String>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
