//! Answers kept for repeats of the same request.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// Whose key it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope: String,
    /// Method and path of the endpoint.
    #[sea_orm(primary_key, auto_increment = false)]
    pub endpoint: String,
    /// The key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// SHA-256 of the body.
    pub body_hash: String,
    /// HTTP status of the answer.
    pub status: i32,
    /// Body of the answer.
    pub answer: String,
    /// When it was answered.
    pub at: i64,
}

/// No relation is declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
