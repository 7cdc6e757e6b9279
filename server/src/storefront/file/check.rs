//! What a shop's file must keep to.

use std::ops::Range;

use picklive_contract::{Currency, Text, storefront::Policy};
use toml::Spanned;

use super::{ShopFile, shipping, tracking};
use crate::{
    import::edition::too_long,
    storefront::{settings::Settings, zone::ShopZone},
};

/// Longest hold of an order, in minutes: a week.
const HOLD_MOST: u32 = 7 * 24 * 60;
/// Longest time for returns, in days.
const RETURN_MOST: u32 = 365;
/// Most characters of a policy.
const POLICY_MOST: usize = 50_000;

/// The settings that a file describes; `None` when it does not, and each mistake was said.
pub fn settings(
    file: &ShopFile,
    policies: Vec<Policy>,
    before: &Settings,
    say: &mut impl FnMut(Range<usize>, String),
) -> Option<Settings> {
    let currency = Currency::parse(file.currency.get_ref());
    if currency.is_none() {
        say(file.currency.span(), "a currency is three capital letters, e.g. CNY".into());
    }
    texts(file, say);
    calendar(file, say);
    codes(&file.languages, "a language is a tag, e.g. zh", is_language, say);
    for (number, name) in
        [(&file.hold_minutes, "hold_minutes"), (&file.hold_by_hand_minutes, "hold_by_hand_minutes")]
    {
        if !(1..=HOLD_MOST).contains(number.get_ref()) {
            say(number.span(), format!("{name} are 1 to {HOLD_MOST}"));
        }
    }
    if *file.return_days.get_ref() > RETURN_MOST {
        say(file.return_days.span(), format!("return_days are at most {RETURN_MOST}"));
    }
    for (at, part) in file.policies.iter().enumerate() {
        let id = part.id.get_ref();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || id.len() > 40 || !id.chars().all(plain) {
            say(part.id.span(), "the id of a policy is small letters, digits and hyphens".into());
        }
        if file.policies.iter().take(at).any(|other| other.id.get_ref() == id) {
            say(part.id.span(), format!("there are two policies {id}"));
        }
    }
    let long = |text: &Text| each(text).any(|text| text.chars().count() > POLICY_MOST);
    for (policy, part) in policies.iter().zip(&file.policies) {
        if policy.title.is_empty() || policy.text.is_empty() || long(&policy.text) {
            let reason = format!("a policy has a title, and 1 to {POLICY_MOST} characters");
            say(part.id.span(), reason);
        }
    }
    let shipping::Checked { fee, free_from, countries, excluded } =
        shipping::checked(file.shipping.as_ref(), currency, say)?;
    Some(Settings {
        name: file.name.get_ref().clone(),
        tagline: file.tagline.as_ref().map(|text| text.get_ref().clone()),
        logo: file.logo.clone(),
        curator: file.curator.clone(),
        currency: currency?,
        languages: file.languages.get_ref().clone(),
        zone: file.time_zone.get_ref().clone(),
        publish_at: file.publish_at.get_ref().clone(),
        hold_seconds: file.hold_minutes.get_ref().saturating_mul(60),
        hold_by_hand_seconds: file.hold_by_hand_minutes.get_ref().saturating_mul(60),
        return_days: *file.return_days.get_ref(),
        return_address: file.return_address.as_ref().map(|text| text.get_ref().clone()),
        contact: file.contact.as_ref().and_then(|part| part.read(say)),
        countries,
        excluded,
        shipping_fee: fee,
        free_from,
        tracking: tracking::read(&file.tracking, say),
        policies,
        instructions: file.payment_instructions.as_ref().map(|text| text.get_ref().clone()),
        demo: before.demo,
    })
}

fn texts(file: &ShopFile, say: &mut impl FnMut(Range<usize>, String)) {
    let some = [
        (Some(&file.name), "name"),
        (file.tagline.as_ref(), "tagline"),
        (file.payment_instructions.as_ref(), "payment_instructions"),
        (file.return_address.as_ref(), "return_address"),
    ];
    for (text, name) in some {
        let Some(text) = text else { continue };
        if text.get_ref().is_empty() {
            say(text.span(), format!("{name} is empty; leave it out or fill it in"));
        } else if let Some(reason) = too_long(Some(text.get_ref()), name) {
            say(text.span(), reason);
        }
    }
}

fn calendar(file: &ShopFile, say: &mut impl FnMut(Range<usize>, String)) {
    let zone = file.time_zone.get_ref();
    if ShopZone::named(zone).is_err() {
        say(file.time_zone.span(), format!("there is no time zone “{zone}”; e.g. Asia/Shanghai"));
    }
    let hour = file.publish_at.get_ref().split_once(':');
    let two = |text: &str, most: u8| {
        text.len() == 2 && text.parse::<u8>().is_ok_and(|number| number <= most)
    };
    if !hour.is_some_and(|(hour, minute)| two(hour, 23) && two(minute, 59)) {
        say(file.publish_at.span(), "publish_at is HH:MM, e.g. 07:00".into());
    }
}

/// Checks a list of codes, each once and at least one.
pub fn codes(
    list: &Spanned<Vec<String>>,
    what: &str,
    good: fn(&str) -> bool,
    say: &mut impl FnMut(Range<usize>, String),
) {
    let all = list.get_ref();
    let twice = |at: usize| all.iter().take(at).any(|other| *other == all[at]);
    if all.is_empty() {
        say(list.span(), format!("there is at least one: {what}"));
    } else if let Some(odd) = all.iter().find(|code| !good(code)) {
        say(list.span(), format!("“{odd}”: {what}"));
    } else if (0..all.len()).any(twice) {
        say(list.span(), "each is there once".into());
    }
}

fn is_language(tag: &str) -> bool {
    let part = |part: &str| {
        (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    tag.split('-').all(part)
}

fn each(text: &Text) -> impl Iterator<Item = &str> {
    let texts: Vec<&str> = match text {
        Text::Plain(text) => vec![text],
        Text::Each(each) => each.iter().map(|(_, text)| text.as_str()).collect(),
    };
    texts.into_iter()
}
