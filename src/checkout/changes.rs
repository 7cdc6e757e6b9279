//! What changed between two quotes, so that no price moves in silence.

use picklive_contract::{
    Lang, Money, Text,
    offer::{Offer, OfferKind},
    quotes::{Quote, QuoteLine},
};

use super::lines::fee_told;
use crate::text::{checkout as words, money};

/// One change worth saying.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A unit price, from and to.
    Price(Text, Money, Money),
    /// A deal is over; the price now.
    DealOver(Text, Money),
    /// The shipping fee.
    Fee(Money),
}

/// What changed from `old` to `new`. A fee that was not known before is no change.
pub fn changes(old: &Quote, new: &Quote) -> Vec<Change> {
    let mut said = Vec::new();
    for line in &new.lines {
        let Some(before) = old.lines.iter().find(|before| before.variant == line.variant) else {
            continue;
        };
        said.extend(price_change(&before.offer, line));
    }
    if let (Some(was), Some(is)) = (old.shipping, new.shipping)
        && was != is
    {
        said.push(Change::Fee(is));
    }
    said
}

/// How the price of a line changed since an offer for it was seen `before`.
pub fn price_change(before: &Offer, line: &QuoteLine) -> Option<Change> {
    let (was, is) = (before.price, line.offer.price);
    if was == is {
        return None;
    }
    let title = line.title.clone();
    let deal_over = before.kind == OfferKind::Drop && before.deal != line.offer.deal;
    Some(if deal_over && is.amount > was.amount {
        Change::DealOver(title, is)
    } else {
        Change::Price(title, was, is)
    })
}

impl Change {
    /// The change in words.
    pub fn told(&self, lang: Lang) -> String {
        match self {
            Self::Price(title, was, is) => {
                words::NOW_COSTS.with(lang, &[title.get(lang), &money(*was), &money(*is)])
            }
            Self::DealOver(title, is) => {
                words::DEAL_OVER.with(lang, &[title.get(lang), &money(*is)])
            }
            Self::Fee(fee) => words::FEE_CHANGED.with(lang, &[&fee_told(lang, *fee)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::{Currency, product::ProductKind};

    fn cny(amount: i64) -> Money {
        Money::new(amount, Currency::parse("CNY").unwrap())
    }

    fn quote(offer: Offer, shipping: Option<i64>) -> Quote {
        let line = QuoteLine {
            variant: "v".into(),
            product: "p".into(),
            kind: ProductKind::Parcel,
            title: "tea".into(),
            variant_name: None,
            picture: None,
            quantity: 1,
            total: offer.price,
            offer,
            available: None,
            trouble: None,
            used_up: None,
            verified: None,
            changes_at: None,
        };
        Quote {
            goods: line.total,
            coupon: None,
            total: line.total,
            lines: vec![line],
            shipping: shipping.map(cny),
            free_from: None,
            needs_address: true,
            ships: true,
        }
    }

    #[test]
    fn what_moved_is_said_and_nothing_else() {
        let deal = Offer { kind: OfferKind::Drop, deal: Some("d".into()), ..Offer::list(cny(50)) };
        let (in_deal, everyday) = (quote(deal, Some(8)), quote(Offer::list(cny(100)), Some(8)));
        assert_eq!(changes(&in_deal, &everyday), [Change::DealOver("tea".into(), cny(100))]);
        assert_eq!(changes(&everyday, &in_deal), [Change::Price("tea".into(), cny(100), cny(50))]);
        assert_eq!(changes(&in_deal, &in_deal), []);
        let list = |fee| quote(Offer::list(cny(100)), fee);
        assert_eq!(changes(&list(None), &list(Some(12))), []);
        assert_eq!(changes(&list(Some(8)), &list(Some(12))), [Change::Fee(cny(12))]);
    }
}
