//! Coupons that a room's host drops: a sum off one purchase, for who claims one in time.
//!
//! All rules are published with the coupon before anybody claims it: how much off, from which sum of goods on, how
//! many there are, until when one is claimed and until when it is used. A person claims a coupon once, and uses it
//! in one purchase: the best of theirs counts by itself, in quotes and orders, with its own line.

use serde::{Deserialize, Serialize};

use crate::{CouponId, Endpoint, List, Method, Money, OrderId, RoomId, UnixMillis};

/// A coupon and its rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Coupon {
    /// Its id.
    pub id: CouponId,
    /// The room it was dropped in.
    pub room: RoomId,
    /// How much it takes off; never more than `minimum`.
    pub off: Money,
    /// It counts for goods of this sum or more, shipping not among them, whatever they are.
    pub minimum: Money,
    /// How many there are; a person has one at most.
    pub quota: u32,
    /// How many nobody has claimed yet.
    pub left: i64,
    /// From when it can be claimed.
    pub opens_at: UnixMillis,
    /// Until when it can be claimed.
    pub closes_at: UnixMillis,
    /// Until when an order may be placed with it.
    pub valid_until: UnixMillis,
}

impl Coupon {
    /// Whether it can be claimed at this time, as long as there are any.
    pub fn open_at(&self, now: UnixMillis) -> bool {
        self.opens_at <= now && now < self.closes_at
    }
}

/// A coupon that somebody has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Claim {
    /// The coupon.
    pub coupon: Coupon,
    /// Since when it is theirs.
    pub claimed_at: UnixMillis,
    /// The order that uses it; one that is called off, lapses unpaid, or is refunded whole before
    /// anything was sent gives it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
}

/// What a coupon takes off a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CouponOff {
    /// The coupon.
    pub id: CouponId,
    /// How much.
    pub off: Money,
}

/// Least and most seconds in which a coupon can be claimed.
pub const CLAIM_SECONDS: core::ops::RangeInclusive<u32> = 10..=3_600;
/// Most seconds from its drop in which a coupon can be used: 30 days.
pub const VALID_SECONDS_MAX: u32 = 30 * 86_400;
/// The same where the host says nothing: a day.
pub const VALID_SECONDS: u32 = 86_400;

/// What each of a purchase's lines has of what is taken off: by their sums, and together all of it to the last
/// minor unit. No line has more than its sum, as long as all have enough.
pub fn shares(off: i64, lines: &[i64]) -> Vec<i64> {
    let all: i128 = lines.iter().map(|line| i128::from(*line)).sum();
    let (mut before, mut given) = (0_i128, 0_i128);
    let share = |line: &i64| {
        before += i128::from(*line);
        let now = if all > 0 { i128::from(off) * before / all } else { 0 };
        let share = now - given;
        given = now;
        i64::try_from(share).unwrap_or(0)
    };
    lines.iter().map(share).collect()
}

/// `POST /v1/coupons/{id}/claims`: one for the signed-in person. Who has one is told of it again, whatever the key.
/// 409 `sold-out` when there are none left, `wrong-state` when it cannot be claimed now.
pub struct ClaimCoupon;
impl Endpoint for ClaimCoupon {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/coupons/{id}/claims";
    const CREATES: bool = true;
    type At = CouponId;
    type Ask = ();
    type Answer = Claim;
}

/// `GET /v1/coupons`: what the signed-in person has claimed and can still use, or has used lately; the latest first.
pub struct ListCoupons;
impl Endpoint for ListCoupons {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/coupons";
    type At = ();
    type Ask = ();
    type Answer = List<Claim>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_all_of_it_and_no_line_pays_to_be_bought() {
        for lines in [&[1, 1, 1][..], &[9_999, 1], &[0, 7, 0, 3], &[100], &[3, 3, 3, 1], &[0, 0]] {
            let all: i64 = lines.iter().sum();
            for off in 0..=all.min(200) {
                let shares = shares(off, lines);
                assert_eq!(shares.iter().sum::<i64>(), off, "{off} of {lines:?}");
                assert!(shares.iter().zip(lines).all(|(share, line)| (0..=*line).contains(share)));
            }
        }
        assert_eq!(shares(i64::MAX, &[i64::MAX, 0]), [i64::MAX, 0]);
    }
}
