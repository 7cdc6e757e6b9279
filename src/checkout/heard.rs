//! Whether what the shop tells makes a quote untrue.

use picklive_contract::{
    UnixMillis,
    events::{Event, VariantNow},
    offer::{Offer, Visitor, best},
    quotes::{LineAsk, Quote, QuoteLine, Trouble},
};

/// Whether a line of the quote costs another price by now, can no longer be had, or can be had again. `guest` is
/// whether the price is a guest's, `in_room` whether prices may be a room's, of which the shop tells nothing.
pub fn touches(event: &Event, quote: &Quote, now: UnixMillis, guest: bool, in_room: bool) -> bool {
    event.variants.iter().any(|variant| {
        let lines = quote.lines.iter().enumerate().filter(|(_, line)| line.variant == variant.id);
        let mut lines = lines.map(|(nth, line)| (quote.lines.get(..nth).unwrap_or_default(), line));
        lines.any(|(before, line)| {
            let rooms = in_room && !variant.offers.iter().any(|offer| is_same(offer, &line.offer));
            let own = rooms.then_some(&line.offer);
            let offers = variant.offers.iter().chain(own).cloned().collect();
            differs(line, before, &VariantNow { offers, ..variant.clone() }, now, guest)
        })
    })
}

/// Whether two offers are one, whatever is left of it.
fn is_same(one: &Offer, other: &Offer) -> bool {
    (&one.kind, &one.deal, one.price) == (&other.kind, &other.deal, other.price)
}

/// Whether an event is about something that is to be bought.
pub fn is_about(event: &Event, lines: &[LineAsk]) -> bool {
    event.variants.iter().any(|variant| lines.iter().any(|line| line.variant == variant.id))
}

/// The offers of a variant with what the lines `before` leave of each deal.
fn left_by(before: &[QuoteLine], offers: &[Offer]) -> Vec<Offer> {
    let mut offers = offers.to_vec();
    for offer in &mut offers {
        let Some(left) = offer.left.as_mut().filter(|_| offer.deal.is_some()) else { continue };
        for line in before.iter().filter(|line| line.offer.deal == offer.deal) {
            *left -= i64::from(line.quantity);
        }
    }
    offers
}

fn differs(
    line: &QuoteLine,
    before: &[QuoteLine],
    variant: &VariantNow,
    now: UnixMillis,
    guest: bool,
) -> bool {
    // Of which deal they have had their share, the quote says itself.
    let visitor = Visitor { guest, used_up: line.used_up.iter().cloned().collect() };
    let offers = left_by(before, &variant.offers);
    let lowest = best(&offers, now, &visitor);
    let lowest = lowest.filter(|offer| offer.price.amount < variant.price.amount);
    let price = lowest.map_or(variant.price, |offer| offer.price);
    // A deal's quota is a ceiling on top of the stock.
    let left = [variant.stock.map(|stock| stock.left), lowest.and_then(|offer| offer.left)];
    let enough = left.into_iter().flatten().all(|left| left >= i64::from(line.quantity));
    let turned = match line.trouble {
        None => !enough,
        Some(Trouble::SoldOut | Trouble::Gone) => enough,
        // How many there are is no matter of a limit, or of a contact to be verified.
        Some(_) => false,
    };
    price != line.offer.price || turned
}

#[cfg(test)]
mod tests {
    use picklive_contract::{
        Money, UnixMillis,
        events::{Event, EventKind, SHOP, VariantNow},
        offer::{Offer, OfferKind},
        product::Stock,
        quotes::{LineAsk, Quote, QuoteLine, Trouble},
    };

    use super::{is_about, touches};

    fn line() -> QuoteLine {
        let sample = include_str!("../../contract/samples/get-quote.answer.json");
        let quote: Quote = serde_json::from_str(sample).unwrap();
        quote.lines.into_iter().find(|line| line.trouble.is_none()).unwrap()
    }

    fn quote(line: &QuoteLine) -> Quote {
        let sample = include_str!("../../contract/samples/get-quote.answer.json");
        let quote: Quote = serde_json::from_str(sample).unwrap();
        Quote { lines: vec![line.clone()], ..quote }
    }

    fn told(line: &QuoteLine, price: Money, offers: Vec<Offer>, left: i64) -> Event {
        Event {
            variants: vec![VariantNow {
                id: line.variant.clone(),
                price,
                offers,
                reference: None,
                stock: Some(Stock { left, reserved: 0, reserved_until: None }),
            }],
            ..Event::new(SHOP, 1, UnixMillis(0), EventKind::Stock)
        }
    }

