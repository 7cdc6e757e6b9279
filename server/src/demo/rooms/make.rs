//! Making one room of the demo, step by step. A step that the shop does not allow is left out.

use std::collections::HashSet;

use picklive_contract::{
    Money, ProductId, UnixMillis, VariantId,
    account::ContactKind,
    host::{Act, ActKind},
    live::{Host, Source, SourceKind},
    time::SECOND,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::{Room, Rooms, at};
use crate::{
    ApiError, AppState,
    account::sign_in::find_or_add,
    db::{
        Tx,
        entities::{product, room, room_shelf},
    },
    demo::{
        seed::{picture, variant_id},
        stream,
    },
    live::{
        self,
        rooms::{self, Allowed, Draft},
    },
    storefront::settings::Settings,
};

/// What the coupons of a room of the demo may take off in all, minor units.
const COUPONS: i64 = 1_000_000;

/// A room that is being made.
pub struct Making<'a> {
    pub file: &'a Rooms,
    pub room: &'a Room,
    pub shop: &'a Settings,
}

impl Making<'_> {
    /// An id that no room has: its own, or with the date behind it.
    pub fn free(&self, there: &[room::Model], today: &str) -> String {
        let dated = format!("{}-{today}", self.room.id);
        let further = (2..).map(|nth| format!("{dated}-{nth}"));
        let mut all = [self.room.id.clone(), dated.clone()].into_iter().chain(further);
        let free = |id: &String| !there.iter().any(|row| row.id == *id);
        all.find(free).unwrap_or(dated.clone())
    }

    /// Makes the room; its id. One that was meant to end has its recording.
    pub async fn create(
        &self,
        state: &AppState,
        id: &str,
        begin: UnixMillis,
        end: Option<UnixMillis>,
    ) -> Result<String, ApiError> {
        let contact = self.file.host.contact.as_str();
        let now = state.clock.now();
        let work =
            |tx: Tx| async move { find_or_add(&tx, &ContactKind::Email, contact, now).await };
        let person = state.db.writing(work).await?;
        let hls = |url: String| vec![Source { kind: SourceKind::Hls, url }];
        let cover = self.room.cover.as_ref();
        let draft = Draft {
            id: id.into(),
            title: self.room.title.clone(),
            cover: cover.map(|cover| picture(&cover.file, cover.alt.clone())),
            host: Host {
                name: self.file.host.name.clone(),
                face: self.file.host.face.as_ref().map(|face| picture(face, None)),
                shop: None,
            },
            host_person: Some(person.id),
            starts_at: begin,
            sources: hls(stream::LIVE.into()),
            recordings: end.map(|end| hls(stream::recorded(begin, end))).unwrap_or_default(),
            demo: true,
            products: self.products(state).await?,
            coupon_budget: COUPONS,
        };
        rooms::create(state, &draft).await.map_err(ApiError::internal)?;
        Ok(id.into())
    }

    /// What may be sold, of what is in the shop.
    async fn products(&self, state: &AppState) -> Result<Vec<Allowed>, ApiError> {
        let there = product::Entity::find().select_only().column(product::Column::Id);
        let there: Vec<String> = there.into_tuple().all(&state.db.read).await?;
        let there: HashSet<_> = there.iter().map(String::as_str).collect();
        let mut products = Vec::new();
        for allowed in &self.room.products {
            if there.contains(allowed.product.as_str()) {
                let (product, floor) = (allowed.product.clone(), allowed.floor);
                products.push(Allowed { product, floor });
            } else {
                let (room, product) = (&self.room.id, &allowed.product);
                tracing::warn!(room, product, "the demo's room goes without a product");
            }
        }
        Ok(products)
    }

    /// Puts all that may be sold on the shelf, and prices it; a shelf that somebody has filled stays as it is.
    pub async fn shelf(&self, state: &AppState, id: &str) {
        let there = room_shelf::Entity::find().filter(room_shelf::Column::RoomId.eq(id));
        if there.count(&state.db.read).await.unwrap_or(0) > 0 {
            return;
        }
        let products = match self.products(state).await {
            Ok(products) => products,
            Err(error) => return tracing::warn!(room = id, %error, "the demo's shelf"),
        };
        let products = products.into_iter().map(|allowed| ProductId(allowed.product)).collect();
        self.act(state, id, Act { products, ..Act::new(ActKind::Shelf) }).await;
        for price in &self.room.prices {
            let variant = Some(VariantId(variant_id(&price.product, price.variant)));
            let price = Some(Money::new(price.price, self.shop.currency));
            self.act(state, id, Act { variant, price, ..Act::new(ActKind::Price) }).await;
        }
    }

    /// Fills the shelf and puts the room on the air.
    pub async fn start(&self, state: &AppState, id: &str) {
        self.shelf(state, id).await;
        self.act(state, id, Act::new(ActKind::Start)).await;
    }

    /// Shows what is shown, each at its time.
    pub async fn pins(&self, state: &AppState, id: &str, began: UnixMillis) {
        for pin in &self.room.pins {
            let product = Some(ProductId(pin.product.clone()));
            let then = at(state, began.plus(pin.after * SECOND));
            self.act(&then, id, Act { product, ..Act::new(ActKind::Pin) }).await;
        }
    }

    /// Ends the room.
    pub async fn end(&self, state: &AppState, id: &str) {
        self.act(state, id, Act::new(ActKind::End)).await;
    }

    async fn act(&self, state: &AppState, id: &str, act: Act) {
        if let Err(error) = live::act(state, id, &act).await {
            tracing::warn!(room = id, act = act.kind.as_str(), %error, "the demo's room");
        }
    }
}
