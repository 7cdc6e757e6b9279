//! What the cart says of a line and of all of them. Plain rules.

use picklive_contract::quotes::{LineAsk, Quote, QuoteLine};

use crate::state::CartLine;

/// What is to be bought: chosen, and nothing in the way.
pub fn to_buy(lines: &[CartLine], quote: &Quote) -> Vec<LineAsk> {
    wanted(lines, quote).map(|(line, _)| line.ask()).collect()
}

/// What that comes to, without shipping, and how many units it is; `None` while a line that is chosen has no
/// price for its quantity.
pub fn goods(lines: &[CartLine], quote: &Quote) -> Option<(i64, u32)> {
    let mut chosen = lines.iter().filter(|line| !line.left_out);
    let known =
        |line: &CartLine| priced(quote, line).is_some_and(|it| it.quantity == line.quantity);
    chosen.all(known).then(|| {
        wanted(lines, quote).fold((0, 0), |(sum, units), (line, priced)| {
            (
                i64::saturating_add(sum, priced.total.amount),
                u32::saturating_add(units, line.quantity),
            )
        })
    })
}

fn wanted<'a>(
    lines: &'a [CartLine],
    quote: &'a Quote,
) -> impl Iterator<Item = (&'a CartLine, &'a QuoteLine)> {
    let chosen = lines.iter().filter(|line| !line.left_out);
    chosen.filter_map(|line| {
        let priced = priced(quote, line)?;
        // Of another quantity: it is asked for.
        let same = priced.quantity == line.quantity && priced.trouble.is_none();
        same.then_some((line, priced))
    })
}

/// A line as the server prices it.
pub fn priced<'a>(quote: &'a Quote, line: &CartLine) -> Option<&'a QuoteLine> {
    quote.lines.iter().find(|priced| priced.variant == line.variant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::{Currency, Money, offer::Offer, product::ProductKind, quotes::Trouble};

    fn cny(amount: i64) -> Money {
        Money::new(amount, Currency::parse("CNY").unwrap())
    }

    fn line(variant: &str, quantity: u32) -> CartLine {
        CartLine::of("p".into(), LineAsk { variant: variant.into(), quantity }, None)
    }

    fn priced(variant: &str, quantity: u32, price: i64) -> QuoteLine {
        QuoteLine {
            variant: variant.into(),
            product: "p".into(),
            kind: ProductKind::Parcel,
            title: "tea".into(),
            variant_name: None,
            picture: None,
            quantity,
            offer: Offer::list(cny(price)),
            total: cny(price * i64::from(quantity)),
            available: None,
            trouble: None,
            used_up: None,
            verified: None,
            changes_at: None,
        }
    }

    fn quote(lines: Vec<QuoteLine>) -> Quote {
        Quote {
            lines,
            goods: cny(0),
            coupon: None,
            shipping: None,
            free_from: None,
            total: cny(0),
            needs_address: true,
            ships: true,
        }
    }

    #[test]
    fn what_is_left_out_sold_out_or_not_priced_yet_is_not_bought() {
        let mut gone = priced("gone", 1, 10);
        gone.trouble = Some(Trouble::SoldOut);
        let quote =
            quote(vec![priced("a", 2, 100), gone, priced("out", 1, 7), priced("more", 1, 5)]);
        let out = CartLine { left_out: true, ..line("out", 1) };
        let lines = [line("a", 2), line("gone", 1), out, line("more", 3), line("new", 1)];
        let asked = to_buy(&lines, &quote);
        assert_eq!(asked, [LineAsk { variant: "a".into(), quantity: 2 }]);
        assert_eq!(goods(&lines, &quote), None, "the price of two lines is not known yet");
        assert_eq!(goods(&lines[..3], &quote), Some((200, 2)));
    }
}
