//! Whose order it is. Anybody else gets the same 404 as for an order that does not exist.

use axum::http::HeaderMap;
use picklive_contract::{PersonId, headers::ORDER_SECRET};
use sea_orm::{ConnectionTrait, EntityTrait};
use subtle::ConstantTimeEq;

use crate::{ApiError, db::entities::order, random};

/// The order with this id, if it is the caller's: the person's who placed it, or its secret is in the
/// header.
///
/// # Errors
/// 404 for everybody else.
pub async fn find(
    db: &impl ConnectionTrait,
    id: &str,
    person: Option<&PersonId>,
    headers: &HeaderMap,
) -> Result<order::Model, ApiError> {
    if id.contains('\0') {
        return Err(ApiError::not_found());
    }
    let found = order::Entity::find_by_id(id).one(db).await?;
    let owned = found.filter(|order| is_theirs(order, person, headers));
    owned.ok_or_else(ApiError::not_found)
}

fn is_theirs(order: &order::Model, person: Option<&PersonId>, headers: &HeaderMap) -> bool {
    let placed = order.person_id.as_deref();
    if placed.is_some() && placed == person.map(PersonId::as_str) {
        return true;
    }
    let told = headers.get(ORDER_SECRET).map(|secret| random::digest(secret.as_bytes()));
    match (&order.secret_hash, told) {
        (Some(kept), Some(told)) => kept.as_bytes().ct_eq(told.as_bytes()).into(),
        _ => false,
    }
}
