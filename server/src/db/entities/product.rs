//! Products.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub struct Model {
    /// Handle.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Word of `ProductKind`.
    pub kind: String,
    /// `Text` as JSON.
    pub title: String,
    /// `Text` as JSON.
    pub summary: Option<String>,
    /// Sanitised HTML, `Text` as JSON.
    pub body: Option<String>,
    /// `Vec<OptionAxis>` as JSON.
    pub options: String,
    /// `Vec<Picture>` as JSON.
    pub pictures: String,
    /// A course's text for its buyers, `Text` as JSON.
    pub access: Option<String>,
    /// How voucher codes begin.
    pub voucher_prefix: Option<String>,
    /// How many days a voucher is good.
    pub voucher_days: Option<i32>,
    /// When it came into the shop.
    pub created_at: i64,
    /// The number its next new variant gets; numbers are never used again.
    pub next_variant: i32,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
