//! Lucky bags that the host drops, and takes back.

use picklive_contract::{
    bags::{BagFor, BagState, OPEN_MAX, PRIZE_SECONDS_USUAL},
    events::{Event, EventKind},
    time::SECOND,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};

use super::{Doing, coupon::Gift, wrong_state};
use crate::{
    ApiError,
    bags::{open, proof},
    coupons,
    db::entities::{bag, bag::Seed},
    random,
};

impl Doing<'_> {
    /// Drops a bag. The hash of its seed is told with it; the seed with its draw.
    pub(super) async fn bag(&mut self) -> Result<Vec<Event>, ApiError> {
        let open = bag::Entity::find()
            .filter(bag::Column::RoomId.eq(&self.room.id))
            .filter(bag::Column::State.eq(BagState::Open.as_str()));
        // All of them are told with each entry, and all that end with the room as drawn.
        if open.count(&**self.tx).await? >= OPEN_MAX {
            return Err(wrong_state("So many bags are open already"));
        }
        let missing = |field| ApiError::invalid([(field, "missing")]);
        let Gift { off, minimum, quota, ended } = self.may_give().await?;
        let seconds = self.act.seconds.ok_or_else(|| missing("seconds"))?;
        let valid = self.act.valid_seconds.unwrap_or(PRIZE_SECONDS_USUAL);
        let closes_at = self.now.plus(i64::from(seconds) * SECOND);
        let seed = proof::seed();
        let hash = proof::hash(&seed).ok_or_else(|| ApiError::internal("no seed was made"))?;
        let row = bag::Model {
            id: random::id(),
            room_id: self.room.id.clone(),
            title: self.act.text.trim().into(),
            amount_off: off,
            minimum,
            winners: quota,
            who: self.act.who.as_ref().unwrap_or(&BagFor::Everyone).as_str().into(),
            state: BagState::Open.as_str().into(),
            opens_at: self.now.0,
            closes_at: closes_at.0,
            valid_until: closes_at.plus(i64::from(valid) * SECOND).0,
            seed: Seed(seed),
            seed_hash: hash,
            entries: 0,
            told: 0,
            drawn_at: None,
            digest: None,
            coupon_id: None,
        };
        let row = bag::ActiveModel::from(row).reset_all();
        bag::Entity::insert(row).exec_without_returning(&**self.tx).await?;
        let mut told = Vec::new();
        if ended {
            told.push(coupons::open::event(self.tx, &self.shop, &self.room.id, self.now).await?);
        }
        told.extend(self.told_bags().await?);
        Ok(told)
    }

    /// Takes back a bag that nobody has entered.
    pub(super) async fn cancel_bag(&mut self) -> Result<Vec<Event>, ApiError> {
        let id = self.act.bag.as_ref().map_or("", |id| id.as_str());
        let found = bag::Entity::find_by_id(id)
            .filter(bag::Column::RoomId.eq(&self.room.id))
            .one(&**self.tx)
            .await?;
        if found.is_none() {
            return Err(ApiError::invalid([("bag", "malformed")]));
        }
        let done = bag::Entity::update_many()
            .col_expr(bag::Column::State, Expr::value(BagState::Cancelled.as_str()))
            .filter(bag::Column::Id.eq(id))
            .filter(bag::Column::State.eq(BagState::Open.as_str()))
            .filter(bag::Column::ClosesAt.gt(self.now.0))
            .filter(bag::Column::Entries.eq(0))
            .exec(&**self.tx)
            .await?;
        if done.rows_affected != 1 {
            return Err(wrong_state("Somebody has entered this bag, or it is over"));
        }
        self.told_bags().await
    }

    async fn told_bags(&self) -> Result<Vec<Event>, ApiError> {
        let kind = EventKind::Bag;
        Ok(vec![open::event(self.tx, &self.shop, &self.room.id, kind, self.now).await?])
    }
}
