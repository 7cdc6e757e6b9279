//! How much may be held without being paid.
//!
//! A person is a verified contact, which costs no more than an e-mail address; so nobody can hold the
//! stock of a whole shop. A guest's contact is only what somebody typed, so for guests the ceilings are
//! lower, and the address they come from counts as well: a wide guard, since the phones of a whole town may
//! share one, and a thousand buyers behind one address are all answered.

use axum::http::StatusCode;
use picklive_contract::{
    PersonId, UnixMillis, orders::OrderAsk, problem::ProblemKind, time::SECOND,
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::accept::awaiting;
use crate::{
    ApiError,
    db::{Tx, entities::order, one_at_a_time},
    random,
};

/// Unpaid orders one person, or one guest's contact, may have at a time.
pub const UNPAID_MAX: usize = 10;
/// Units that all unpaid orders of one person hold; one order cannot have more either.
pub const PERSON_HELD_UNITS: i64 = 100;
/// Unpaid orders of one person, or one guest's contact, that are held longer because they are paid by hand.
pub const BUYER_BY_HAND: u64 = 3;
/// Units of one guest's order.
pub const GUEST_ORDER_UNITS: i64 = 20;
/// Units that all unpaid orders with one guest's contact hold.
pub const GUEST_HELD_UNITS: i64 = 40;
/// Unpaid orders of guests from one address.
pub const ORIGIN_ORDERS: i64 = 3_000;
/// Units that unpaid orders of guests from one address hold.
pub const ORIGIN_UNITS: i64 = 6_000;
/// Orders of guests from one address that are held longer because they are paid by hand.
pub const ORIGIN_BY_HAND: u64 = 50;

/// Who may hold only so much: the person, or a digest of a guest's contact in one spelling.
pub fn buyer(person: Option<&PersonId>, ask: &OrderAsk) -> String {
    let contact = &ask.contact;
    match person {
        Some(person) => format!("person:{person}"),
        None if contact.email.trim().is_empty() => {
            let digits: String = contact.phone.chars().filter(char::is_ascii_digit).collect();
            format!("guest:{}", random::digest(digits))
        }
        None => format!("guest:{}", random::digest(contact.email.trim().to_lowercase())),
    }
}

/// Units of all lines of an order.
pub fn units(ask: &OrderAsk) -> i64 {
    ask.lines.iter().map(|line| i64::from(line.quantity)).sum()
}

/// Refuses an order with more units than its buyer may order at once.
///
/// # Errors
/// 422 that names the first line too many.
pub fn not_too_large(person: Option<&PersonId>, ask: &OrderAsk) -> Result<(), ApiError> {
    let most = if person.is_some() { PERSON_HELD_UNITS } else { GUEST_ORDER_UNITS };
    let mut sum = 0;
    for (at, line) in ask.lines.iter().enumerate() {
        sum += i64::from(line.quantity);
        if sum > most {
            return Err(ApiError::invalid([(format!("lines.{at}.quantity"), "out-of-range")]));
        }
    }
    Ok(())
}

/// Refuses an order of a buyer who holds too much already, or from an address that floods. `origin` is that
/// address for a guest, and nothing for a person.
///
/// # Errors
/// 429, until the first of their holds lapses.
pub async fn not_too_many(
    tx: &Tx,
    buyer: &str,
    origin: Option<&str>,
    units: i64,
    now: UnixMillis,
) -> Result<(), ApiError> {
    // Two orders at once must not both find room for one.
    one_at_a_time(tx, buyer).await?;
    let unpaid: Vec<(i64, i64)> = order::Entity::find()
        .select_only()
        .columns([order::Column::HoldExpiresAt, order::Column::Quantity])
        .filter(awaiting())
        .filter(order::Column::Buyer.eq(buyer))
        .order_by_asc(order::Column::HoldExpiresAt)
        .into_tuple()
        .all(&**tx)
        .await?;
    let held: i64 = unpaid.iter().map(|(_, units)| units).sum();
    let first = unpaid.first().map_or(now.0, |(until, _)| *until);
    let most = if origin.is_some() { GUEST_HELD_UNITS } else { PERSON_HELD_UNITS };
    if unpaid.len() >= UNPAID_MAX || held + units > most {
        return Err(ApiError::too_many(now, UnixMillis(first).max(now.plus(SECOND))));
    }
    let Some(origin) = origin else { return Ok(()) };
    // Not exact under a rush, and need not be: it is a guard against floods.
    let of_origin: Option<(i64, Option<i64>)> = order::Entity::find()
        .select_only()
        .column_as(order::Column::Id.count(), "orders")
        .column_as(Expr::cust("CAST(SUM(orders.quantity) AS BIGINT)"), "units")
        .filter(awaiting())
        .filter(order::Column::Origin.eq(origin))
        .into_tuple()
        .one(&**tx)
        .await?;
    let (orders, held) = of_origin.unwrap_or_default();
    if orders >= ORIGIN_ORDERS || held.unwrap_or(0) + units > ORIGIN_UNITS {
        return Err(ApiError::too_many(now, now.plus(60 * SECOND)));
    }
    Ok(())
}

/// Whether an order may be held longer to be paid by hand: its buyer has few such, and so have, for a
/// guest's order, all guests from its address. `usual` is when a hold that begins now would lapse.
pub async fn room_by_hand(
    tx: &Tx,
    order: &order::Model,
    usual: UnixMillis,
) -> Result<bool, ApiError> {
    // Two orders at once must not both find room for one.
    one_at_a_time(tx, &order.buyer).await?;
    let longer =
        order::Entity::find().filter(awaiting()).filter(order::Column::HoldExpiresAt.gt(usual.0));
    let theirs = longer.clone().filter(order::Column::Buyer.eq(&order.buyer)).count(&**tx).await?;
    if theirs >= BUYER_BY_HAND {
        return Ok(false);
    }
    let Some(origin) = &order.origin else { return Ok(true) };
    let here = longer.filter(order::Column::Origin.eq(origin)).count(&**tx).await?;
    Ok(here < ORIGIN_BY_HAND)
}

/// 403: nobody could pay an order of this shop.
pub fn no_way_to_pay() -> ApiError {
    let title = "This shop takes no orders: there is no way to pay";
    ApiError::problem(ProblemKind::Forbidden, StatusCode::FORBIDDEN, title)
}
