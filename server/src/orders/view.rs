//! An order as its owner sees it.

use std::collections::HashMap;

use picklive_contract::{
    CouponId, Currency, Money, RoomId, Text, UnixMillis,
    coupons::CouponOff,
    orders::{Order, OrderLine, OrderState, Tracking, VoucherCode},
    payments::{Action, Payment, PaymentState},
    quotes::QuoteLine,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    given::{is_given, read_access},
    steps,
};
use crate::{
    ApiError,
    db::entities::{order, order_line, order_step, payment, voucher_code},
    messages::thread,
    returns::{
        period,
        view::{self as returns, Request},
    },
    storefront::{
        settings,
        tracking::{self, TrackingLink},
    },
};

/// Orders read at a time: a query names each, and databases take only so many names.
pub const CHUNK: usize = 500;

/// Everything an order's page shows, as rows.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// Its lines.
    pub lines: Vec<order_line::Model>,
    /// Its steps.
    pub steps: Vec<order_step::Model>,
    /// Its attempts to pay.
    pub payments: Vec<payment::Model>,
    /// Its voucher codes.
    pub codes: Vec<voucher_code::Model>,
    /// Course texts by product, `Text` as JSON.
    pub access: HashMap<String, String>,
    /// What was asked to go back.
    pub returns: Vec<Request>,
    /// Days for returns.
    pub return_days: u32,
    /// Where carriers tell where a parcel is.
    pub links: Vec<TrackingLink>,
}

/// Reads and tells one order, with its messages. When the time for returns is over is told, not whether.
pub async fn one(db: &impl ConnectionTrait, order: order::Model) -> Result<Order, ApiError> {
    let messages = thread::of(db, &order.id).await?;
    let told = many(db, vec![order]).await?.pop();
    let told = told.ok_or_else(|| ApiError::internal("an order got lost while it was read"))?;
    Ok(Order { messages, ..told })
}

/// Reads and tells orders, in the order given, however many.
pub async fn many(
    db: &impl ConnectionTrait,
    orders: Vec<order::Model>,
) -> Result<Vec<Order>, ApiError> {
    let mut told = Vec::with_capacity(orders.len());
    let mut orders = orders.into_iter().peekable();
    while orders.peek().is_some() {
        told.extend(some(db, orders.by_ref().take(CHUNK).collect()).await?);
    }
    Ok(told)
}

/// The same for at most [`CHUNK`] orders.
async fn some(
    db: &impl ConnectionTrait,
    orders: Vec<order::Model>,
) -> Result<Vec<Order>, ApiError> {
    let ids: Vec<_> = orders.iter().map(|order| order.id.clone()).collect();
    let mut parts: HashMap<String, Parts> = HashMap::new();
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.is_in(&ids));
    for line in lines.order_by_asc(order_line::Column::Position).all(db).await? {
        parts.entry(line.order_id.clone()).or_default().lines.push(line);
    }
    let found = order_step::Entity::find().filter(order_step::Column::OrderId.is_in(&ids));
    for step in found.all(db).await? {
        parts.entry(step.order_id.clone()).or_default().steps.push(step);
    }
    let found = payment::Entity::find().filter(payment::Column::OrderId.is_in(&ids));
    for payment in found.order_by_asc(payment::Column::StartedAt).all(db).await? {
        parts.entry(payment.order_id.clone()).or_default().payments.push(payment);
    }
    let paid: Vec<_> = orders.iter().filter(|order| is_given(order)).map(|o| &o.id).collect();
    if !paid.is_empty() {
        let found = voucher_code::Entity::find().filter(voucher_code::Column::OrderId.is_in(paid));
        for code in found.order_by_asc(voucher_code::Column::Unit).all(db).await? {
            parts.entry(code.order_id.clone()).or_default().codes.push(code);
        }
    }
    let (mut return_days, mut links) = (0, Vec::new());
    if orders.iter().any(|order| order.units == "sold" || order.refunded > 0) {
        for (order, returns) in returns::of_orders(db, &ids).await? {
            parts.entry(order).or_default().returns = returns;
        }
        let shop = settings::load(db).await?;
        (return_days, links) = (shop.return_days, shop.tracking);
    }
    let access = read_access(db, &orders, &parts).await?;
    let tell = |order: order::Model| {
        let mut parts = parts.remove(&order.id).unwrap_or_default();
        parts.access.clone_from(&access);
        parts.return_days = return_days;
        parts.links.clone_from(&links);
        told(order, parts)
    };
    orders.into_iter().map(tell).collect()
}

