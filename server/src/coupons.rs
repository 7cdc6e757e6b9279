//! Coupons of rooms: dropped, claimed once by a person, used in one order.
//!
//! Every guard stands in the write: the quota in the `UPDATE` that takes one, one a person in the key of the row, one
//! order in the `UPDATE` that uses it. What an order took off goes back with it: see [`used::give_back`] for one that
//! comes to nothing, and `returns` for units that go back.

mod claim;
mod list;
pub mod open;
pub mod prize;
pub mod used;

use axum::Router;
use picklive_contract::{
    CouponId, OrderId, RoomId, UnixMillis,
    coupons::{Claim, Coupon},
};

use crate::{
    AppState,
    db::entities::{coupon, coupon_claim},
    http::route,
    storefront::settings::Settings,
};

/// The routes of coupons.
pub fn router() -> Router<AppState> {
    Router::new().merge(route(claim::claim)).merge(route(list::list))
}

/// A coupon as it is told.
pub fn told(shop: &Settings, row: &coupon::Model) -> Coupon {
    Coupon {
        id: CouponId(row.id.clone()),
        room: RoomId(row.room_id.clone()),
        off: shop.money(row.amount_off),
        minimum: shop.money(row.minimum),
        quota: u32::try_from(row.quota).unwrap_or(u32::MAX),
        left: row.unclaimed,
        opens_at: UnixMillis(row.opens_at),
        closes_at: UnixMillis(row.closes_at),
        valid_until: UnixMillis(row.valid_until),
    }
}

/// A claim as it is told.
fn claimed(shop: &Settings, row: &coupon::Model, claim: coupon_claim::Model) -> Claim {
    Claim {
        coupon: told(shop, row),
        claimed_at: UnixMillis(claim.claimed_at),
        order: claim.order_id.map(OrderId),
    }
}