    #[test]
    fn trouble_that_is_not_about_the_stock_asks_for_no_quote_at_every_unit_sold() {
        let usual = line();
        let (price, wanted) = (usual.offer.price, i64::from(usual.quantity));
        let touched = |line: &QuoteLine, event: &Event| {
            touches(event, &quote(line), UnixMillis(0), false, false)
        };
        for trouble in [Trouble::LimitReached, Trouble::ContactNeeded] {
            let line = QuoteLine { trouble: Some(trouble), ..usual.clone() };
            for left in [wanted + 5, 0] {
                assert!(!touched(&line, &told(&line, price, Vec::new(), left)), "{line:?}");
            }
        }
        for trouble in [Trouble::SoldOut, Trouble::Gone] {
            let line = QuoteLine { trouble: Some(trouble), ..usual.clone() };
            assert!(!touched(&line, &told(&line, price, Vec::new(), wanted - 1)), "{line:?}");
            assert!(touched(&line, &told(&line, price, Vec::new(), wanted)), "{line:?}");
        }
    }

    #[test]
    fn a_deal_of_which_the_share_is_had_or_the_quota_short_is_no_news_at_every_unit_sold() {
        let usual = QuoteLine { quantity: 2, ..line() };
        let price = usual.offer.price;
        let low = Money::new(price.amount - 1, price.currency);
        let deal = |left| Offer {
            kind: OfferKind::Drop,
            deal: Some("d".into()),
            left: Some(left),
            limit: Some(2),
            ..Offer::list(low)
        };
        let touched = |line: &QuoteLine, left| {
            let event = told(line, price, vec![deal(left)], 100);
            touches(&event, &quote(line), UnixMillis(0), false, false)
        };
        assert!(touched(&usual, 9), "a price that is theirs");
        let had = QuoteLine { used_up: Some("d".into()), ..usual.clone() };
        assert!(!touched(&had, 9), "a price that is theirs no more");
        let mut short = QuoteLine { trouble: Some(Trouble::SoldOut), ..usual };
        short.offer.price = low;
        assert!(!touched(&short, 1), "one is left of the deal, two are wanted");
        assert!(touched(&short, 2));
    }

    #[test]
    fn what_an_earlier_line_takes_of_a_deal_is_not_there_for_the_next() {
        let usual = QuoteLine { quantity: 2, ..line() };
        let price = usual.offer.price;
        let low = Money::new(price.amount - 1, price.currency);
        let deal = Offer {
            kind: OfferKind::Drop,
            deal: Some("d".into()),
            left: Some(2),
            ..Offer::list(low)
        };
        let first = QuoteLine {
            variant: "other".into(),
            offer: deal.clone(),
            quantity: 2,
            ..usual.clone()
        };
        let event = told(&usual, price, vec![deal], 100);
        let both = Quote { lines: vec![first, usual.clone()], ..quote(&usual) };
        assert!(
            !touches(&event, &both, UnixMillis(0), false, false),
            "the second one pays the full price"
        );
        assert!(touches(&event, &quote(&usual), UnixMillis(0), false, false), "alone it would not");
    }

    #[test]
    fn a_rooms_price_is_no_other_one_because_the_shop_does_not_know_it() {
        let usual = line();
        let low = Money::new(usual.offer.price.amount - 1, usual.offer.price.currency);
        let in_room = QuoteLine {
            offer: Offer { kind: OfferKind::Room, ..Offer::list(low) },
            ..usual.clone()
        };
        let touched = |price, left, in_room_| {
            let event = told(&in_room, price, Vec::new(), left);
            touches(&event, &quote(&in_room), UnixMillis(0), false, in_room_)
        };
        assert!(!touched(usual.offer.price, 100, true));
        assert!(touched(usual.offer.price, 0, true), "but it can be gone");
        assert!(touched(Money::new(1, low.currency), 100, true), "and the shop's can be lower");
        assert!(touched(usual.offer.price, 100, false));
    }

    #[test]
    fn an_event_is_about_what_is_to_be_bought() {
        let line = line();
        let ask = |variant| LineAsk { variant, quantity: 1 };
        let event = told(&line, line.offer.price, Vec::new(), 1);
        assert!(is_about(&event, &[ask("other".into()), ask(line.variant.clone())]));
        assert!(!is_about(&event, &[ask("other".into())]) && !is_about(&event, &[]));
    }

    #[test]
    fn only_another_price_or_too_few_units_touch_a_quote() {
        let line = line();
        let quote = quote(&line);
        let told = |price, left| told(&line, price, Vec::new(), left);
        let touched = |event: &Event| touches(event, &quote, UnixMillis(0), false, false);
        let (price, wanted) = (line.offer.price, i64::from(line.quantity));
        assert!(!touched(&told(price, wanted)), "still enough, still the price");
        assert!(touched(&told(price, wanted - 1)), "too few");
        assert!(touched(&told(price.times(2).unwrap(), wanted)), "dearer");
        let other = Event { variants: Vec::new(), ..told(price, 0) };
        assert!(!touched(&other));
    }
}
