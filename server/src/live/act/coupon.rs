//! Coupons that the host drops.

use picklive_contract::{coupons::VALID_SECONDS, events::Event, time::SECOND};
use sea_orm::{ActiveModelTrait, EntityTrait};

use super::Doing;
use crate::{ApiError, coupons::open, db::entities::coupon, random};

impl Doing<'_> {
    /// Drops a coupon. All of a room together give away no more than the merchant allows.
    pub(super) async fn coupon(&mut self) -> Result<Vec<Event>, ApiError> {
        let missing = |field| ApiError::invalid([(field, "missing")]);
        let (act, now) = (self.act, self.now);
        let off = act.off.ok_or_else(|| missing("off"))?;
        let minimum = act.minimum.ok_or_else(|| missing("minimum"))?;
        for (field, money) in [("off", off), ("minimum", minimum)] {
            if money.currency != self.shop.currency {
                return Err(ApiError::invalid([(format!("{field}.currency"), "malformed")]));
            }
        }
        let quota = i64::from(act.quota.ok_or_else(|| missing("quota"))?);
        let seconds = act.seconds.ok_or_else(|| missing("seconds"))?;
        let valid = act.valid_seconds.unwrap_or(VALID_SECONDS.max(seconds));
        let promised = open::promised(&**self.tx, &self.room.id, now).await?;
        let all = promised.saturating_add(off.amount.saturating_mul(quota));
        if all > self.room.coupon_budget {
            return Err(ApiError::invalid([("quota", "out-of-range")]));
        }
        let row = coupon::Model {
            id: random::id(),
            room_id: self.room.id.clone(),
            amount_off: off.amount,
            minimum: minimum.amount,
            quota,
            unclaimed: quota,
            opens_at: now.0,
            closes_at: now.plus(i64::from(seconds) * SECOND).0,
            valid_until: now.plus(i64::from(valid) * SECOND).0,
            told: quota,
        };
        let row = coupon::ActiveModel::from(row).reset_all();
        coupon::Entity::insert(row).exec_without_returning(&**self.tx).await?;
        Ok(vec![open::event(self.tx, &self.shop, &self.room.id, now).await?])
    }
}
