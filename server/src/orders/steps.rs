//! The steps of an order. It only goes forward, so each state is reached at most once.

use picklive_contract::{
    UnixMillis,
    orders::{OrderState, OrderStep},
};
use sea_orm::{DatabaseTransaction, EntityTrait, Set};

use crate::{ApiError, db::entities::order_step};

/// The reason of a step to `paid`: the money came late and a unit was found.
pub const LATE_FOUND: &str = "paid_late_unit_found";
/// The reason of a step to `refunded`: the money came late and nothing was left.
pub const LATE_SOLD_OUT: &str = "paid_late_sold_out";
/// The reason of a step to `refunded`: the money came late, and another order used its coupon by then.
pub const LATE_COUPON: &str = "paid_late_coupon_used";
/// The reason of a step to `refunded`: the money came after the order was called off.
pub const CALLED_OFF: &str = "paid_after_cancel";

/// The reason of a step to `refunded`: all that was left went back with a return.
pub const RETURNED: &str = "returned";

/// Writes that an order reached a state.
pub async fn reached(
    tx: &DatabaseTransaction,
    order: &str,
    state: &OrderState,
    at: UnixMillis,
    reason: Option<&str>,
) -> Result<(), ApiError> {
    let row = order_step::ActiveModel {
        order_id: Set(order.to_owned()),
        state: Set(state.as_str().to_owned()),
        at: Set(at.0),
        reason: Set(reason.map(str::to_owned)),
    };
    order_step::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes that orders reached a state together.
pub async fn all_reached(
    tx: &DatabaseTransaction,
    orders: impl Iterator<Item = &str>,
    state: &OrderState,
    at: UnixMillis,
) -> Result<(), ApiError> {
    let rows = orders.map(|order| order_step::ActiveModel {
        order_id: Set(order.to_owned()),
        state: Set(state.as_str().to_owned()),
        at: Set(at.0),
        reason: Set(None),
    });
    order_step::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// The rows as the contract says them, oldest first; of the same moment, in the order of life.
pub fn told(mut rows: Vec<order_step::Model>) -> Vec<OrderStep> {
    rows.sort_by_key(|row| (row.at, rank(&row.state)));
    let step = |row: order_step::Model| OrderStep {
        state: row.state.as_str().into(),
        at: UnixMillis(row.at),
        reason: row.reason,
    };
    rows.into_iter().map(step).collect()
}

fn rank(state: &str) -> u8 {
    match OrderState::from(state) {
        OrderState::AwaitingPayment => 0,
        OrderState::Cancelled | OrderState::Expired => 1,
        OrderState::Paid => 2,
        OrderState::Shipped => 3,
        OrderState::Delivered => 4,
        OrderState::Completed => 5,
        OrderState::Refunded | OrderState::Other(_) => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_one_moment_are_told_in_the_order_of_life() {
        let row = |state: &str, at| order_step::Model {
            order_id: "o".into(),
            state: state.into(),
            at,
            reason: None,
        };
        let rows = vec![
            row("completed", 5),
            row("paid", 5),
            row("expired", 4),
            row("awaiting_payment", 1),
        ];
        let states: Vec<_> = told(rows).into_iter().map(|step| step.state.to_string()).collect();
        assert_eq!(states, ["awaiting_payment", "expired", "paid", "completed"]);
    }
}
