//! A return as its order's owner sees it.

use std::collections::HashMap;

use picklive_contract::{
    Currency, Money, UnixMillis,
    returns::{Return, ReturnLine, ReturnReason},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::requests;
use crate::{
    ApiError,
    db::entities::{return_line, return_picture, return_request as row},
};

/// A return with its lines and how many pictures it has.
#[derive(Clone, Debug)]
pub struct Request {
    /// Itself.
    pub row: row::Model,
    /// Its lines.
    pub lines: Vec<return_line::Model>,
    /// How many pictures came with it.
    pub pictures: u32,
}

/// The returns of these orders by the orders' ids, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_orders(
    conn: &impl ConnectionTrait,
    orders: &[String],
) -> Result<HashMap<String, Vec<Request>>, ApiError> {
    let rows = row::Entity::find()
        .filter(row::Column::OrderId.is_in(orders))
        .order_by_asc(row::Column::Nth)
        .all(conn)
        .await?;
    let mut all: HashMap<String, Vec<Request>> = HashMap::new();
    for request in with_parts(conn, rows).await? {
        all.entry(request.row.order_id.clone()).or_default().push(request);
    }
    Ok(all)
}

/// Returns with all that is told of them, in the order given.
///
/// # Errors
/// When the database does not answer.
pub async fn with_parts(
    conn: &impl ConnectionTrait,
    rows: Vec<row::Model>,
) -> Result<Vec<Request>, ApiError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    let mut lines: HashMap<String, Vec<return_line::Model>> = HashMap::new();
    let found = return_line::Entity::find().filter(return_line::Column::ReturnId.is_in(&ids));
    for line in found.order_by_asc(return_line::Column::Position).all(conn).await? {
        lines.entry(line.return_id.clone()).or_default().push(line);
    }
    let counted: Vec<(String, i64)> = return_picture::Entity::find()
        .select_only()
        .column(return_picture::Column::ReturnId)
        .column_as(Expr::cust("COUNT(*)"), "pictures")
        .filter(return_picture::Column::ReturnId.is_in(&ids))
        .group_by(return_picture::Column::ReturnId)
        .into_tuple()
        .all(conn)
        .await?;
    let pictures: HashMap<_, _> = counted.into_iter().collect();
    let whole = |row: row::Model| Request {
        lines: lines.remove(&row.id).unwrap_or_default(),
        pictures: pictures.get(&row.id).map_or(0, |n| u32::try_from(*n).unwrap_or(u32::MAX)),
        row,
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// Tells a return of the order with this number.
///
/// # Errors
/// If a row holds what this program did not write.
pub fn told(request: Request, order: &str, currency: Currency) -> Result<Return, ApiError> {
    let money = |amount| Money::new(amount, currency);
    let line = |line: return_line::Model| ReturnLine {
        line: u32::try_from(line.position).unwrap_or(u32::MAX),
        quantity: u32::try_from(line.quantity).unwrap_or(u32::MAX),
        worth: money(line.worth),
    };
    let Request { row, lines, pictures } = request;
    Ok(Return {
        id: row.id.as_str().into(),
        number: requests::number(&row, order),
        state: requests::state(&row),
        lines: lines.into_iter().map(line).collect(),
        reason: ReturnReason::from(row.reason.as_str()),
        note: row.note,
        pictures,
        asked: money(row.asked),
        allowed: row.allowed.map(money),
        refunded: row.refunded.map(money),
        send_back: row.send_back.map(|text| serde_json::from_str(&text)).transpose()?,
        answer: row.answer,
        asked_at: UnixMillis(row.asked_at),
        decided_at: row.decided_at.map(UnixMillis),
        received_at: row.received_at.map(UnixMillis),
        closed_at: row.closed_at.map(UnixMillis),
    })
}
