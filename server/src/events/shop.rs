//! What events of the shop say: the state of a product, as its page would tell it now.

use std::collections::{BTreeMap, BTreeSet};

use picklive_contract::{
    Date, DealId, ProductId, UnixMillis,
    events::{DealNow, Event, EventKind, SHOP, VariantNow},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::edges::Edges;
use crate::{
    ApiError,
    db::entities::{change, deal, drop, edition},
    product::{
        Detail, load,
        offers::{self, ANNOUNCED},
        reserved,
    },
    storefront::settings,
};

/// What is to be told, each thing once.
#[derive(Debug, Default)]
pub struct News {
    editions: BTreeSet<String>,
    /// By product; of several kinds the one that says most.
    products: BTreeMap<String, EventKind>,
    drops: bool,
    edges: Vec<(EventKind, picklive_contract::DropId)>,
}

impl News {
    /// Gathers what was noted and what happened by the clock.
    pub fn of(notes: &[change::Model], edges: Edges) -> Self {
        let mut news = Self::default();
        for note in notes {
            match note.kind.as_str() {
                "edition" => {
                    news.editions.insert(note.about.clone());
                }
                "drops" => news.drops = true,
                kind => news.product(&note.about, kind.into()),
            }
        }
        for product in &edges.products {
            news.product(product, EventKind::Price);
        }
        news.editions.extend(edges.editions);
        news.edges = edges.drops;
        news
    }

    fn product(&mut self, id: &str, kind: EventKind) {
        let weight = |kind: &EventKind| match kind {
            EventKind::Product => 2,
            EventKind::Price => 1,
            _ => 0,
        };
        let held = self.products.entry(id.into()).or_insert(EventKind::Stock);
        if weight(&kind) > weight(held) {
            *held = kind;
        }
    }

    /// The events, without their numbers.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn events<C: ConnectionTrait>(
        self,
        conn: &C,
        now: UnixMillis,
    ) -> Result<Vec<Event>, ApiError> {
        let event = |kind| Event::new(SHOP, 0, now, kind);
        let mut all = Vec::new();
        for date in readable(conn, &self.editions, now).await? {
            all.push(Event { date: Some(date), ..event(EventKind::Edition) });
        }
        all.extend(products(conn, &self.products, now).await?);
        if self.drops {
            all.push(event(EventKind::Drops));
        }
        for (kind, drop) in self.edges {
            all.push(Event { drop: Some(drop), ..event(kind) });
        }
        Ok(all)
    }
}

/// Those of the dates that may be known. One that is not out yet changes until when the latest one is, and
/// says nothing of itself.
async fn readable<C: ConnectionTrait>(
    conn: &C,
    dates: &BTreeSet<String>,
    now: UnixMillis,
) -> Result<BTreeSet<Date>, ApiError> {
    let mut told = BTreeSet::new();
    if dates.is_empty() {
        return Ok(told);
    }
    let latest = offers::latest_edition(conn, now).await?;
    let latest = latest.and_then(|(edition, _)| Date::parse(&edition.date));
    let rows = edition::Entity::find().filter(edition::Column::Date.is_in(dates)).all(conn).await?;
    for date in dates {
        let out = rows.iter().any(|row| row.date == *date && row.publishes_at <= now.0);
        told.extend(if out { Date::parse(date) } else { latest });
    }
    Ok(told)
}

async fn products<C: ConnectionTrait>(
    conn: &C,
    kinds: &BTreeMap<String, EventKind>,
    now: UnixMillis,
) -> Result<Vec<Event>, ApiError> {
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let shop = settings::load(conn).await?;
    let ids: Vec<_> = kinds.keys().map(String::as_str).collect();
    let mut known = load(conn, &shop, &ids, Detail::Card, now).await?;
    let mut deals = deals(conn, &ids, now).await?;
    let told = kinds.iter().map(|(id, kind)| {
        let product = known.remove(id);
        // Whoever looks at what is gone reads it again, and is told so.
        let kind = if product.is_some() { kind.clone() } else { EventKind::Product };
        let variants = product.map(|product| product.variants).unwrap_or_default();
        let variants = variants.into_iter().map(|variant| VariantNow {
            id: variant.id,
            price: variant.price,
            offers: variant.offers,
            reference: variant.reference,
            stock: variant.stock,
        });
        Event {
            product: Some(ProductId(id.clone())),
            variants: variants.collect(),
            deals: deals.remove(id).unwrap_or_default(),
            ..Event::new(SHOP, 0, now, kind)
        }
    });
    Ok(told.collect())
}

/// What is left of the deals of these products, by product.
async fn deals<C: ConnectionTrait>(
    conn: &C,
    products: &[&str],
    now: UnixMillis,
) -> Result<BTreeMap<String, Vec<DealNow>>, ApiError> {
    let told = drop::Entity::find()
        .select_only()
        .column(drop::Column::Id)
        .filter(drop::Column::ClosesAt.gt(now.0))
        .filter(drop::Column::OpensAt.lte(now.plus(ANNOUNCED).0));
    let found = deal::Entity::find()
        .filter(deal::Column::ProductId.is_in(products.iter().copied()))
        .filter(deal::Column::DropId.in_subquery(told.into_query()))
        .order_by_asc(deal::Column::Id)
        .all(conn)
        .await?;
    let held = reserved::of_deals(conn, &found).await?;
    let mut by_product = BTreeMap::<String, Vec<DealNow>>::new();
    for deal in found {
        let held = held.get(&deal.id);
        by_product.entry(deal.product_id).or_default().push(DealNow {
            left: deal.left,
            reserved: held.map_or(0, |held| held.units),
            reserved_until: held.map(|held| held.until),
            id: DealId(deal.id),
        });
    }
    Ok(by_product)
}
