//! The merchant gives money back: a part, or all there is left of it; [`super::restock`] decides which
//! units are sellable again.

use picklive_contract::{UnixMillis, orders::OrderState, payments::PaymentState};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use super::{
    accept,
    restock::{self, NoRestock, Restock},
    steps,
};
use crate::{
    ApiError,
    coupons::used,
    db::entities::{order, payment},
    letters::{self, Kind as News},
    payments::refunds::{self, Kind},
    returns::requests,
};

/// What is to go back.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// How much, minor units; everything that is left when `None`.
    pub amount: Option<i64>,
    /// Why, kept with the refund and shown by `orders show`.
    pub reason: &'a str,
    /// Which units are back on the shelf.
    pub restock: &'a Restock,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refunded {
    /// So much goes back, and so many units; more is left of the order's sum.
    Part(i64, i64),
    /// So much goes back and the order is refunded.
    Whole {
        /// Minor units.
        amount: i64,
        /// Units that are sellable again.
        returned: i64,
        /// Units that stay sold: shipped and not back, or redeemed.
        kept: i64,
    },
    /// The order was never paid.
    NotPaid,
    /// No more than this is left to go back.
    TooMuch(i64),
    /// It would take what was promised for returns that go on.
    Promised {
        /// What is left beside that, minor units.
        free: i64,
        /// What was promised.
        promised: i64,
    },
    /// The units named cannot come back.
    NoRestock(NoRestock),
    /// It would take all that is left while units are in returns that are not decided.
    InReturn,
}

/// The payment that paid an order.
///
/// # Errors
/// When there is none.
pub async fn paid_by(tx: &DatabaseTransaction, id: &str) -> Result<payment::Model, ApiError> {
    let payment = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(id))
        .filter(payment::Column::State.eq(PaymentState::Paid.as_str()))
        .one(tx)
        .await?;
    payment.ok_or_else(|| ApiError::internal("a paid order has no payment"))
}

/// Gives money back. Nothing is changed unless the answer is [`Refunded::Part`] or [`Refunded::Whole`].
pub async fn refund(
    tx: &DatabaseTransaction,
    id: &str,
    wish: Wish<'_>,
    now: UnixMillis,
) -> Result<Refunded, ApiError> {
    let order = order::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    let order = order.ok_or_else(ApiError::not_found)?;
    let state = OrderState::from(order.state.as_str());
    if !matches!(
        state,
        OrderState::Paid | OrderState::Shipped | OrderState::Delivered | OrderState::Completed
    ) {
        let was_paid = state == OrderState::Refunded;
        return Ok(if was_paid { Refunded::TooMuch(0) } else { Refunded::NotPaid });
    }
    let left = order.total - order.refunded;
    let amount = wish.amount.unwrap_or(left);
    if amount > left || (amount <= 0 && left > 0) {
        return Ok(Refunded::TooMuch(left));
    }
    let lines = restock::lines(tx, &order).await?;
    if amount == left && lines.iter().any(|line| line.row.in_return > 0) {
        return Ok(Refunded::InReturn);
    }
    let promised = requests::promised(tx, id).await?;
    if amount > left - promised {
        return Ok(Refunded::Promised { free: (left - promised).max(0), promised });
    }
    let plan = match restock::plan(&lines, wish.restock, amount == left) {
        Ok(plan) => plan,
        Err(why) => return Ok(Refunded::NoRestock(why)),
    };
    if amount > 0 {
        let payment = paid_by(tx, id).await?;
        refunds::add(tx, &payment, Kind::Order, amount, None, wish.reason, now).await?;
    }
    restock::apply(tx, &order, &lines, &plan, now).await?;
    let returned = plan.iter().sum();
    if amount < left {
        return Ok(Refunded::Part(amount, returned));
    }
    let before: i64 = lines.iter().map(|line| line.row.quantity - line.row.returned).sum();
    let kept = before - returned;
    let units = if kept == 0 { "returned" } else { "sold" };
    if kept == 0 && state == OrderState::Paid {
        // Nothing was sent and nothing is kept: as if it had never been ordered.
        used::give_back(tx, std::iter::once(id)).await?;
    }
    accept::advance(tx, id, &state, &OrderState::Refunded, units).await?;
    steps::reached(tx, id, &OrderState::Refunded, now, Some(wish.reason)).await?;
    if amount == 0 {
        // What was free has no refund that would tell of it.
        letters::announce(tx, id, News::Refunded, News::Refunded.as_str(), now).await?;
    }
    Ok(Refunded::Whole { amount, returned, kept })
}
