//! The shop's settings as a file that its merchant edits: TOML, money as decimals, times in whole minutes.
//!
//! [`written`] writes what [`read`] reads. Every mistake is told with its line, and a file with a mistake
//! changes nothing.

mod check;
mod contact;
mod shipping;
mod tracking;

use std::ops::Range;

use picklive_contract::{PolicyId, Text, picks::Curator, picture::Picture, storefront::Policy};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use shipping::ShippingPart;
use tracking::TrackingPart;

use super::settings::Settings;
use crate::import::{ImportError, Wrong, settle};

/// The file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShopFile {
    currency: Spanned<String>,
    languages: Spanned<Vec<String>>,
    time_zone: Spanned<String>,
    publish_at: Spanned<String>,
    hold_minutes: Spanned<u32>,
    hold_by_hand_minutes: Spanned<u32>,
    return_days: Spanned<u32>,
    name: Spanned<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tagline: Option<Spanned<Text>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_instructions: Option<Spanned<Text>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_address: Option<Spanned<Text>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<Picture>,
    #[serde(skip_serializing_if = "Option::is_none")]
    curator: Option<Curator>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<contact::ContactPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping: Option<ShippingPart>,
    #[serde(default, skip_serializing_if = "TrackingPart::is_empty")]
    tracking: TrackingPart,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    policies: Vec<PolicyPart>,
}

/// A policy: its text stands here, or in files beside this one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyPart {
    id: Spanned<String>,
    title: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
    #[serde(skip_serializing)]
    file: Option<Spanned<Text>>,
}

/// The settings as a file.
///
/// # Errors
/// Never for settings that were read from one.
pub fn written(shop: &Settings) -> Result<String, String> {
    let policies = shop.policies.iter().map(|policy| PolicyPart {
        id: spanned(policy.id.to_string()),
        title: policy.title.clone(),
        text: Some(policy.text.clone()),
        file: None,
    });
    let file = ShopFile {
        currency: spanned(shop.currency.code().to_owned()),
        languages: spanned(shop.languages.clone()),
        time_zone: spanned(shop.zone.clone()),
        publish_at: spanned(shop.publish_at.clone()),
        hold_minutes: spanned(shop.hold_seconds / 60),
        hold_by_hand_minutes: spanned(shop.hold_by_hand_seconds / 60),
        return_days: spanned(shop.return_days),
        name: spanned(shop.name.clone()),
        tagline: shop.tagline.clone().map(spanned),
        payment_instructions: shop.instructions.clone().map(spanned),
        return_address: shop.return_address.clone().map(spanned),
        logo: shop.logo.clone(),
        curator: shop.curator.clone(),
        contact: shop.contact.as_ref().map(contact::ContactPart::of),
        shipping: ShippingPart::written(shop),
        tracking: tracking::written(&shop.tracking),
        policies: policies.collect(),
    };
    toml::to_string_pretty(&file).map_err(|error| error.to_string())
}

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

/// Reads a file into settings; what it does not say of `before` (whether the shop is a demonstration)
/// stays. `other` reads a file that it names, by its path.
///
/// # Errors
/// Every mistake with its line.
pub fn read(
    text: &str,
    before: &Settings,
    other: impl Fn(&str) -> Result<String, String>,
) -> Result<Settings, ImportError> {
    let file: ShopFile = toml::from_str(text).map_err(|error: toml::de::Error| {
        let line = error.span().map(|span| line(text, &span));
        Wrong { line, reason: error.message().to_owned() }
    })?;
    let mut wrong = Vec::new();
    let mut say = |span: Range<usize>, reason: String| {
        wrong.push(Wrong::at(line(text, &span), reason));
    };
    let mut policies = Vec::new();
    for part in &file.policies {
        match policy_text(part, &other) {
            Ok(text) => policies.push(Policy {
                id: PolicyId(part.id.get_ref().clone()),
                title: part.title.clone(),
                text,
            }),
            Err(reason) => say(part.id.span(), reason),
        }
    }
    let settings = check::settings(&file, policies, before, &mut say);
    settle(wrong)?;
    settings.ok_or_else(|| ImportError::Failed("the file cannot be used".into()))
}

fn line(text: &str, span: &Range<usize>) -> u64 {
    1 + text.get(..span.start).map_or(0, |upto| upto.matches('\n').count()) as u64
}

