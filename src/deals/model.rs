//! What a deal looks like at a moment.

use picklive_contract::{
    Lang, List, UnixMillis,
    deals::{Deal, Drop},
    events::{Event, EventKind},
};

use crate::{state::apply_to, text::money};

/// What can be done with a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The time is not certain, so nothing opens.
    Unsure,
    /// It has not opened.
    Coming,
    /// It can be bought.
    Open,
    /// Its quota or the stock is gone.
    Gone,
    /// The last units are held by unpaid orders and may return.
    Held,
    /// It has closed.
    Over,
}

/// How many units can be bought: the quota is a ceiling on top of stock, and never more than that is there.
pub fn units_left(deal: &Deal) -> i64 {
    let variant = deal.product.variants.iter().find(|variant| variant.id == deal.variant);
    let stock = variant.and_then(|variant| variant.left()).unwrap_or(deal.left);
    deal.left.min(stock).max(0)
}

/// When the first of the units that are held may return, if that is known: of the quota, or of the stock.
pub fn returns_at(deal: &Deal) -> Option<UnixMillis> {
    let variant = deal.product.variants.iter().find(|variant| variant.id == deal.variant);
    if deal.left <= 0 {
        return deal.reserved_until.filter(|_| deal.reserved > 0);
    }
    let stock = variant?.stock?;
    stock.reserved_until.filter(|_| stock.reserved > 0)
}

/// Whether the list of drops has to be read again after an event.
pub fn concerns(event: &Event, drops: &List<Drop>) -> bool {
    match event.kind {
        EventKind::Drops | EventKind::DealOpened | EventKind::DealClosed => true,
        EventKind::Product => deals(drops).any(|deal| is_of(event, deal)),
        _ => false,
    }
}

/// The list with what an event tells of a product and of what is left of its deals.
pub fn told(event: &Event, drops: &List<Drop>) -> Option<List<Drop>> {
    if !deals(drops).any(|deal| is_of(event, deal)) {
        return None;
    }
    let mut changed = drops.clone();
    let mut any = false;
    for deal in changed.items.iter_mut().flat_map(|drop| &mut drop.deals) {
        any |= apply_to(event, std::iter::once(&mut deal.product));
        let Some(now) = event.deals.iter().find(|now| now.id == deal.id) else { continue };
        let held = (now.left, now.reserved, now.reserved_until);
        any |= held != (deal.left, deal.reserved, deal.reserved_until);
        (deal.left, deal.reserved, deal.reserved_until) = held;
    }
    any.then_some(changed)
}

fn deals(drops: &List<Drop>) -> impl Iterator<Item = &Deal> {
    drops.items.iter().flat_map(|drop| &drop.deals)
}

fn is_of(event: &Event, deal: &Deal) -> bool {
    event.product.as_ref() == Some(&deal.product.id)
}

/// Everything of a drop that is read beside what follows the clock and what is left: when it is another, the
/// drop is drawn anew.
pub fn words(drop: &Drop, lang: Lang) -> String {
    let mut all = drop.id.0.clone();
    all.push_str(drop.title.get(lang));
    for at in [drop.opens_at, drop.closes_at] {
        all.push_str(&at.0.to_string());
    }
    for deal in &drop.deals {
        all.push_str(&money(deal.price));
        let mut variants = deal.product.variants.iter();
        if let Some(variant) = variants.find(|variant| variant.id == deal.variant) {
            all.push_str(&variant.id.0);
            all.push_str(&deal.product.variant_name(variant, lang));
        }
        all.push_str(deal.product.pictures.first().map_or("", |picture| &picture.url));
        all.push_str(&deal.limit.unwrap_or(0).to_string());
        all.push_str(&deal.id.0);
        all.push_str(deal.product.title.get(lang));
    }
    all
}

