//! Prices: what each line costs this caller now, and whether it can be bought.
//!
//! Everything is read at one moment from the server's own rows; the same offers and the same choice
//! among them as on every page.

use std::collections::HashMap;

use picklive_contract::{
    PersonId, UnixMillis,
    offer::{Offer, OfferKind},
    product::Variant,
    quotes::{LineAsk, QuoteLine, Trouble},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    bought::{self, About},
    units::{DealWant, Want},
};
use crate::{
    ApiError,
    db::entities::{deal_buyer, variant},
    product::offers,
    storefront::settings::Settings,
};

/// Priced lines, and what they take.
#[derive(Clone, Debug, Default)]
pub struct Priced {
    /// The lines, as asked.
    pub lines: Vec<QuoteLine>,
    /// What buying them takes.
    pub wants: Vec<Want>,
}

/// For whom and when lines are priced.
#[derive(Clone, Copy, Debug)]
pub struct Buyer<'a> {
    /// The signed-in person, whose units of limited deals count.
    pub person: Option<&'a PersonId>,
    /// Whether offers that are limited per person are left out.
    pub guest: bool,
    /// The moment.
    pub now: UnixMillis,
}

/// Prices lines.
///
/// # Errors
/// 422 when a sum does not fit.
pub async fn price(
    db: &impl ConnectionTrait,
    settings: &Settings,
    asks: &[LineAsk],
    buyer: Buyer<'_>,
) -> Result<Priced, ApiError> {
    let ids = asks.iter().map(|ask| ask.variant.as_str());
    let variants = variant::Entity::find().filter(variant::Column::Id.is_in(ids)).all(db).await?;
    let products = bought::about(db, &variants).await?;
    let mut offers = offers::load(db, settings, &variants, buyer.now).await?;
    let mut counted: HashMap<&str, (&variant::Model, &About, Offer)> = HashMap::new();
    for variant in &variants {
        let offers = offers.remove(&variant.id).unwrap_or_default();
        let Some(about) = products.get(&variant.product_id) else { continue };
        let offer = counting(variant, offers, settings, buyer);
        counted.insert(&variant.id, (variant, about, offer));
    }
    let had = had(db, buyer.person, counted.values().map(|(_, _, offer)| offer)).await?;
    let mut taken = Taken::default();
    let mut priced = Priced::default();
    for (at, ask) in asks.iter().enumerate() {
        let Some((variant, about, offer)) = counted.get(ask.variant.as_str()) else {
            priced.lines.push(bought::gone(ask, settings.currency));
            continue;
        };
        let quantity = i64::from(ask.quantity);
        let (available, trouble) = taken.take(variant, offer, &had, quantity);
        let wrong = || ApiError::invalid([(format!("lines.{at}.quantity"), "out-of-range")]);
        let total = offer.price.times(quantity).ok_or_else(wrong)?;
        priced.wants.push(want(variant, offer, quantity));
        let line = bought::line(variant, about, ask, offer, total)?;
        priced.lines.push(QuoteLine { available: Some(available), trouble, ..line });
    }
    Ok(priced)
}

/// The offer that counts, as the product's page finds it.
fn counting(
    variant: &variant::Model,
    offers: Vec<Offer>,
    settings: &Settings,
    buyer: Buyer<'_>,
) -> Offer {
    let told = Variant {
        id: variant.id.as_str().into(),
        values: Vec::new(),
        price: settings.money(variant.price),
        offers,
        reference: None,
        stock: None,
        picture: None,
    };
    told.offer(buyer.now, buyer.guest)
}

fn want(variant: &variant::Model, offer: &Offer, quantity: i64) -> Want {
    let deal = offer.deal.as_ref().map(|id| DealWant {
        id: id.0.clone(),
        price: offer.price.amount,
        limit: offer.limit.and_then(|limit| i32::try_from(limit).ok()),
    });
    let list_price = (offer.kind == OfferKind::List).then_some(offer.price.amount);
    Want { variant: variant.id.clone(), quantity, list_price, deal }
}

/// Units of limited deals that the person holds or has bought, by deal.
async fn had<'a>(
    db: &impl ConnectionTrait,
    person: Option<&PersonId>,
    offers: impl Iterator<Item = &'a Offer>,
) -> Result<HashMap<String, i64>, ApiError> {
    let limited = offers.filter(|offer| offer.limit.is_some());
    let deals: Vec<_> =
        limited.filter_map(|offer| offer.deal.as_ref()).map(|d| d.as_str()).collect();
    let (Some(person), false) = (person, deals.is_empty()) else { return Ok(HashMap::new()) };
    let rows = deal_buyer::Entity::find()
        .filter(deal_buyer::Column::PersonId.eq(person.as_str()))
        .filter(deal_buyer::Column::DealId.is_in(deals))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.deal_id, row.units)).collect())
}

/// What earlier lines of the same purchase have taken.
#[derive(Debug, Default)]
struct Taken {
    variants: HashMap<String, i64>,
    deals: HashMap<String, i64>,
}

impl Taken {
    /// Takes units for a line: how many there were for it, and what is in the way.
    fn take(
        &mut self,
        variant: &variant::Model,
        offer: &Offer,
        had: &HashMap<String, i64>,
        quantity: i64,
    ) -> (i64, Option<Trouble>) {
        let before = self.variants.entry(variant.id.clone()).or_default();
        let mut there = variant.stock - *before;
        *before += quantity;
        let mut mine = i64::MAX;
        if let Some(deal) = &offer.deal {
            let before = self.deals.entry(deal.0.clone()).or_default();
            there = there.min(offer.left.map_or(i64::MAX, |left| left - *before));
            if let Some(limit) = offer.limit {
                mine = i64::from(limit) - had.get(&deal.0).unwrap_or(&0) - *before;
            }
            *before += quantity;
        }
        let trouble = match quantity {
            wanted if wanted > mine => Some(Trouble::LimitReached),
            wanted if wanted > there => Some(Trouble::SoldOut),
            _ => None,
        };
        (there.min(mine).max(0), trouble)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::{Currency, Money};

    #[test]
    fn lines_of_one_purchase_share_stock_quota_and_limit() {
        let variant = variant::Model {
            id: "v".into(),
            product_id: "p".into(),
            position: 0,
            values: "[]".into(),
            price: 100,
            priced_at: 0,
            list_price: None,
            list_price_source: None,
            stock: 5,
            reserved: 0,
            sold: 0,
            picture: None,
        };
        let everyday = Offer::list(Money::new(100, Currency::parse("CNY").unwrap()));
        let deal =
            Offer { deal: Some("d".into()), left: Some(4), limit: Some(3), ..everyday.clone() };
        let had = HashMap::from([("d".to_owned(), 1)]);
        let mut taken = Taken::default();
        assert_eq!(taken.take(&variant, &deal, &had, 1), (2, None));
        assert_eq!(taken.take(&variant, &deal, &had, 2), (1, Some(Trouble::LimitReached)));
        assert_eq!(taken.take(&variant, &everyday, &had, 3), (2, Some(Trouble::SoldOut)));
        assert_eq!(taken.take(&variant, &everyday, &had, 1), (0, Some(Trouble::SoldOut)));
    }
}
