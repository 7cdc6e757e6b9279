//! Whether what the shop tells makes a quote untrue.

use picklive_contract::{
    UnixMillis,
    events::{Event, VariantNow},
    offer::{Visitor, best},
    quotes::{Quote, QuoteLine},
};

/// Whether a line of the quote costs another price by now, can no longer be had, or can be had again.
pub fn touches(event: &Event, quote: &Quote, now: UnixMillis, visitor: &Visitor) -> bool {
    event.variants.iter().any(|variant| {
        quote
            .lines
            .iter()
            .any(|line| line.variant == variant.id && differs(line, variant, now, visitor))
    })
}

fn differs(line: &QuoteLine, variant: &VariantNow, now: UnixMillis, visitor: &Visitor) -> bool {
    let lowest = best(&variant.offers, now, visitor).map_or(variant.price, |offer| offer.price);
    let price = if lowest.amount < variant.price.amount { lowest } else { variant.price };
    let enough = variant.stock.is_none_or(|stock| stock.left >= i64::from(line.quantity));
    price != line.offer.price || enough != line.trouble.is_none()
}

#[cfg(test)]
mod tests {
    use picklive_contract::{
        UnixMillis,
        events::{Event, EventKind, SHOP, VariantNow},
        offer::Visitor,
        product::Stock,
        quotes::Quote,
    };

    use super::touches;

    #[test]
    fn only_another_price_or_too_few_units_touch_a_quote() {
        let sample = include_str!("../../contract/samples/get-quote.answer.json");
        let quote: Quote = serde_json::from_str(sample).unwrap();
        let line = quote.lines.iter().find(|line| line.trouble.is_none()).unwrap();
        let told = |price, left| Event {
            variants: vec![VariantNow {
                id: line.variant.clone(),
                price,
                offers: Vec::new(),
                reference: None,
                stock: Some(Stock { left, reserved: 0, reserved_until: None }),
            }],
            ..Event::new(SHOP, 1, UnixMillis(0), EventKind::Stock)
        };
        let touched = |event: &Event| touches(event, &quote, UnixMillis(0), &Visitor::PERSON);
        let (price, wanted) = (line.offer.price, i64::from(line.quantity));
        assert!(!touched(&told(price, wanted)), "still enough, still the price");
        assert!(touched(&told(price, wanted - 1)), "too few");
        assert!(touched(&told(price.times(2).unwrap(), wanted)), "dearer");
        let other = Event { variants: Vec::new(), ..told(price, 0) };
        assert!(!touched(&other));
    }
}