/// The phase of a deal; `certain` is server time, if it is known for certain. A quota that is nothing
/// or less is gone.
pub fn phase(drop: &Drop, deal: &Deal, certain: Option<UnixMillis>) -> Phase {
    let Some(now) = certain else { return Phase::Unsure };
    if now >= drop.closes_at {
        Phase::Over
    } else if units_left(deal) <= 0 {
        // What returns after the end is of no use here.
        let returns = returns_at(deal).is_some_and(|at| now < at && at < drop.closes_at);
        if returns { Phase::Held } else { Phase::Gone }
    } else if now < drop.opens_at {
        Phase::Coming
    } else {
        Phase::Open
    }
}

/// How much of the quota is left, in hundredths; nonsense is bounded.
pub fn share_left(deal: &Deal) -> i64 {
    if deal.quota <= 0 { 0 } else { (units_left(deal).saturating_mul(100) / deal.quota).min(100) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::{Currency, Money};

    fn deal(left: i64, quota: i64) -> Deal {
        let product = picklive_contract::product::Product {
            id: "p".into(),
            kind: "parcel".into(),
            title: "p".into(),
            summary: None,
            body: None,
            pictures: Vec::new(),
            options: Vec::new(),
            variants: Vec::new(),
            note: None,
            sold: None,
            buy_url: None,
        };
        let price = Money::new(100, Currency::parse("CNY").unwrap());
        Deal {
            id: "d".into(),
            product,
            variant: "v".into(),
            price,
            quota,
            left,
            reserved: 0,
            reserved_until: None,
            limit: None,
        }
    }

    fn drop() -> Drop {
        Drop {
            id: "d".into(),
            title: "d".into(),
            opens_at: UnixMillis(1_000),
            closes_at: UnixMillis(2_000),
            deals: Vec::new(),
            calendar: None,
        }
    }

    #[test]
    fn a_deal_opens_and_closes_at_its_millisecond() {
        let at = |now| phase(&drop(), &deal(3, 10), Some(UnixMillis(now)));
        assert_eq!(at(999), Phase::Coming);
        assert_eq!(at(1_000), Phase::Open);
        assert_eq!(at(1_999), Phase::Open);
        assert_eq!(at(2_000), Phase::Over);
        assert_eq!(phase(&drop(), &deal(3, 10), None), Phase::Unsure);
    }

    #[test]
    fn what_is_held_may_return_and_is_not_called_gone() {
        let mut deal = deal(0, 10);
        let at = |deal: &Deal| phase(&drop(), deal, Some(UnixMillis(1_500)));
        assert_eq!(at(&deal), Phase::Gone);
        (deal.reserved, deal.reserved_until) = (2, Some(UnixMillis(1_600)));
        assert_eq!((at(&deal), returns_at(&deal)), (Phase::Held, Some(UnixMillis(1_600))));
        for useless in [1_500, 2_000] {
            deal.reserved_until = Some(UnixMillis(useless));
            assert_eq!(at(&deal), Phase::Gone, "it returned, or the drop is over by then");
        }
        deal.reserved_until = Some(UnixMillis(1_600));
        deal.reserved = -1;
        assert_eq!(at(&deal), Phase::Gone, "nonsense");
    }

    #[test]
    fn another_price_or_limit_is_another_drop_and_fewer_units_are_not() {
        let mut drop = drop();
        drop.deals.push(deal(3, 10));
        let before = words(&drop, Lang::Zh);
        (drop.deals[0].left, drop.deals[0].reserved) = (0, 3);
        assert_eq!(words(&drop, Lang::Zh), before);
        drop.deals[0].limit = Some(2);
        let limited = words(&drop, Lang::Zh);
        assert_ne!(limited, before);
        drop.deals[0].price.amount += 1;
        assert_ne!(words(&drop, Lang::Zh), limited);
    }

    #[test]
    fn nonsense_numbers_are_gone_and_bounded() {
        assert_eq!(phase(&drop(), &deal(-4, 10), Some(UnixMillis(1_500))), Phase::Gone);
        assert_eq!(share_left(&deal(-4, 10)), 0);
        assert_eq!(share_left(&deal(99, 10)), 100);
        assert_eq!(share_left(&deal(5, 0)), 0);
        assert_eq!(share_left(&deal(i64::MAX, 1)), 100);
    }
}
