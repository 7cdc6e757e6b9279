//! Prices: what each line costs this caller now, and whether it can be bought.
//!
//! Everything is read at one moment from the server's own rows; the same offers and the same choice
//! among them as on every page.

use std::collections::HashMap;

use picklive_contract::{
    DealId, PersonId, UnixMillis,
    offer::{Offer, Visitor, next_change},
    product::Variant,
    quotes::{LineAsk, QuoteLine, Trouble},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    bought::{self, About},
    want::Want,
};
use crate::{
    ApiError,
    db::entities::{deal_buyer, variant},
    live::prices::{self, Bought},
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
    /// The room it is bought in, whose prices are open then.
    pub room: Option<Bought<'a>>,
}

/// Prices lines.
///
/// # Errors
/// 422 when a sum does not fit, or there is no such room.
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
    if let Some(bought) = buyer.room {
        prices::add(db, settings, bought, &variants, buyer.now, &mut offers).await?;
    }
    let mut known: HashMap<&str, Known<'_>> = HashMap::new();
    for variant in &variants {
        let offers = offers.remove(&variant.id).unwrap_or_default();
        let Some(about) = products.get(&variant.product_id) else { continue };
        known.insert(&variant.id, Known { variant, about, offers });
    }
    let had = had(db, buyer.person, known.values().flat_map(|known| &known.offers)).await?;
    let mut taken = Taken::default();
    let mut priced = Priced::default();
    for (at, ask) in asks.iter().enumerate() {
        let Some(known) = known.get(ask.variant.as_str()) else {
            priced.lines.push(bought::gone(ask, settings.currency));
            continue;
        };
        if known.variant.retired_at.is_some() {
            let (price, nothing) = (settings.money(known.variant.price), settings.money(0));
            let line = bought::line(known.variant, known.about, ask, &Offer::list(price), nothing)?;
            let trouble = Some(Trouble::Gone);
            priced.lines.push(QuoteLine { available: Some(0), trouble, ..line });
            continue;
        }
        let Counting { offer, used_up, verified } = taken.counting(known, &had, settings, buyer);
        let changes_at = next_change(&known.offers, buyer.now);
        let quantity = i64::from(ask.quantity);
        let (available, trouble) = taken.take(known.variant, &offer, &had, quantity);
        let wrong = || ApiError::invalid([(format!("lines.{at}.quantity"), "out-of-range")]);
        let total = offer.price.times(quantity).ok_or_else(wrong)?;
        let room = buyer.room.map(|bought| bought.room.as_str());
        priced.wants.push(Want::new(&known.variant.id, &offer, quantity, room));
        let line = bought::line(known.variant, known.about, ask, &offer, total)?;
        let available = Some(available);
        priced.lines.push(QuoteLine { available, trouble, used_up, verified, changes_at, ..line });
    }
    Ok(priced)
}

/// A variant that is sold, and at which prices.
struct Known<'a> {
    variant: &'a variant::Model,
    about: &'a About,
    offers: Vec<Offer>,
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

/// The offer that counts, and what is told beside it.
struct Counting {
    offer: Offer,
    used_up: Option<DealId>,
    verified: Option<Offer>,
}

/// What earlier lines of the same purchase have taken.
#[derive(Debug, Default)]
struct Taken {
    variants: HashMap<String, i64>,
    deals: HashMap<String, i64>,
}

impl Taken {
    /// The offer that counts, as the product's page finds it, among those open to this person: one whose
    /// limit they have used up is not, nor one that earlier lines leave nothing of. Also the deal whose
    /// limit it was, if they would have had its price otherwise, and what a guest would have once verified.
    fn counting(
        &self,
        known: &Known<'_>,
        had: &HashMap<String, i64>,
        settings: &Settings,
        buyer: Buyer<'_>,
    ) -> Counting {
        let before = |deal: &DealId| self.deals.get(deal.as_str()).copied().unwrap_or(0);
        let mine = |deal: &DealId| had.get(deal.as_str()).copied().unwrap_or(0) + before(deal);
        let used = |offer: &Offer| match (&offer.deal, offer.limit) {
            (Some(deal), Some(limit)) => mine(deal) >= i64::from(limit),
            _ => false,
        };
        let empty = |offer: &Offer| match (&offer.deal, offer.left) {
            (Some(deal), Some(left)) => before(deal) > 0 && before(deal) >= left,
            _ => false,
        };
        let told = |offers| Variant {
            id: known.variant.id.as_str().into(),
            values: Vec::new(),
            price: settings.money(known.variant.price),
            offers,
            reference: None,
            stock: None,
            picture: None,
        };
        let (used, left): (Vec<_>, Vec<_>) =
            known.offers.iter().filter(|offer| !empty(offer)).cloned().partition(used);
        let left = told(left);
        let visitor = &Visitor { guest: buyer.guest, ..Visitor::default() };
        let offer = left.offer(buyer.now, visitor);
        let verified = left.offer(buyer.now, &Visitor::PERSON);
        let missed = told(used).offer(buyer.now, visitor);
        let cheaper = |other: &Offer| other.price.amount < offer.price.amount;
        let used_up = cheaper(&missed).then_some(missed.deal).flatten();
        Counting { used_up, verified: cheaper(&verified).then_some(verified), offer }
    }

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
            retired_at: None,
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
