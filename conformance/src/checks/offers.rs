//! Offers and struck-through prices of one variant.

use picklive_contract::{
    offer::{Basis, OfferKind},
    product::Variant,
};

use crate::{report::Record, rules};

pub(super) fn check(record: &mut Record, at: &str, variant: &Variant) {
    for offer in &variant.offers {
        let window = match (offer.opens_at, offer.closes_at) {
            (Some(opens), Some(closes)) => opens < closes,
            _ => true,
        };
        let deal = offer.kind != OfferKind::Drop || offer.deal.is_some();
        let limit = offer.limit != Some(0);
        let got = serde_json::to_string(offer).unwrap_or_default();
        record.check(&rules::OFFERS, at, window && deal && limit, rules::OFFERS.promise, got);
    }
    let Some(reference) = &variant.reference else { return };
    let source = reference.source.as_ref().is_some_and(|source| !source.is_empty());
    let grounded = reference.basis != Basis::ListPrice || source;
    let got = format!("{} from {:?}", reference.basis, reference.source);
    record.check(&rules::REFERENCE, at, grounded, "a list price with its source", got);
}
