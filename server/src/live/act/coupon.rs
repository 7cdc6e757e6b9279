//! Coupons that the host drops.

use picklive_contract::{coupons::VALID_SECONDS, events::Event, time::SECOND};
use sea_orm::{ActiveModelTrait, EntityTrait};

use super::Doing;
use crate::{ApiError, bags, coupons::open, db::entities::coupon, random};

/// What is given: coupons, or the prizes of a bag.
pub(super) struct Gift {
    /// What each takes off, minor units.
    pub(super) off: i64,
    /// From which sum of goods on.
    pub(super) minimum: i64,
    /// How many.
    pub(super) quota: i64,
    /// Whether coupons were found to be over, which is to be told with the act.
    pub(super) ended: bool,
}

impl Doing<'_> {
    /// What a coupon or a prize takes off, from which sum on, and how many there are to be. All of a room together
    /// give away no more than the merchant allows.
    pub(super) async fn may_give(&self) -> Result<Gift, ApiError> {
        let missing = |field| ApiError::invalid([(field, "missing")]);
        let act = self.act;
        let off = act.off.ok_or_else(|| missing("off"))?;
        let minimum = act.minimum.ok_or_else(|| missing("minimum"))?;
        for (field, money) in [("off", off), ("minimum", minimum)] {
            if money.currency != self.shop.currency {
                return Err(ApiError::invalid([(format!("{field}.currency"), "malformed")]));
            }
        }
        let quota = i64::from(act.quota.ok_or_else(|| missing("quota"))?);
        let (coupons, ended) = open::promised(self.tx, &self.room.id, self.now).await?;
        let prizes = bags::open::promised(&**self.tx, &self.room.id).await?;
        let wish = off.amount.saturating_mul(quota);
        if coupons.saturating_add(prizes).saturating_add(wish) > self.room.coupon_budget {
            return Err(ApiError::invalid([("quota", "out-of-range")]));
        }
        Ok(Gift { off: off.amount, minimum: minimum.amount, quota, ended })
    }

    /// Drops a coupon.
    pub(super) async fn coupon(&mut self) -> Result<Vec<Event>, ApiError> {
        let missing = |field| ApiError::invalid([(field, "missing")]);
        let (act, now) = (self.act, self.now);
        let Gift { off, minimum, quota, .. } = self.may_give().await?;
        let seconds = act.seconds.ok_or_else(|| missing("seconds"))?;
        let valid = act.valid_seconds.unwrap_or(VALID_SECONDS.max(seconds));
        let row = coupon::Model {
            id: random::id(),
            room_id: self.room.id.clone(),
            amount_off: off,
            minimum,
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
