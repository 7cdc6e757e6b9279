//! Finding returns.

use picklive_contract::{PersonId, returns::ReturnState};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, sea_query::SelectStatement,
};

use crate::{
    ApiError,
    db::entities::{order, return_line, return_request as row},
    orders::own,
};

/// Ids of the orders of which a return goes on, for a filter.
pub fn open_of_orders() -> SelectStatement {
    let open = row::Entity::find().filter(row::Column::ClosedAt.is_null());
    open.select_only().column(row::Column::OrderId).into_query()
}

/// What the shop has agreed to give back for returns of an order that go on, minor units.
///
/// # Errors
/// When the database does not answer.
pub async fn promised(conn: &impl ConnectionTrait, order: &str) -> Result<i64, ApiError> {
    let allowed: Vec<i64> = row::Entity::find()
        .select_only()
        .column(row::Column::Allowed)
        .filter(row::Column::OrderId.eq(order))
        .filter(row::Column::ClosedAt.is_null())
        .filter(row::Column::Allowed.is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    Ok(allowed.into_iter().sum())
}

/// A return whose order's row is locked, with the order as it is now.
///
/// # Errors
/// 404 when there is none.
pub async fn locked(
    tx: &DatabaseTransaction,
    id: &str,
) -> Result<(row::Model, order::Model), ApiError> {
    let of: Option<String> = row::Entity::find_by_id(id)
        .select_only()
        .column(row::Column::OrderId)
        .into_tuple()
        .one(tx)
        .await?;
    let of = of.ok_or_else(ApiError::not_found)?;
    let order = order::Entity::find_by_id(of).lock_exclusive().one(tx).await?;
    // Read only now: whoever had the lock may have changed it.
    let request = row::Entity::find_by_id(id).one(tx).await?;
    request.zip(order).ok_or_else(ApiError::not_found)
}

/// The lines of a return, by their place.
pub async fn lines(
    conn: &impl ConnectionTrait,
    id: &str,
) -> Result<Vec<return_line::Model>, ApiError> {
    let found = return_line::Entity::find().filter(return_line::Column::ReturnId.eq(id));
    Ok(found.order_by_asc(return_line::Column::Position).all(conn).await?)
}

/// The lines of all returns of an order that go on or ended with a refund.
///
/// # Errors
/// When the database does not answer.
pub async fn lines_of(
    conn: &impl ConnectionTrait,
    order: &str,
) -> Result<Vec<return_line::Model>, ApiError> {
    let over = [ReturnState::Refused, ReturnState::Withdrawn];
    let count = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::OrderId.eq(order))
        .filter(row::Column::State.is_not_in(over.iter().map(ReturnState::as_str)));
    let found = return_line::Entity::find()
        .filter(return_line::Column::ReturnId.in_subquery(count.into_query()));
    Ok(found.all(conn).await?)
}

/// A return that is the caller's because its order is.
///
/// # Errors
/// 404 for everybody else.
pub async fn own(
    conn: &impl ConnectionTrait,
    id: &str,
    person: Option<&PersonId>,
    headers: &axum::http::HeaderMap,
) -> Result<row::Model, ApiError> {
    let found = row::Entity::find_by_id(id).one(conn).await?.ok_or_else(ApiError::not_found)?;
    own::find(conn, &found.order_id, person, headers).await?;
    Ok(found)
}

/// The number that people use: the order's, and which return of it.
pub fn number(request: &row::Model, order: &str) -> String {
    format!("{order}-{}", request.nth)
}

/// The return with this number or id.
///
/// # Errors
/// When the database does not answer.
pub async fn named(
    conn: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<row::Model>, ApiError> {
    let mut wanted = Condition::any().add(row::Column::Id.eq(name));
    if let Some((number, nth)) = name.rsplit_once('-')
        && let Ok(nth) = nth.parse::<i32>()
    {
        let of = order::Entity::find().filter(order::Column::Number.eq(number));
        let of = of.select_only().column(order::Column::Id).into_query();
        let of = row::Column::OrderId.in_subquery(of);
        wanted = wanted.add(Condition::all().add(of).add(row::Column::Nth.eq(nth)));
    }
    Ok(row::Entity::find().filter(wanted).one(conn).await?)
}

/// Whether a return goes on.
pub fn is_open(request: &row::Model) -> bool {
    request.closed_at.is_none()
}

/// The state of a return.
pub fn state(request: &row::Model) -> ReturnState {
    ReturnState::from(request.state.as_str())
}
