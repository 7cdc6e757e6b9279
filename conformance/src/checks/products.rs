//! Products on their own, and as lists show them.

use std::collections::BTreeSet;

use picklive_contract::{
    Endpoint as _,
    product::{GetProduct, Product},
};

use super::{Seen, offers, unique};
use crate::{
    client::Client,
    report::Record,
    rules::{self, Rule},
};

const OWN: [&Rule; 12] = [
    &rules::PRODUCT,
    &rules::PRODUCT_ID,
    &rules::PRODUCT_TITLE,
    &rules::OPTIONS,
    &rules::VARIANTS,
    &rules::OFFERS,
    &rules::REFERENCE,
    &rules::SOLD,
    &rules::PICTURES,
    &rules::BODY_SAFE,
    &rules::BUY_URL,
    &rules::SAME,
];

pub(super) async fn check(client: &mut Client<'_>, seen: &mut Seen, most: usize) {
    if seen.listed.is_empty() {
        return client.record.want(&OWN, "a product in an edition or a drop");
    }
    let listed: Vec<_> = seen.listed.values().take(most).cloned().collect();
    for (listed, place) in listed {
        shape(client.record, &place, &listed);
        let path = GetProduct::path(&listed.id);
        let Some((whole, answer)) = client.read::<Product>(&path, &rules::PRODUCT).await else {
            continue;
        };
        let (record, at) = (&mut *client.record, answer.at.as_str());
        let same = whole.id == listed.id;
        record.check(&rules::PRODUCT_ID, at, same, &listed.id, &whole.id);
        let (here, there) = (essence(&listed), essence(&whole));
        let place = format!("{at} and {place}");
        record.check(&rules::SAME, &place, here == there, here, there);
        shape(record, at, &whole);
        seen.whole.push(whole);
    }
    client.record.want(&[&rules::REFERENCE], "a product with a struck-through price");
    client.record.want(&[&rules::OFFERS], "a variant with offers");
    client.record.want(&[&rules::OPTIONS], "a product with options");
    client.record.want(&[&rules::VARIANTS], "a product with variants");
    client.record.want(&[&rules::SOLD], "a product that says how many were sold");
    client.record.want(&[&rules::BODY_SAFE], "a product with a description");
    client.record.want(&[&rules::BUY_URL], "a product that is bought elsewhere");
    client.record.want(&[&rules::PICTURES], "a product with pictures");
}

/// What must be the same wherever a product is shown.
pub(super) fn essence(product: &Product) -> String {
    let prices: Vec<_> = product
        .variants
        .iter()
        .map(|variant| format!("{} {}", variant.id, variant.price.amount))
        .collect();
    format!("{} {:?} [{}]", product.kind, product.title, prices.join(", "))
}

/// Rules that one product keeps by itself.
fn shape(record: &mut Record, at: &str, product: &Product) {
    let at = &format!("{at} {}", product.id);
    let titled = !product.title.is_empty();
    record.check(&rules::PRODUCT_TITLE, at, titled, "a title", "an empty text");
    for axis in &product.options {
        let filled = !axis.name.is_empty() && !axis.values.is_empty();
        record.check(&rules::OPTIONS, at, filled, "a name and values", format!("{axis:?}"));
    }
    variants(record, at, product);
    for variant in &product.variants {
        offers::check(record, &format!("{at} {}", variant.id), variant);
    }
    if let Some(sold) = product.sold {
        record.check(&rules::SOLD, at, sold >= 10, "10 or more, or absent", sold);
    }
    for picture in &product.pictures {
        let there = !picture.url.is_empty();
        record.check(&rules::PICTURES, at, there, "an address", "an empty one");
    }
    if let Some(body) = &product.body {
        let text = serde_json::to_string(body).unwrap_or_default();
        let found = unsafe_part(&text);
        let got = found.unwrap_or_default();
        record.check(&rules::BODY_SAFE, at, found.is_none(), "no script", got);
    }
    if let Some(address) = &product.buy_url {
        let web = url::Url::parse(address).is_ok_and(|url| url.scheme().starts_with("http"));
        record.check(&rules::BUY_URL, at, web, "an http(s) address", address);
    }
}

fn variants(record: &mut Record, at: &str, product: &Product) {
    if product.variants.is_empty() {
        return;
    }
    let ids = product.variants.iter().map(|variant| variant.id.to_string());
    unique(record, &rules::VARIANTS, at, ids);
    let mut seen = BTreeSet::new();
    for variant in &product.variants {
        let (values, axes) = (&variant.values, &product.options);
        let in_range = values.iter().zip(axes).all(|(value, axis)| *value < axis.values.len());
        let right = values.len() == axes.len() && in_range && seen.insert(values.clone());
        let got = format!("{} has {values:?} of {} axes", variant.id, axes.len());
        let expected = "one value an axis, within its values, no two variants alike";
        record.check(&rules::VARIANTS, at, right, expected, got);
        if let Some(picture) = variant.picture
            // Lists may leave further pictures out.
            && (at.contains(GetProduct::PATH.trim_end_matches("{id}")))
        {
            let there = picture < product.pictures.len();
            record.check(&rules::PICTURES, at, there, "the index of a picture", picture);
        }
    }
}

/// A part of an HTML text that could run, if there is one.
fn unsafe_part(html: &str) -> Option<&'static str> {
    let html = html.to_lowercase();
    let tags = ["<script", "<iframe", "<object", "<embed", "<style", "<base", "<form"];
    let plain = tags.into_iter().chain(["javascript:", "vbscript:"]);
    let handler = html.split('<').any(|tag| {
        let inside = tag.split('>').next().unwrap_or("");
        inside.split([' ', '/', '"', '\'']).any(|word| {
            word.strip_prefix("on").and_then(|rest| rest.split_once('=')).is_some_and(
                |(name, _)| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase()),
            )
        })
    });
    plain.into_iter().find(|part| html.contains(part)).or(handler.then_some("an on…= handler"))
}

#[cfg(test)]
mod tests {
    use super::unsafe_part;

    #[test]
    fn what_could_run_is_found_and_plain_text_is_not() {
        for bad in ["<p><SCRIPT>x</script>", "<img src=x onerror=x>", "<a href='javascript:x'>"] {
            assert!(unsafe_part(bad).is_some(), "{bad}");
        }
        for good in ["<p>on sale = now</p>", "<a href=\"https://a.example\">on</a>", "早安"] {
            assert_eq!(unsafe_part(good), None, "{good}");
        }
    }
}
