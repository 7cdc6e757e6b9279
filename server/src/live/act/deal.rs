//! Flash deals that the host opens: drops of the room, with quota, limit and holds as every drop has them.

use picklive_contract::{
    DropId, ProductId,
    events::{Event, EventKind},
    live::RoomNow,
    time::SECOND,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{Doing, wrong_state};
use crate::{
    ApiError,
    db::entities::{deal, drop},
    live::{prices, tell},
    random,
};

impl Doing<'_> {
    /// Opens a deal.
    pub(super) async fn deal(&mut self) -> Result<Vec<Event>, ApiError> {
        let id = self.act.variant.as_ref().map_or("", |id| id.as_str());
        let missing = |field| ApiError::invalid([(field, "missing")]);
        let price = self.act.price.ok_or_else(|| missing("price"))?;
        let quota = self.act.quota.ok_or_else(|| missing("quota"))?;
        let seconds = self.act.seconds.ok_or_else(|| missing("seconds"))?;
        let (variant, put) = self.may_cost(id, price).await?;
        let open = prices::deals(&**self.tx, &self.room.id, Some(&[id]), self.now).await?;
        if !open.is_empty() {
            return Err(wrong_state("A deal of this variant is open"));
        }
        let drop = random::id();
        let row = drop::ActiveModel {
            id: Set(drop.clone()),
            title: Set(self.room.title.clone()),
            opens_at: Set(self.now.0),
            closes_at: Set(self.now.plus(i64::from(seconds) * SECOND).0),
            room_id: Set(Some(self.room.id.clone())),
            close_told: Set(false),
        };
        drop::Entity::insert(row).exec_without_returning(&**self.tx).await?;
        let row = deal::ActiveModel {
            id: Set(random::id()),
            drop_id: Set(drop.clone()),
            position: Set(0),
            product_id: Set(variant.product_id.clone()),
            variant_id: Set(variant.id),
            price: Set(price.amount),
            quota: Set(quota.into()),
            left: Set(quota.into()),
            person_limit: Set(self.act.limit.and_then(|limit| i32::try_from(limit).ok())),
        };
        deal::Entity::insert(row).exec_without_returning(&**self.tx).await?;
        let opened = self.deal_told(EventKind::DealOpened, drop, variant.product_id).await?;
        Ok(put.into_iter().chain([opened]).collect())
    }

    /// Closes a deal before its time.
    pub(super) async fn close_deal(&mut self) -> Result<Vec<Event>, ApiError> {
        let id = self.act.variant.as_ref().map_or("", |id| id.as_str());
        let open = prices::deals(&**self.tx, &self.room.id, Some(&[id]), self.now).await?;
        let Some((drop, deal)) = open.into_iter().next() else {
            return Err(wrong_state("No deal of this variant is open"));
        };
        // Closing comes after opening, by a millisecond for one that has just opened.
        let at = Ord::max(self.now.0, drop.opens_at + 1);
        drop::Entity::update_many()
            .col_expr(drop::Column::ClosesAt, Expr::value(at))
            .col_expr(drop::Column::CloseTold, Expr::value(true))
            .filter(drop::Column::Id.eq(&drop.id))
            .exec(&**self.tx)
            .await?;
        Ok(vec![self.deal_told(EventKind::DealClosed, drop.id, deal.product_id).await?])
    }

    async fn deal_told(
        &self,
        kind: EventKind,
        drop: String,
        product: String,
    ) -> Result<Event, ApiError> {
        let mut prices = self.open().await?;
        if kind == EventKind::DealClosed {
            prices.retain(|price| price.offer.closes_at.is_none_or(|at| at > self.now.plus(1)));
        }
        let now = RoomNow { prices: Some(prices), ..RoomNow::default() };
        let mut told = tell::event(&self.room.id, kind, self.now, now);
        (told.drop, told.product) = (Some(DropId(drop)), Some(ProductId(product)));
        Ok(told)
    }
}
