//! Where parcels go, as a quote says it.

use picklive_contract::{
    Endpoint as _,
    address::Region,
    product::ProductKind,
    quotes::{GetQuote, LineAsk, Quote},
    storefront::{Capability, Shipping},
};
use reqwest::Method;

use super::{Seen, quotes::outside};
use crate::{
    client::Client,
    regions::{far, spelled},
    rules,
};

/// Most places asked about.
const MOST: usize = 8;

pub(super) async fn check(client: &mut Client<'_>, seen: &Seen) {
    let Err(lack) = places(client, seen).await else { return };
    client.record.want(&[&rules::QUOTE_SHIPS], &lack);
}

async fn places(client: &mut Client<'_>, seen: &Seen) -> Result<(), String> {
    if let Some(lack) = seen.lack(&Capability::Orders) {
        return Err(lack);
    }
    let shipping = seen.storefront.as_ref().and_then(|shop| shop.shipping.as_ref());
    let shipping = shipping.ok_or("shipping in the storefront")?;
    let parcels = seen.whole.iter().filter(|product| product.kind == ProductKind::Parcel);
    let mut variants = parcels.flat_map(|product| &product.variants);
    let variant = variants.find(|variant| !variant.sold_out());
    let variant = variant.ok_or("a parcel that can be bought")?.id.clone();
    for (region, goes) in regions(shipping) {
        let lines = vec![LineAsk { variant: variant.clone(), quantity: 1 }];
        let ask = outside(lines, Some(region.clone()));
        let body = serde_json::to_value(&ask).map_err(|error| error.to_string())?;
        let answer = client.ask(Method::POST, GetQuote::PATH, &[], Some(&body)).await;
        let answer = answer.ok_or("an answer")?;
        let quote = client.parse::<Quote>(&answer, &rules::QUOTE).ok_or("a quote to read")?;
        let at = format!("{} to {} {}", answer.at, region.country, region.province);
        client.record.check(&rules::QUOTE_SHIPS, &at, quote.ships == goes, goes, quote.ships);
    }
    Ok(())
}

/// Places, with whether parcels go there.
fn regions(shipping: &Shipping) -> Vec<(Region, bool)> {
    let country = |code: &str| Region { country: code.into(), ..Region::default() };
    let near = shipping.countries.iter().map(|code| (country(code), true)).take(2);
    let away = far(Some(shipping)).map(|code| (country(code), false));
    let parts = shipping.excluded.iter().flat_map(spelled).map(|part| (part, false));
    near.chain(away).chain(parts).take(MOST).collect()
}
