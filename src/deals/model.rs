//! What a deal looks like at a moment.

use picklive_contract::{UnixMillis, deals::Deal, deals::Drop};

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
    /// It has closed.
    Over,
}

/// How many units can be bought: the quota is a ceiling on top of stock, and never more than that is there.
pub fn units_left(deal: &Deal) -> i64 {
    let variant = deal.product.variants.iter().find(|variant| variant.id == deal.variant);
    let stock = variant.and_then(|variant| variant.left()).unwrap_or(deal.left);
    deal.left.min(stock).max(0)
}

/// The phase of a deal; `certain` is server time, if it is known for certain. A quota that is nothing
/// or less is gone.
pub fn phase(drop: &Drop, deal: &Deal, certain: Option<UnixMillis>) -> Phase {
    let Some(now) = certain else { return Phase::Unsure };
    if now >= drop.closes_at {
        Phase::Over
    } else if units_left(deal) <= 0 {
        Phase::Gone
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
        Deal { id: "d".into(), product, variant: "v".into(), price, quota, left, limit: None }
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
    fn nonsense_numbers_are_gone_and_bounded() {
        assert_eq!(phase(&drop(), &deal(-4, 10), Some(UnixMillis(1_500))), Phase::Gone);
        assert_eq!(share_left(&deal(-4, 10)), 0);
        assert_eq!(share_left(&deal(99, 10)), 100);
        assert_eq!(share_left(&deal(5, 0)), 0);
        assert_eq!(share_left(&deal(i64::MAX, 1)), 100);
    }
}
