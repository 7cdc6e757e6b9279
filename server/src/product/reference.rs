//! The price to strike through: a list price with its source, else the lowest price of seven days.
//!
//! The seven days end where the reduction begins: at the opening of the lowest offer that is open now,
//! else now. What counts in them is what everybody could have paid: the everyday price at each moment,
//! and every offer that was open for a moment. A variant whose everyday price is not known for all seven
//! days has no price on that basis.

use picklive_contract::{
    UnixMillis,
    offer::{Basis, Offer, Reference, Visitor, best},
    time::DAY,
};

use super::{history::History, read_some};
use crate::{ApiError, db::entities::variant, storefront::settings::Settings};

/// The time whose lowest price is compared with, in milliseconds.
pub const SPAN: i64 = 7 * DAY;

/// Where the seven days end for a variant with these offers.
pub fn ends_at(variant: &variant::Model, offers: &[Offer], now: UnixMillis) -> UnixMillis {
    let open =
        best(offers, now, &Visitor::PERSON).filter(|offer| offer.price.amount < variant.price);
    open.and_then(|offer| offer.opens_at).unwrap_or(now)
}

/// The list price, when its source is named and it is above the everyday price.
///
/// # Errors
/// When the source's column cannot be read.
pub fn list_price(
    variant: &variant::Model,
    shop: &Settings,
) -> Result<Option<Reference>, ApiError> {
    let source = read_some(variant.list_price_source.as_ref())?;
    let price = variant.list_price.map(|amount| shop.money(amount));
    let reference = price.map(|price| Reference { price, basis: Basis::ListPrice, source });
    Ok(reference.filter(|reference| reference.may_be_struck(shop.money(variant.price))))
}

/// The lowest price of the seven days that end at `ends_at`, when something can be compared with it.
pub fn lowest(
    variant: &variant::Model,
    offers: &[Offer],
    history: &History,
    ends_at: UnixMillis,
    shop: &Settings,
) -> Option<Reference> {
    let lowest = history.lowest(ends_at.plus(-SPAN), ends_at)?;
    let reference =
        Reference { price: shop.money(lowest), basis: Basis::LowestOfSevenDays, source: None };
    let prices = offers.iter().map(|offer| offer.price.amount).chain([variant.price]);
    prices
        .min()
        .is_some_and(|least| reference.may_be_struck(shop.money(least)))
        .then_some(reference)
}
