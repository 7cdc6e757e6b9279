//! A quote, which creates nothing: its sums and its prices.

use picklive_contract::{
    Endpoint as _, UnixMillis,
    address::Region,
    offer::{Offer, Visitor},
    product::Variant,
    quotes::{GetQuote, LineAsk, QUANTITY_MAX, Quote, QuoteAsk, Trouble},
    storefront::Capability,
};
use reqwest::Method;

use super::Seen;
use crate::{
    client::Client,
    rules::{self, Rule},
};

const OWN: [&Rule; 4] =
    [&rules::QUOTE, &rules::QUOTE_SUMS, &rules::QUOTE_PRICE, &rules::QUOTE_TROUBLE];
/// Most variants asked for at once.
const LINES: usize = 5;
/// Units asked for of each.
const QUANTITY: u32 = 2;

pub(super) async fn check(client: &mut Client<'_>, seen: &Seen) {
    if let Some(lack) = seen.lack(&Capability::Orders) {
        return client.record.want(&OWN, &lack);
    }
    let variants: Vec<&Variant> = seen
        .whole
        .iter()
        .filter_map(|product| product.variants.iter().find(|variant| !variant.sold_out()))
        .take(LINES)
        .collect();
    if variants.is_empty() {
        return client.record.want(&OWN, "a variant that can be bought");
    }
    let line = |variant: &&Variant| LineAsk { variant: variant.id.clone(), quantity: QUANTITY };
    let ask = outside(variants.iter().map(line).collect(), None);
    let Ok(body) = serde_json::to_value(&ask) else { return };
    let Some(answer) = client.ask(Method::POST, GetQuote::PATH, &[], Some(&body)).await else {
        return;
    };
    let Some(quote) = client.parse::<Quote>(&answer, &rules::QUOTE) else {
        return client.record.want(&OWN, "a quote that can be read");
    };
    let at = answer.at.as_str();
    let got: Vec<_> =
        quote.lines.iter().map(|line| (line.variant.clone(), line.quantity)).collect();
    let asked: Vec<_> = ask.lines.into_iter().map(|line| (line.variant, line.quantity)).collect();
    let (same, expected) = (got == asked, format!("{asked:?}"));
    client.record.check(&rules::QUOTE, at, same, expected, format!("{got:?}"));
    sums(client, at, &quote);
    if same {
        prices(client, at, &quote, &variants);
    }
    troubles(client, &variants).await;
}

/// A question for lines that are bought outside of any room.
pub(super) fn outside(lines: Vec<LineAsk>, region: Option<Region>) -> QuoteAsk {
    QuoteAsk { lines, region, room: None, at_stream_time: None }
}

/// More units than there are.
async fn troubles(client: &mut Client<'_>, variants: &[&Variant]) {
    let want = "a variant that says how many units are left, fewer than one may ask for";
    client.record.want(&[&rules::QUOTE_TROUBLE], want);
    let few = |left: i64| left < QUANTITY_MAX.into();
    let Some(variant) = variants.iter().find(|variant| variant.left().is_some_and(few)) else {
        return;
    };
    let line = LineAsk { variant: variant.id.clone(), quantity: QUANTITY_MAX };
    let ask = outside(vec![line], None);
    let Ok(body) = serde_json::to_value(&ask) else { return };
    let Some(answer) = client.ask(Method::POST, GetQuote::PATH, &[], Some(&body)).await else {
        return;
    };
    let Some(quote) = client.parse::<Quote>(&answer, &rules::QUOTE) else { return };
    let line = quote.lines.first();
    let told = line.is_some_and(|line| {
        let fewer = line.available.is_none_or(|left| left < QUANTITY_MAX.into());
        line.trouble == Some(Trouble::SoldOut) && fewer
    });
    let got = line.map(|line| (&line.trouble, line.available));
    let expected = format!("sold_out for {QUANTITY_MAX} units");
    client.record.check(&rules::QUOTE_TROUBLE, &answer.at, told, expected, format!("{got:?}"));
}

fn sums(client: &mut Client<'_>, at: &str, quote: &Quote) {
    for line in &quote.lines {
        let product = line.offer.price.times(line.quantity.into());
        let right = product == Some(line.total);
        let expected = product.map_or("a sum that fits".into(), |sum| sum.amount.to_string());
        let got = line.total.amount;
        client.record.check(&rules::QUOTE_SUMS, at, right, expected, got);
    }
    let goods: i64 = quote.lines.iter().map(|line| line.total.amount).sum();
    let total = goods + quote.shipping.map_or(0, |fee| fee.amount);
    let right = (quote.goods.amount, quote.total.amount) == (goods, total);
    let got = format!("goods {}, total {}", quote.goods.amount, quote.total.amount);
    let expected = format!("goods {goods}, total {total}");
    client.record.check(&rules::QUOTE_SUMS, at, right, expected, got);
}

fn prices(client: &mut Client<'_>, at: &str, quote: &Quote, variants: &[&Variant]) {
    let Some(now) = client.now() else { return };
    for (line, variant) in quote.lines.iter().zip(variants) {
        // An offer that opens or ends about now, or has too few units, may be judged either way.
        let near =
            |edge: Option<UnixMillis>| edge.is_some_and(|edge| edge.since(now).abs() < 5_000);
        let scarce = |left: Option<i64>| left.is_some_and(|left| left < i64::from(QUANTITY));
        let unsure = |o: &Offer| near(o.opens_at) || near(o.closes_at) || scarce(o.left);
        if variant.offers.iter().any(unsure) {
            continue;
        }
        let best = variant.offer(now, &Visitor::GUEST).price;
        let right = line.offer.price == best;
        let at = format!("{at} {}", variant.id);
        client.record.check(&rules::QUOTE_PRICE, &at, right, best.amount, line.offer.price.amount);
    }
    client.record.want(&[&rules::QUOTE_PRICE], "a variant whose price is not about to change");
}
