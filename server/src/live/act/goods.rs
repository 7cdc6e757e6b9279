//! Showing products, putting them on the shelf, pricing them.

use picklive_contract::{
    Money, ProductId,
    events::{Event, EventKind},
    live::{Pin, RoomNow, RoomPrice},
    offer::{Visitor, best},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use super::Doing;
use crate::{
    ApiError,
    db::entities::{room, room_pin, room_price, variant},
    live::{prices, rooms::not_before, shelf, tell},
    product::offers,
    random,
};

impl Doing<'_> {
    /// Shows a product.
    pub(super) async fn pin(&mut self) -> Result<Vec<Event>, ApiError> {
        let product = self.act.product.clone().unwrap_or_else(|| ProductId(String::new()));
        let put = shelf::add(self.tx, &self.room, product.as_str(), "product", self.now).await?;
        room::Entity::update_many()
            .col_expr(room::Column::PinProduct, Expr::value(product.as_str()))
            .col_expr(room::Column::PinAt, Expr::value(self.now.0))
            .filter(room::Column::Id.eq(&self.room.id))
            .exec(&**self.tx)
            .await?;
        let pin = Some(Pin { product, at: self.now });
        let told = RoomNow { pin, ..RoomNow::default() };
        let pinned = tell::event(&self.room.id, EventKind::Pin, self.now, told);
        Ok(put.into_iter().chain([pinned]).collect())
    }

    /// Notes what was shown from now on, and what it cost.
    pub(super) async fn chapter(&self, seq: i64) -> Result<(), ApiError> {
        let Some(product) = &self.act.product else { return Ok(()) };
        let leading = variant::Entity::find()
            .filter(variant::Column::ProductId.eq(product.as_str()))
            .filter(variant::Column::RetiredAt.is_null())
            .order_by_asc(variant::Column::Position)
            .one(&**self.tx)
            .await?;
        let price = match leading {
            Some(leading) => Some(self.costs(leading).await?),
            None => None,
        };
        let pin = room_pin::ActiveModel {
            room_id: Set(self.room.id.clone()),
            seq: Set(seq),
            product_id: Set(product.0.clone()),
            at: Set(self.now.0),
            price: Set(price),
        };
        room_pin::Entity::insert(pin).exec_without_returning(&**self.tx).await?;
        Ok(())
    }

    /// What a variant costs here now.
    async fn costs(&self, variant: variant::Model) -> Result<i64, ApiError> {
        let (conn, all) = (&**self.tx, [variant]);
        let mut offers = offers::load(conn, &self.shop, &all, self.now).await?;
        let [variant] = all;
        let mut mine = offers.remove(&variant.id).unwrap_or_default();
        let open = prices::open(conn, &self.shop, &self.room, self.now).await?;
        let here = open.into_iter().filter(|price| price.variant.as_str() == variant.id);
        mine.extend(here.map(|price| price.offer));
        let lowest = best(&mine, self.now, &Visitor::GUEST).map(|offer| offer.price.amount);
        Ok(lowest.unwrap_or(variant.price).min(variant.price))
    }

    /// Shows nothing.
    pub(super) async fn unpin(&mut self) -> Result<Vec<Event>, ApiError> {
        if self.room.pin_product.is_none() {
            return Ok(Vec::new());
        }
        shelf::unpin(self.tx, &self.room.id).await?;
        Ok(vec![tell::event(&self.room.id, EventKind::Unpin, self.now, RoomNow::default())])
    }

    /// Sells these products, in this order.
    pub(super) async fn shelf(&mut self) -> Result<Vec<Event>, ApiError> {
        let mut products = Vec::new();
        for (at, product) in self.act.products.iter().enumerate() {
            if shelf::allowed(&**self.tx, &self.room.id, product.as_str()).await?.is_none() {
                return Err(ApiError::invalid([(format!("products.{at}"), "malformed")]));
            }
            products.push(product.0.clone());
        }
        let mut gone = shelf::read(&**self.tx, &self.room.id).await?;
        gone.retain(|product| !products.contains(product));
        shelf::put(self.tx, &self.room.id, &products).await?;
        let mut told = Vec::new();
        if shelf::clear(self.tx, &self.room, &gone, self.now).await? {
            told.push(tell::event(&self.room.id, EventKind::Unpin, self.now, RoomNow::default()));
        }
        let prices = Some(self.open().await?);
        let now = RoomNow { shelf: shelf::told(&products), prices, ..RoomNow::default() };
        told.push(tell::event(&self.room.id, EventKind::Shelf, self.now, now));
        Ok(told)
    }

    /// Sells a variant at a price, or at its everyday one again.
    pub(super) async fn price(&mut self) -> Result<Vec<Event>, ApiError> {
        let id = self.act.variant.as_ref().map_or("", |id| id.as_str());
        let (variant, put) = match self.act.price {
            Some(price) => self.may_cost(id, price).await?,
            None => (self.sold_here(id).await?, None),
        };
        let ended = room_price::Entity::find()
            .filter(room_price::Column::RoomId.eq(&self.room.id))
            .filter(room_price::Column::VariantId.eq(id))
            .filter(room_price::Column::ClosesAt.is_null())
            .one(&**self.tx)
            .await?;
        if ended.is_none() && self.act.price.is_none() {
            return Ok(Vec::new());
        }
        if let Some(ended) = &ended {
            let at = not_before(self.now, Some(ended.set_at));
            room_price::Entity::update_many()
                .col_expr(room_price::Column::ClosesAt, Expr::value(at))
                .filter(room_price::Column::Id.eq(&ended.id))
                .exec(&**self.tx)
                .await?;
        }
        if let Some(price) = self.act.price {
            let row = room_price::ActiveModel {
                id: Set(random::id()),
                room_id: Set(self.room.id.clone()),
                variant_id: Set(id.into()),
                price: Set(price.amount),
                set_at: Set(self.now.0),
                opens_at: Set(self.room.started_at.map(|_| self.now.0)),
                closes_at: Set(None),
            };
            room_price::Entity::insert(row).exec_without_returning(&**self.tx).await?;
        }
        let now = RoomNow { prices: Some(self.open().await?), ..RoomNow::default() };
        let mut told = tell::event(&self.room.id, EventKind::Price, self.now, now);
        told.product = Some(ProductId(variant.product_id));
        Ok(put.into_iter().chain([told]).collect())
    }

    /// All prices that are open here now.
    pub(super) async fn open(&self) -> Result<Vec<RoomPrice>, ApiError> {
        prices::open(&**self.tx, &self.shop, &self.room, self.now).await
    }

    /// A variant that the host may sell here.
    async fn sold_here(&self, id: &str) -> Result<variant::Model, ApiError> {
        let unknown = || ApiError::invalid([("variant", "malformed")]);
        let found = variant::Entity::find_by_id(id).one(&**self.tx).await?;
        let variant = found.filter(|variant| variant.retired_at.is_none()).ok_or_else(unknown)?;
        let allowed = shelf::allowed(&**self.tx, &self.room.id, &variant.product_id).await?;
        allowed.map(|_| variant).ok_or_else(unknown)
    }

    /// A variant that may cost so much here, on the shelf; what that has to be told, if it was not there.
    pub(super) async fn may_cost(
        &self,
        id: &str,
        price: Money,
    ) -> Result<(variant::Model, Option<Event>), ApiError> {
        let variant = self.sold_here(id).await?;
        if price.currency != self.shop.currency {
            return Err(ApiError::invalid([("price", "malformed")]));
        }
        let allowed = shelf::allowed(&**self.tx, &self.room.id, &variant.product_id).await?;
        // Nothing is given away unless the merchant says so.
        let floor = allowed.and_then(|allowed| allowed.floor).unwrap_or(1);
        if price.amount < floor || price.amount > variant.price {
            return Err(ApiError::invalid([("price", "out-of-range")]));
        }
        let put = shelf::add(self.tx, &self.room, &variant.product_id, "variant", self.now).await?;
        Ok((variant, put))
    }
}
