//! Level `read`: the core, the clock, caching, drops, refusals, and what a guest may ask.

mod caching;
mod drops;
mod editions;
mod events;
mod guests;
mod links;
mod offers;
mod problems;
mod products;
mod quotes;
mod regions;
mod room;
mod room_line;
mod room_sources;
mod rooms;
mod search;
mod storefront;
mod time;

use std::collections::BTreeMap;

use picklive_contract::{
    Date, UnixMillis,
    deals::Drop,
    product::Product,
    storefront::{Capability, Storefront},
};

use crate::{Options, client::Client, report::Record, rules};

/// What the run has read so far and later checks need.
#[derive(Default)]
pub(crate) struct Seen {
    /// The storefront, if it could be read.
    storefront: Option<Storefront>,
    /// Products as lists show them, by id, with where that was.
    listed: BTreeMap<String, (Product, String)>,
    /// Products as they answer on their own.
    whole: Vec<Product>,
    /// The drops.
    drops: Vec<Drop>,
}

impl Seen {
    /// For want of what the rules of a capability cannot be checked; nothing when it is there.
    fn lack(&self, capability: &Capability) -> Option<String> {
        match &self.storefront {
            None => Some("a storefront that can be read".into()),
            Some(storefront) if storefront.can(capability) => None,
            Some(_) => Some(format!("the capability {capability}")),
        }
    }

    fn list(&mut self, product: &Product, at: &str) {
        let id = product.id.to_string();
        self.listed.entry(id).or_insert_with(|| (product.clone(), at.to_owned()));
    }

    /// The latest day that has begun in the shop's zone; without a zone, anywhere on earth.
    fn day(&self, now: UnixMillis) -> Date {
        let zone = self.storefront.as_ref().and_then(|storefront| storefront.zone.as_ref());
        let hours = 14 * picklive_contract::time::HOUR;
        let utc = |at: UnixMillis| Date::from_days(at.0.div_euclid(picklive_contract::time::DAY));
        zone.map_or_else(|| utc(now.plus(hours)), |zone| zone.local(now).0)
    }
}

/// Notes under `rule` which of `ids` come twice.
fn unique(
    record: &mut Record,
    rule: &rules::Rule,
    at: &str,
    ids: impl IntoIterator<Item = String>,
) {
    let mut seen = std::collections::BTreeSet::new();
    let twice: Vec<_> = ids.into_iter().filter(|id| !seen.insert(id.clone())).collect();
    if seen.is_empty() {
        return;
    }
    record.check(rule, at, twice.is_empty(), "each once", format!("twice: {}", twice.join(", ")));
}

/// The whole run.
pub(crate) async fn read(client: &mut Client<'_>, options: &Options) {
    let mut seen = Seen::default();
    storefront::check(client, &mut seen).await;
    if !client.answered {
        return;
    }
    caching::check(client).await;
    time::check(client).await;
    editions::check(client, &mut seen).await;
    drops::check(client, &mut seen).await;
    products::check(client, &mut seen, options.products).await;
    drops::prices(client, &mut seen).await;
    links::check(client, &seen).await;
    problems::check(client).await;
    guests::check(client, &seen).await;
    quotes::check(client, &seen).await;
    regions::check(client, &seen).await;
    search::check(client, &seen).await;
    events::check(client, &seen).await;
    rooms::check(client, &seen).await;
}
