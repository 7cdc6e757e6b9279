//! Pictures that came with returns, packed anew. Only the merchant's commands read them.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "return_pictures")]
pub struct Model {
    /// The return.
    #[sea_orm(primary_key, auto_increment = false)]
    pub return_id: String,
    /// Place among its pictures, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The file, a JPEG.
    pub jpeg: Vec<u8>,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
