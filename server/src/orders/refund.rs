//! The merchant gives money back: a part, or all there is left of it.

use picklive_contract::{UnixMillis, orders::OrderState, payments::PaymentState};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use super::{
    accept, steps,
    units::{self, Shelf},
    vouchers,
};
use crate::{
    ApiError,
    db::entities::{order, payment},
    payments::refunds::{self, Kind},
};

/// What is to go back.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// How much, minor units; everything that is left when `None`.
    pub amount: Option<i64>,
    /// Why, for the books.
    pub reason: &'a str,
    /// Whether goods that were shipped are back on the shelf.
    pub restock: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunded {
    /// So much goes back; more is left of the order's sum.
    Part(i64),
    /// So much goes back and the order is refunded; whether its units are sellable again.
    Whole(i64, bool),
    /// The order was never paid.
    NotPaid,
    /// No more than this is left to go back.
    TooMuch(i64),
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
    if amount > 0 {
        let payment = payment::Entity::find()
            .filter(payment::Column::OrderId.eq(id))
            .filter(payment::Column::State.eq(PaymentState::Paid.as_str()))
            .one(tx)
            .await?;
        let payment = payment.ok_or_else(|| ApiError::internal("a paid order has no payment"))?;
        refunds::add(tx, &payment, Kind::Order, amount, wish.reason, now).await?;
    }
    if amount < left {
        return Ok(Refunded::Part(amount));
    }
    let returned = give_back(tx, &order, &state, wish.restock, now).await?;
    let units = if returned { "returned" } else { "sold" };
    accept::advance(tx, id, &state, &OrderState::Refunded, units).await?;
    steps::reached(tx, id, &OrderState::Refunded, now, Some(wish.reason)).await?;
    Ok(Refunded::Whole(amount, returned))
}

/// Puts the units back on the shelf if they are there: not shipped yet, or returned by the buyer; of
/// what is never shipped, unless a voucher was redeemed. Codes that were not redeemed are void.
async fn give_back(
    tx: &DatabaseTransaction,
    order: &order::Model,
    state: &OrderState,
    restock: bool,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let redeemed = vouchers::void(tx, &order.id, now).await?;
    let on_shelf = *state == OrderState::Paid || !order.shipped_goods || restock;
    if redeemed || !on_shelf {
        return Ok(false);
    }
    let lines = accept::lines(tx, &order.id).await?;
    units::give_back(tx, &lines, order.person_id.as_deref(), Shelf::Sold).await?;
    Ok(true)
}

/// Reads an amount as a merchant types it: `49.90` in the currency's units, or whole minor units.
pub fn read_amount(text: &str, digits: u32) -> Option<i64> {
    let text = text.trim();
    let number = |part: &str| {
        let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse::<i64>().ok()).flatten()
    };
    let Some((whole, fraction)) = text.split_once('.') else { return number(text) };
    if fraction.len() != usize::try_from(digits).ok()? {
        return None;
    }
    number(whole)?.checked_mul(10_i64.pow(digits))?.checked_add(number(fraction)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly_or_not_at_all() {
        assert_eq!(read_amount("4990", 2), Some(4_990));
        assert_eq!(read_amount(" 49.90 ", 2), Some(4_990));
        assert_eq!(read_amount("0.01", 2), Some(1));
        assert_eq!(read_amount("1.005", 3), Some(1_005));
        for bad in ["", ".", "1.", ".5", "1.5", "1.505", "-1", "+1", "1e3", "１", "1,000", "¥5"] {
            assert_eq!(read_amount(bad, 2), None, "{bad}");
        }
        assert_eq!(read_amount("1.0", 0), None);
        assert_eq!(read_amount("99999999999999999999", 2), None);
        assert_eq!(read_amount("99999999999999999.00", 2), None);
    }
}
