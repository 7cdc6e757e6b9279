//! The sandbox provider's own book of refunds.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sandbox_refunds")]
pub struct Model {
    /// The shop's refund id: asked twice, done once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The charge.
    pub charge_id: String,
    /// Minor units.
    pub amount: i64,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
