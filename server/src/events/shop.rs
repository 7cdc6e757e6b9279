//! What is to be told: what was noted and what happened by the clock, each thing once.

use std::collections::{BTreeMap, BTreeSet};

use picklive_contract::{
    Date, UnixMillis,
    events::{Event, EventKind, SHOP},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{edges::Edges, product::products};
use crate::{
    ApiError,
    db::entities::{change, deal, drop, edition},
    product::offers,
    storefront::{settings, zone::ShopZone},
};

/// What is to be told, each thing once.
#[derive(Debug, Default)]
pub struct News {
    editions: BTreeSet<String>,
    /// Dates of editions and products that were, or are, picked in them.
    picks: BTreeSet<(String, String)>,
    /// By product; of several kinds the one that says most.
    products: BTreeMap<String, EventKind>,
    drops: bool,
    /// Drops that were moved: their products have other offers.
    moved: BTreeSet<String>,
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
                "drop" => _ = news.moved.insert(note.about.clone()),
                "pick" => {
                    let parts = note.about.split_once(' ');
                    news.picks.extend(parts.map(|(date, product)| (date.into(), product.into())));
                }
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
        mut self,
        conn: &C,
        now: UnixMillis,
    ) -> Result<Vec<Event>, ApiError> {
        for product in picked(conn, std::mem::take(&mut self.picks), now).await? {
            self.product(&product, EventKind::Price);
        }
        for product in offered(conn, std::mem::take(&mut self.moved)).await? {
            self.product(&product, EventKind::Price);
        }
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

/// The products of these drops. A room tells of its own.
async fn offered<C: ConnectionTrait>(
    conn: &C,
    drops: BTreeSet<String>,
) -> Result<Vec<String>, ApiError> {
    if drops.is_empty() {
        return Ok(Vec::new());
    }
    let own = drop::Entity::find()
        .filter(drop::Column::Id.is_in(drops))
        .filter(drop::Column::RoomId.is_null())
        .all(conn)
        .await?;
    let own = own.into_iter().map(|drop| drop.id);
    let deals = deal::Entity::find().filter(deal::Column::DropId.is_in(own)).all(conn).await?;
    Ok(deals.into_iter().map(|deal| deal.product_id).collect())
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

/// Those of the products whose pick changed that may be named: of an edition that is not out nobody is told, the
/// products of it come with its hour. Of one that is gone its date and the shop's hour say whether it was.
async fn picked<C: ConnectionTrait>(
    conn: &C,
    picks: BTreeSet<(String, String)>,
    now: UnixMillis,
) -> Result<Vec<String>, ApiError> {
    if picks.is_empty() {
        return Ok(Vec::new());
    }
    let shop = settings::load(conn).await?;
    let latest = ShopZone::named(&shop.zone)?.edition_day(&shop.publish_at, now)?.to_string();
    let dates: BTreeSet<&str> = picks.iter().map(|(date, _)| date.as_str()).collect();
    let rows = edition::Entity::find().filter(edition::Column::Date.is_in(dates)).all(conn).await?;
    let known = |date: &str| match rows.iter().find(|row| row.date == *date) {
        Some(row) => row.publishes_at <= now.0,
        None => *date <= *latest,
    };
    Ok(picks.into_iter().filter(|(date, _)| known(date)).map(|(_, product)| product).collect())
}
