//! The storefront: what every page needs.

use picklive_contract::{
    Endpoint as _, Text,
    storefront::{Capability, GetStorefront, Storefront},
};

use super::{Seen, unique};
use crate::{
    client::Client,
    report::Record,
    rules::{self, Rule},
};

/// Rules that need a storefront that can be read.
const OWN: [&Rule; 8] = [
    &rules::STOREFRONT_NAME,
    &rules::LANGUAGES,
    &rules::ZONE,
    &rules::PUBLISH_AT,
    &rules::SHIPPING,
    &rules::POLICIES,
    &rules::METHODS,
    &rules::CONTACT_KINDS,
];

pub(super) async fn check(client: &mut Client<'_>, seen: &mut Seen) {
    let read = client.read::<Storefront>(GetStorefront::PATH, &rules::STOREFRONT).await;
    let Some((storefront, answer)) = read else {
        client.record.want(&OWN, "a storefront that can be read");
        client.record.want(&[&rules::MONEY_CURRENCY], "the storefront's currency");
        return;
    };
    client.currency = Some(storefront.currency);
    let (record, at) = (&mut *client.record, answer.at.as_str());
    let name = storefront.name.is_empty();
    record.check(&rules::STOREFRONT_NAME, at, !name, "a name", "an empty text");
    languages(record, at, &storefront);
    zone(record, at, &storefront);
    shipping(record, at, &storefront);
    policies(record, at, &storefront);
    capabilities(record, at, &storefront);
    seen.storefront = Some(storefront);
}

fn languages(record: &mut Record, at: &str, storefront: &Storefront) {
    if storefront.languages.is_empty() {
        return record.want(&[&rules::LANGUAGES], "languages in the storefront");
    }
    for tag in &storefront.languages {
        let mut parts = tag.split('-');
        let primary = parts.next().is_some_and(|part| {
            (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic())
        });
        let rest = parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        record.check(&rules::LANGUAGES, at, primary && rest, "a tag such as zh or zh-Hans", tag);
    }
    unique(record, &rules::LANGUAGES, at, storefront.languages.iter().cloned());
}

fn zone(record: &mut Record, at: &str, storefront: &Storefront) {
    if let Some(zone) = &storefront.zone {
        let possible = |minutes: i32| (-12 * 60..=14 * 60).contains(&minutes);
        let offsets =
            possible(zone.offset_minutes) && zone.then_offset_minutes.is_none_or(possible);
        let change = zone.changes_at.is_some() == zone.then_offset_minutes.is_some();
        let right = !zone.name.is_empty() && offsets && change;
        record.check(&rules::ZONE, at, right, rules::ZONE.promise, format!("{zone:?}"));
    } else {
        record.want(&[&rules::ZONE], "a zone in the storefront");
    }
    if let Some(hour) = &storefront.publish_at {
        let full = format!("2000-01-01T{hour}:00Z");
        let right = picklive_contract::UnixMillis::parse(&full).is_some();
        record.check(&rules::PUBLISH_AT, at, right, "HH:MM", hour);
    } else {
        record.want(&[&rules::PUBLISH_AT], "publish_at in the storefront");
    }
}

fn shipping(record: &mut Record, at: &str, storefront: &Storefront) {
    let Some(shipping) = &storefront.shipping else {
        return record.want(&[&rules::SHIPPING], "shipping in the storefront");
    };
    for code in &shipping.countries {
        let right = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
        record.check(&rules::SHIPPING, at, right, "two capitals", code);
    }
    unique(record, &rules::SHIPPING, at, shipping.countries.iter().cloned());
}

fn policies(record: &mut Record, at: &str, storefront: &Storefront) {
    if storefront.policies.is_empty() {
        return record.want(&[&rules::POLICIES], "policies in the storefront");
    }
    for policy in &storefront.policies {
        let filled = !policy.id.as_str().is_empty() && told(&policy.title) && told(&policy.text);
        record.check(&rules::POLICIES, at, filled, "id, title and text filled", &policy.id);
    }
    let ids = storefront.policies.iter().map(|policy| policy.id.to_string());
    unique(record, &rules::POLICIES, at, ids);
}

fn told(text: &Text) -> bool {
    !text.is_empty()
}

fn capabilities(record: &mut Record, at: &str, storefront: &Storefront) {
    if storefront.can(&Capability::Orders) {
        let methods = &storefront.payment_methods;
        let labels = methods.iter().all(|way| !way.id.is_empty() && told(&way.label));
        let some = !methods.is_empty() && labels;
        record.check(&rules::METHODS, at, some, rules::METHODS.promise, format!("{methods:?}"));
        unique(record, &rules::METHODS, at, methods.iter().map(|way| way.id.clone()));
    } else {
        record.want(&[&rules::METHODS], "the capability orders");
    }
    if storefront.can(&Capability::Account) {
        let some = !storefront.contact_kinds.is_empty();
        record.check(&rules::CONTACT_KINDS, at, some, "at least one kind", "none");
    } else {
        record.want(&[&rules::CONTACT_KINDS], "the capability account");
    }
}
