//! Notes of what has changed and is not told yet, written by triggers.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "changes")]
pub struct Model {
    /// Running number; not the order of commits.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `price`, `stock` and `product` (of a product), `pick` (of a date and a product, with a blank between),
    /// `edition` (of a date), `drops`.
    pub kind: String,
    /// Of which one.
    pub about: String,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