fn policy_text(
    part: &PolicyPart,
    other: impl Fn(&str) -> Result<String, String>,
) -> Result<Text, String> {
    let id = part.id.get_ref();
    match (&part.text, &part.file) {
        (Some(text), None) => Ok(text.clone()),
        (None, Some(file)) => Ok(match file.get_ref() {
            Text::Plain(path) => Text::Plain(other(path)?),
            Text::Each(paths) => {
                let read = |(tag, path): &(String, String)| Ok((tag.clone(), other(path)?));
                Text::Each(paths.iter().map(read).collect::<Result<_, String>>()?)
            }
        }),
        _ => Err(format!("the policy {id} has either a text or a file")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::address::Region;

    fn none(path: &str) -> Result<String, String> {
        Err(format!("{path}: there is no such file"))
    }

    fn mistakes(text: &str) -> Vec<String> {
        match read(text, &Settings::default(), none) {
            Err(ImportError::Input(wrong)) => wrong.iter().map(ToString::to_string).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_written_is_read_again_the_same() {
        let mut shop = Settings {
            shipping_fee: 1_050,
            free_from: Some(19_900),
            excluded: vec![Region {
                country: "CN".into(),
                province: "西藏".into(),
                city: "那曲".into(),
                district: String::new(),
            }],
            instructions: Some(Text::both("转到 1234", "Transfer to 1234")),
            curator: Some(Curator { name: "沈未晞".into(), title: None, face: None }),
            policies: vec![Policy {
                id: PolicyId("returns".into()),
                title: Text::both("退换", "Returns"),
                text: Text::both("七天。\n\n可退。", "Seven \"days\".\n\nYes."),
            }],
            ..Settings::default()
        };
        let text = written(&shop).unwrap();
        assert!(text.contains("fee = \"10.50\""), "{text}");
        assert_eq!(read(&text, &Settings::default(), none).unwrap(), shop, "{text}");
        (shop.countries, shop.shipping_fee, shop.free_from) = (Vec::new(), 0, None);
        shop.excluded.clear();
        let text = written(&shop).unwrap();
        assert_eq!(read(&text, &Settings::default(), none).unwrap(), shop, "{text}");
    }

    #[test]
    fn every_mistake_has_its_line() {
        let good = written(&Settings::default()).unwrap();
        let line = |word: &str| 1 + good.lines().position(|line| line.starts_with(word)).unwrap();
        for (word, bad, says) in [
            ("currency", "currency = \"yuan\"", "three capital letters"),
            ("languages", "languages = []", "at least one"),
            ("time_zone", "time_zone = \"Mars/Olympus\"", "no time zone"),
            ("publish_at", "publish_at = \"25:00\"", "HH:MM"),
            ("publish_at", "publish_at = \"7:00\"", "HH:MM"),
            ("hold_minutes", "hold_minutes = 0", "1 to"),
            ("hold_minutes", "hold_minutes = \"x\"", "expected u32"),
            ("fee", "fee = \"1.005\"", "decimals"),
            ("fee", "fee = \"-1\"", "no sum of money"),
            ("countries", "countries = [\"China\"]", "two capital letters"),
        ] {
            let start = good.find(&format!("\n{word}")).map_or(0, |at| at + 1);
            let first = good[start..].lines().next().unwrap();
            let close = if first.ends_with('[') { "]" } else { first };
            let end = start + good[start..].find(close).unwrap() + close.len();
            let wrong = mistakes(&format!("{}{bad}{}", &good[..start], &good[end..]));
            let place = format!("line {}: ", line(word));
            assert!(wrong.len() == 1 && wrong[0].starts_with(&place), "{bad}: {wrong:?}");
            assert!(wrong[0].contains(says), "{bad}: {wrong:?}");
        }
        assert!(mistakes("colour = 1")[0].contains("unknown field"));
        for (part, says) in [
            ("country = \"CN\"\nprovinze = \"西藏\"", "unknown field"),
            ("country = \"CN\"", "leave it out of countries"),
            ("country = \"SG\"\ncity = \"x\"", "SG is not among the countries"),
            ("country = \"CN\"\ndistrict = \"墨脱县\"", "names its province"),
            ("country = \"CN\"\nprovince = \"—\"", "is no name"),
        ] {
            let wrong = mistakes(&format!("{good}\n[[shipping.excluded]]\n{part}\n"));
            assert!(wrong.len() == 1 && wrong[0].contains(says), "{part}: {wrong:?}");
        }
        let policy = "\n[[policies]]\nid = \"returns\"\ntitle = \"x\"\nfile = \"r.txt\"\n";
        assert!(mistakes(&format!("{good}{policy}"))[0].contains("r.txt: there is no such file"));
        let file = |_: &str| Ok("seven days".to_owned());
        let read = read(&format!("{good}{policy}"), &Settings::default(), file).unwrap();
        assert_eq!(read.policies[0].text, Text::Plain("seven days".into()));
    }
}
