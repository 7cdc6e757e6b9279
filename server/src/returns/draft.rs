//! What a request comes to, once its order is looked at: which units, what they were bought for, and whether
//! they can go back at all.

use std::collections::HashMap;

use axum::http::StatusCode;
use picklive_contract::{
    UnixMillis,
    problem::ProblemKind,
    product::ProductKind,
    quotes::QuoteLine,
    returns::{self, ReturnAsk, ReturnLineAsk},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{period, requests};
use crate::{
    ApiError,
    db::entities::{order, order_line, order_step, return_line, voucher_code},
};

/// A request that can be written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its lines, by their place in the order.
    pub lines: Vec<DraftLine>,
    /// What the units were bought for, minor units.
    pub worth: i64,
    /// What is asked for.
    pub asked: i64,
}

/// Units of one line.
#[derive(Clone, Debug)]
pub struct DraftLine {
    /// The line.
    pub row: order_line::Model,
    /// How many of its units.
    pub units: i64,
    /// What they were bought for.
    pub worth: i64,
    /// Whether they are vouchers.
    pub voucher: bool,
}

/// Looks at an order as it is now. What it finds can change until the write, which has guards of its own.
///
/// # Errors
/// 422 with what is wrong of the request, 409 when the order or its units are not in a state for it.
pub async fn of(
    conn: &impl ConnectionTrait,
    order: &order::Model,
    ask: &ReturnAsk,
    days: u32,
    now: UnixMillis,
) -> Result<Draft, ApiError> {
    let rows = order_line::Entity::find().filter(order_line::Column::OrderId.eq(&order.id));
    let rows = rows.order_by_asc(order_line::Column::Position).all(conn).await?;
    not_of_the_order(&ask.lines, &rows)?;
    let steps = order_step::Entity::find().filter(order_step::Column::OrderId.eq(&order.id));
    let until = period::until(order, &steps.all(conn).await?, days);
    if until.is_none_or(|until| until <= now) {
        return Err(wrong_state("This order cannot be returned, or not any more"));
    }
    let redeemed = redeemed(conn, &order.id).await?;
    let others = requests::lines_of(conn, &order.id).await?;
    let mut lines = Vec::new();
    for asked in &ask.lines {
        let row = rows.iter().find(|row| u32::try_from(row.position) == Ok(asked.line));
        let row = row.ok_or_else(ApiError::not_found)?.clone();
        let kind = serde_json::from_str::<QuoteLine>(&row.bought)?.kind;
        let used = redeemed.get(&row.position).copied().unwrap_or(0);
        let units = i64::from(asked.quantity);
        if units > period::units(order, &row, &kind, used) {
            return Err(taken());
        }
        let worth = worth(&row, units, &others)
            .ok_or_else(|| ApiError::internal("a line's sum does not fit"))?;
        lines.push(DraftLine { row, units, worth, voucher: kind == ProductKind::Voucher });
    }
    lines.sort_by_key(|line| line.row.position);
    let worth = lines.iter().map(|line| line.worth).sum();
    Ok(Draft { asked: sum_asked(order, ask, worth)?, lines, worth })
}

/// What goes back for units of a line, beside what other returns of it come to.
fn worth(row: &order_line::Model, units: i64, others: &[return_line::Model]) -> Option<i64> {
    let paid = row.unit_price.checked_mul(row.quantity)?.checked_sub(row.coupon_off)?;
    let others = others.iter().filter(|other| other.position == row.position);
    let (count, sum) =
        others.fold((0, 0), |(count, sum), other| (count + other.quantity, sum + other.worth));
    // Some may be back without a return: for them, what any unit of the line comes to.
    let gone = row.returned + row.in_return;
    let plain = paid.checked_mul((gone - count).max(0))?.checked_div(row.quantity)?;
    returns::worth(paid, row.quantity, units, (gone, sum + plain))
}

/// What can be seen to be wrong of the lines as soon as the order's are known.
fn not_of_the_order(asked: &[ReturnLineAsk], rows: &[order_line::Model]) -> Result<(), ApiError> {
    let mut wrong = Vec::new();
    for (at, line) in asked.iter().enumerate() {
        match rows.iter().find(|row| u32::try_from(row.position) == Ok(line.line)) {
            None => wrong.push((format!("lines.{at}.line"), "out-of-range")),
            Some(row) if i64::from(line.quantity) > row.quantity => {
                wrong.push((format!("lines.{at}.quantity"), "out-of-range"));
            }
            Some(_) => {}
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(ApiError::invalid(wrong)) }
}

fn sum_asked(order: &order::Model, ask: &ReturnAsk, worth: i64) -> Result<i64, ApiError> {
    if worth == 0 {
        return Err(wrong_state("Nothing was paid for these units"));
    }
    let Some(amount) = ask.amount else { return Ok(worth) };
    if amount.currency.code() != order.currency {
        return Err(ApiError::invalid([("amount.currency", "malformed")]));
    }
    if !(1..=worth).contains(&amount.amount) {
        return Err(ApiError::invalid([("amount", "out-of-range")]));
    }
    Ok(amount.amount)
}

/// How many vouchers of each line were redeemed.
async fn redeemed(conn: &impl ConnectionTrait, order: &str) -> Result<HashMap<i32, i64>, ApiError> {
    let found = voucher_code::Entity::find()
        .filter(voucher_code::Column::OrderId.eq(order))
        .filter(voucher_code::Column::RedeemedAt.is_not_null());
    let mut count = HashMap::new();
    for code in found.all(conn).await? {
        *count.entry(code.position).or_insert(0) += 1;
    }
    Ok(count)
}

/// 409: another return has the units, or they are back, or redeemed.
pub fn taken() -> ApiError {
    wrong_state("Some of these units are in a return, or cannot be returned")
}

/// 409 `wrong-state`.
pub fn wrong_state(title: &str) -> ApiError {
    ApiError::problem(ProblemKind::WrongState, StatusCode::CONFLICT, title)
}
