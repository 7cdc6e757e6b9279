//! What a purchase wants, and whether it still costs what the buyer was told: asked in the write that takes
//! the units.

use picklive_contract::{
    UnixMillis,
    offer::{Offer, OfferKind},
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, SimpleExpr},
};

use crate::db::entities::{edition, order_line, pick, room_price, variant};

/// Units of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// The variant.
    pub variant: String,
    /// How many.
    pub quantity: i64,
    /// The price the buyer was told, when it is no deal's; `None` when it was agreed before.
    pub told: Option<Told>,
    /// The deal whose price counts.
    pub deal: Option<DealWant>,
}

/// The deal a line is bought by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealWant {
    /// The deal.
    pub id: String,
    /// The price the buyer was told.
    pub price: i64,
    /// Its limit per person.
    pub limit: Option<i32>,
}

impl Want {
    /// Units of a variant at the price of an offer, bought in this room.
    pub fn new(variant: &str, offer: &Offer, quantity: i64, room: Option<&str>) -> Self {
        let deal = offer.deal.as_ref().map(|id| DealWant {
            id: id.0.clone(),
            price: offer.price.amount,
            limit: offer.limit.and_then(|limit| i32::try_from(limit).ok()),
        });
        Self { variant: variant.into(), quantity, told: Told::of(offer, room), deal }
    }

    /// What an order's line took.
    pub fn of(line: &order_line::Model) -> Self {
        let limit = line.limited.then_some(i32::MAX);
        let deal = line.deal_id.clone().map(|id| DealWant { id, price: line.unit_price, limit });
        Self { variant: line.variant_id.clone(), quantity: line.quantity, told: None, deal }
    }
}

/// A price that a buyer was told and that no deal guards, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The everyday price.
    List(i64),
    /// The price of the latest edition.
    Edition(i64),
    /// The price in this room.
    Room(String, i64),
}

impl Told {
    /// The price of an offer that no deal guards, bought in this room.
    pub fn of(offer: &Offer, room: Option<&str>) -> Option<Self> {
        match offer.kind {
            OfferKind::List => Some(Self::List(offer.price.amount)),
            OfferKind::Edition => Some(Self::Edition(offer.price.amount)),
            OfferKind::Room => Some(Self::Room(room?.into(), offer.price.amount)),
            _ => None,
        }
    }

    /// The condition for the variant's row: this is its price for what is bought at `now`.
    pub fn still_counts(&self, now: UnixMillis) -> SimpleExpr {
        match self {
            Self::List(price) => variant::Column::Price.eq(*price),
            Self::Edition(price) => {
                let latest = edition::Entity::find()
                    .select_only()
                    .column(edition::Column::Date)
                    .filter(edition::Column::PublishesAt.lte(now.0))
                    .order_by_desc(edition::Column::PublishesAt)
                    .limit(1);
                let picks = pick::Entity::find()
                    .select_only()
                    .column(pick::Column::Position)
                    .filter(pick::Column::EditionDate.in_subquery(latest.into_query()))
                    .filter(pick::Column::Price.eq(*price))
                    .filter(
                        Expr::col((pick::Entity, pick::Column::ProductId))
                            .equals((variant::Entity, variant::Column::ProductId)),
                    );
                Expr::exists(picks.into_query())
            }
            Self::Room(room, price) => {
                let open = room_price::Entity::find()
                    .select_only()
                    .column(room_price::Column::Id)
                    .filter(room_price::Column::RoomId.eq(room))
                    .filter(room_price::Column::Price.eq(*price))
                    .filter(room_price::Column::OpensAt.is_not_null())
                    .filter(room_price::Column::ClosesAt.is_null())
                    .filter(
                        Expr::col((room_price::Entity, room_price::Column::VariantId))
                            .equals((variant::Entity, variant::Column::Id)),
                    );
                Expr::exists(open.into_query())
            }
        }
    }
}
