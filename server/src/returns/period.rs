//! Until when units of an order can be asked to go back.

use picklive_contract::{
    UnixMillis,
    orders::{Order, OrderState},
    product::ProductKind,
    time::DAY,
};

use crate::db::entities::{order, order_line, order_step};

/// Days that a parcel is given for its way when nobody noted that it arrived.
pub const WAY_DAYS: u32 = 14;

/// When the time for returns of an order ends, whether it has or not: so many days after its parcel arrived.
/// A parcel that was never marked as delivered is taken to have arrived [`WAY_DAYS`] after it left; without a
/// parcel, the time begins with the payment. `None` when nothing of it can go back.
pub fn until(order: &order::Model, steps: &[order_step::Model], days: u32) -> Option<UnixMillis> {
    let state = OrderState::from(order.state.as_str());
    let is_given = matches!(
        state,
        OrderState::Paid | OrderState::Shipped | OrderState::Delivered | OrderState::Completed
    );
    // Where a coupon has paid for the goods there is nothing to give back for them.
    if !is_given || days == 0 || order.total == 0 || order.goods == 0 {
        return None;
    }
    let at = |state: OrderState| steps.iter().find(|s| s.state == state.as_str()).map(|s| s.at);
    let paid = at(OrderState::Paid)?;
    let way = i64::from(WAY_DAYS) * DAY;
    let begins = match order.delivered_at {
        _ if !order.shipped_goods => paid,
        Some(delivered) => delivered,
        None => at(OrderState::Shipped).unwrap_or(paid) + way,
    };
    Some(UnixMillis(begins).plus(i64::from(days) * DAY))
}

/// Units of a line that a return can be asked for: bought, neither back nor in another return; of parcels only
/// those that were shipped, of vouchers only those that were not redeemed.
pub fn units(
    order: &order::Model,
    line: &order_line::Model,
    kind: &ProductKind,
    redeemed: i64,
) -> i64 {
    let parcel = !matches!(kind, ProductKind::Course | ProductKind::Voucher);
    if parcel && order.state == OrderState::Paid.as_str() {
        return 0;
    }
    (line.quantity - line.returned - line.in_return - redeemed).max(0)
}

/// The order as it is told at a moment: what can no longer be asked for is left out.
#[must_use]
pub fn as_of(mut order: Order, now: UnixMillis) -> Order {
    if order.returnable_until.is_some_and(|until| until <= now) {
        order.returnable_until = None;
        order.lines.iter_mut().for_each(|line| line.returnable = 0);
    }
    order
}