/// Tells an order from its rows.
///
/// # Errors
/// If a row holds what this program did not write.
pub fn told(order: order::Model, parts: Parts) -> Result<Order, ApiError> {
    let currency = currency(&order)?;
    let money = |amount| Money::new(amount, currency);
    let state = OrderState::from(order.state.as_str());
    let given = is_given(&order);
    let until = period::until(&order, &parts.steps, parts.return_days);
    let mut codes: HashMap<i32, Vec<VoucherCode>> = HashMap::new();
    for code in parts.codes.into_iter().filter(|code| given && code.void_at.is_none()) {
        codes.entry(code.position).or_default().push(VoucherCode {
            code: code.code,
            redeemed_at: code.redeemed_at.map(UnixMillis),
            valid_until: code.valid_until.map(UnixMillis),
            returning: code.return_id.is_some(),
        });
    }
    let line = |line: order_line::Model| -> Result<OrderLine, ApiError> {
        let left = line.returned < line.quantity;
        let access = parts.access.get(&line.product_id).filter(|_| given && left);
        let bought: QuoteLine = serde_json::from_str(&line.bought)?;
        let codes = codes.remove(&line.position).unwrap_or_default();
        let redeemed = codes.iter().filter(|code| code.redeemed_at.is_some()).count();
        let redeemed = i64::try_from(redeemed).unwrap_or(i64::MAX);
        let units = period::units(&order, &line, &bought.kind, redeemed);
        Ok(OrderLine {
            returnable: until.map_or(0, |_| u32::try_from(units).unwrap_or(u32::MAX)),
            bought,
            coupon: (line.coupon_off > 0).then(|| money(line.coupon_off)),
            access: access.map(|text| serde_json::from_str::<Text>(text)).transpose()?,
            codes,
        })
    };
    let lines: Vec<_> = parts.lines.into_iter().map(line).collect::<Result<_, _>>()?;
    let parcel = order.carrier.zip(order.tracking_number);
    let awaiting = state == OrderState::AwaitingPayment;
    let returned = parts.returns.into_iter();
    let returned = returned.map(|request| returns::told(request, &order.number, currency));
    Ok(Order {
        returnable_until: until.filter(|_| lines.iter().any(|line| line.returnable > 0)),
        lines,
        goods: money(order.goods + order.coupon_off),
        coupon: order
            .coupon_id
            .map(|id| CouponOff { id: CouponId(id), off: money(order.coupon_off) }),
        shipping: money(order.shipping),
        total: money(order.total),
        refunded: (order.refunded > 0).then(|| money(order.refunded)),
        placed_at: UnixMillis(order.placed_at),
        hold_expires_at: awaiting.then_some(UnixMillis(order.hold_expires_at)),
        contact: serde_json::from_str(&order.contact)?,
        address: order.address.map(|text| serde_json::from_str(&text)).transpose()?,
        note: order.note,
        room: order.room_id.map(RoomId),
        payment: latest(parts.payments, awaiting, currency)?,
        tracking: parcel.map(|(carrier, number)| {
            let url = tracking::link(&parts.links, &carrier, &number);
            Tracking { carrier, number, url }
        }),
        steps: steps::told(parts.steps),
        returns: returned.collect::<Result<_, _>>()?,
        messages: Vec::new(),
        secret: None,
        id: order.id.as_str().into(),
        number: order.number,
        state,
    })
}

/// The currency of an order.
pub fn currency(order: &order::Model) -> Result<Currency, ApiError> {
    let read = Currency::parse(&order.currency);
    read.ok_or_else(|| ApiError::internal("an order has no currency"))
}

/// The attempt to pay that the order's page shows: the latest while there is something to pay, then the one
/// that paid it, or whose money went back, before any that came to nothing.
fn latest(
    mut payments: Vec<payment::Model>,
    awaiting: bool,
    currency: Currency,
) -> Result<Option<Payment>, ApiError> {
    let rank = |payment: &payment::Model| match PaymentState::from(payment.state.as_str()) {
        _ if awaiting => 0,
        PaymentState::Paid => 2,
        PaymentState::Refunded => 1,
        _ => 0,
    };
    payments.sort_by_key(|payment| (rank(payment), payment.started_at));
    payments.pop().map(|payment| payment_told(payment, awaiting, currency)).transpose()
}

/// Tells a payment; what the device has to do only while there is something to do.
pub fn payment_told(
    payment: payment::Model,
    awaiting: bool,
    currency: Currency,
) -> Result<Payment, ApiError> {
    let state = PaymentState::from(payment.state.as_str());
    let action = if state == PaymentState::Pending && awaiting {
        serde_json::from_str(&payment.action)?
    } else {
        Action::None { instructions: None }
    };
    Ok(Payment {
        id: payment.id.as_str().into(),
        method: payment.method,
        state,
        amount: Money::new(payment.amount, currency),
        action,
        started_at: UnixMillis(payment.started_at),
    })
}
