//! The thread of an order, as rows.

use picklive_contract::{
    UnixMillis,
    messages::{MESSAGE_MAX, Message, Sender},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};

use crate::{
    ApiError,
    db::entities::{message as row, order},
    orders::check::{Wrong, prose},
};

/// Messages told of one order, the latest.
const TOLD: u64 = 200;

/// What is wrong with a text.
pub fn wrong(text: &str) -> Option<Wrong> {
    if text.trim().is_empty() {
        return Some(("text".into(), "missing"));
    }
    prose("text", text, MESSAGE_MAX)
}

/// Adds a message to the thread of an order whose row is locked; gives its place in it, from 1.
pub async fn add(
    tx: &DatabaseTransaction,
    order: &order::Model,
    from: &Sender,
    text: &str,
    now: UnixMillis,
) -> Result<i32, ApiError> {
    let last: Option<i32> = row::Entity::find()
        .select_only()
        .column(row::Column::Nth)
        .filter(row::Column::OrderId.eq(&order.id))
        .order_by_desc(row::Column::Nth)
        .into_tuple()
        .one(tx)
        .await?;
    let nth = last.unwrap_or(0) + 1;
    let message = row::ActiveModel {
        order_id: Set(order.id.clone()),
        nth: Set(nth),
        sender: Set(from.as_str().into()),
        buyer: Set(order.buyer.clone()),
        body: Set(text.trim().into()),
        at: Set(now.0),
    };
    row::Entity::insert(message).exec_without_returning(tx).await?;
    Ok(nth)
}

/// The messages of an order, oldest first; of a very long thread the latest ones.
pub async fn of(conn: &impl ConnectionTrait, order: &str) -> Result<Vec<Message>, ApiError> {
    let found = row::Entity::find()
        .filter(row::Column::OrderId.eq(order))
        .order_by_desc(row::Column::Nth)
        .limit(TOLD)
        .all(conn)
        .await?;
    let told = |row: row::Model| Message {
        from: Sender::from(row.sender.as_str()),
        text: row.body,
        at: UnixMillis(row.at),
    };
    Ok(found.into_iter().rev().map(told).collect())
}

/// Ids of the orders whose last message is the buyer's, for a filter.
pub fn unanswered() -> SelectStatement {
    row::Entity::find()
        .select_only()
        .column(row::Column::OrderId)
        .filter(row::Column::Sender.eq(Sender::Buyer.as_str()))
        .filter(Expr::cust(
            "NOT EXISTS (SELECT 1 FROM messages AS later \
             WHERE later.order_id = messages.order_id AND later.nth > messages.nth)",
        ))
        .into_query()
}
