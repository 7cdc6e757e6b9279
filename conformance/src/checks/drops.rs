//! Drops and their deals.

use std::collections::BTreeSet;

use picklive_contract::{
    Endpoint as _, List,
    deals::{Deal, Drop, ListDrops},
    endpoint::encode,
    list::AFTER,
    storefront::Capability,
    time::DAY,
};

use super::{Seen, unique};
use crate::{
    client::Client,
    rules::{self, Rule},
};

const OWN: [&Rule; 8] = [
    &rules::DROPS_SHAPE,
    &rules::LIST_NEXT,
    &rules::DROPS_SORTED,
    &rules::DROPS_WINDOW,
    &rules::DROPS_UNIQUE,
    &rules::DEALS,
    &rules::DEAL_OFFER,
    &rules::CALENDAR,
];

/// Most pages of a list that are read.
const PAGES: usize = 20;

pub(super) async fn check(client: &mut Client<'_>, seen: &mut Seen) {
    if let Some(lack) = seen.lack(&Capability::Deals) {
        return client.record.want(&OWN, &lack);
    }
    let Some(drops) = all(client).await else {
        return client.record.want(&OWN, "a list of drops that can be read");
    };
    if drops.is_empty() {
        return client.record.want(&OWN, "a drop");
    }
    let (now, at) = (client.now(), ListDrops::PATH);
    let record = &mut *client.record;
    let ids = drops.iter().map(|drop| drop.id.to_string());
    unique(record, &rules::DROPS_UNIQUE, at, ids);
    let deals = drops.iter().flat_map(|drop| &drop.deals).map(|deal| deal.id.to_string());
    unique(record, &rules::DROPS_UNIQUE, at, deals);
    for pair in drops.windows(2) {
        let [first, second] = pair else { continue };
        let sorted = first.opens_at <= second.opens_at;
        let got = format!("{} then {}", first.opens_at.to_rfc3339(), second.opens_at.to_rfc3339());
        record.check(&rules::DROPS_SORTED, at, sorted, "the earlier one first", got);
    }
    record.want(&[&rules::DROPS_SORTED], "two drops");
    record.want(&[&rules::DEALS, &rules::DEAL_OFFER], "a drop with deals");
    for drop in &drops {
        let recent = now.is_none_or(|now| now.since(drop.closes_at) < DAY);
        let window = drop.opens_at < drop.closes_at && recent;
        let got = format!("{} to {}", drop.opens_at.to_rfc3339(), drop.closes_at.to_rfc3339());
        let at = format!("{at} {}", drop.id);
        record.check(&rules::DROPS_WINDOW, &at, window, rules::DROPS_WINDOW.promise, got);
        for deal in &drop.deals {
            let named = deal.product.variants.iter().any(|variant| variant.id == deal.variant);
            let units = (0..=deal.quota).contains(&deal.left) && deal.limit != Some(0);
            let got = format!(
                "variant {}, left {} of {}, limit {:?}",
                deal.variant, deal.left, deal.quota, deal.limit
            );
            let right = named && units;
            record.check(&rules::DEALS, &at, right, rules::DEALS.promise, got);
            seen.list(&deal.product, &at);
        }
    }
    seen.drops = drops;
}

/// Every page of the list.
async fn all(client: &mut Client<'_>) -> Option<Vec<Drop>> {
    let (mut drops, mut cursors) = (Vec::new(), BTreeSet::new());
    let mut path = ListDrops::PATH.to_owned();
    for page in 0..PAGES {
        let (list, answer) = client.read::<List<Drop>>(&path, &rules::DROPS_SHAPE).await?;
        drops.extend(list.items);
        let Some(next) = list.next else {
            if page > 0 {
                client.record.check(&rules::LIST_NEXT, &answer.at, true, "", "");
            }
            break;
        };
        let new = cursors.insert(next.clone()) && page + 1 < PAGES;
        if !client.record.check(&rules::LIST_NEXT, &answer.at, new, "an end of the list", &next) {
            break;
        }
        path = format!("{}?{AFTER}=", ListDrops::PATH);
        encode(&next, &mut path);
    }
    client.record.want(&[&rules::LIST_NEXT], "a list of more than one page");
    Some(drops)
}

/// Whether the products, asked on their own, know the deals.
pub(super) async fn prices(client: &mut Client<'_>, seen: &mut Seen) {
    let Some(now) = client.now() else { return };
    for drop in seen.drops.iter().filter(|drop| drop.closes_at > now) {
        for deal in &drop.deals {
            let whole = seen.whole.iter().filter(|product| product.id == deal.product.id);
            for product in whole.chain([&deal.product]) {
                let variants = product.variants.iter().filter(|v| v.id == deal.variant);
                let known = variants.flat_map(|variant| &variant.offers).any(|offer| {
                    offer.deal.as_ref() == Some(&deal.id)
                        && offer.price == deal.price
                        && offer.opens_at == Some(drop.opens_at)
                        && offer.closes_at == Some(drop.closes_at)
                });
                let at = format!("{} {} {}", ListDrops::PATH, drop.id, product.id);
                let got = "no such offer";
                client.record.check(&rules::DEAL_OFFER, &at, known, wanted(deal), got);
            }
        }
    }
    client.record.want(&[&rules::DEAL_OFFER], "a deal that is open or announced");
}

fn wanted(deal: &Deal) -> String {
    let price = deal.price.amount;
    format!("an offer of {} with deal {}, price {price}, the drop's window", deal.variant, deal.id)
}
