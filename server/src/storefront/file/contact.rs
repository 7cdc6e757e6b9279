//! How people reach the shop, as its file says it.

use std::ops::Range;

use picklive_contract::{Text, address, storefront::ShopContact};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::spanned;
use crate::import::edition::too_long;

/// Longest name in WeChat, in characters.
const WECHAT_MOST: usize = 60;

/// The part `[contact]`; each line may be left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactPart {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wechat: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<Spanned<Text>>,
}

impl ContactPart {
    /// The part that is read as `contact`.
    pub fn of(contact: &ShopContact) -> Self {
        Self {
            email: contact.email.clone().map(spanned),
            phone: contact.phone.clone().map(spanned),
            wechat: contact.wechat.clone().map(spanned),
            hours: contact.hours.clone().map(spanned),
        }
    }

    /// What it says; each mistake is said. `None` when it says nothing.
    pub fn read(&self, say: &mut impl FnMut(Range<usize>, String)) -> Option<ShopContact> {
        let one_line = |text: &str| !text.trim().is_empty() && !text.contains(char::is_control);
        let wechat = |text: &str| one_line(text) && text.chars().count() <= WECHAT_MOST;
        let phone = |text: &str| address::phone_looks_right(text) && one_line(text);
        let email = |text: &str| address::email_looks_right(text) && one_line(text);
        let mut line = |text: &Option<Spanned<String>>, good: &dyn Fn(&str) -> bool, what: &str| {
            let text = text.as_ref()?;
            if !good(text.get_ref()) {
                say(text.span(), format!("“{}” is no {what}", text.get_ref()));
            }
            Some(text.get_ref().trim().to_owned())
        };
        let told = ShopContact {
            email: line(&self.email, &email, "e-mail address"),
            phone: line(&self.phone, &phone, "telephone number"),
            wechat: line(&self.wechat, &wechat, "name in WeChat"),
            hours: self.hours.as_ref().map(|text| text.get_ref().clone()),
        };
        if let Some(hours) = &self.hours {
            if hours.get_ref().is_empty() {
                say(hours.span(), "hours is empty; leave it out or fill it in".into());
            } else if let Some(reason) = too_long(Some(hours.get_ref()), "hours") {
                say(hours.span(), reason);
            }
        }
        (told != ShopContact::default()).then_some(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storefront::{
        file::{read, written},
        settings::Settings,
    };

    fn none(path: &str) -> Result<String, String> {
        Err(format!("{path}: there is no such file"))
    }

    #[test]
    fn what_is_written_is_read_again_the_same() {
        let shop = Settings {
            return_address: Some(Text::both("清晨路 7 号", "7 Morning Road")),
            contact: Some(ShopContact {
                email: Some("hello@shop.example".into()),
                phone: Some("+86 571 8888 0000".into()),
                wechat: Some("qingchen".into()),
                hours: Some(Text::both("9 点到 18 点", "9 to 18")),
            }),
            ..Settings::default()
        };
        let text = written(&shop).unwrap();
        assert_eq!(read(&text, &Settings::default(), none).unwrap(), shop, "{text}");
    }

    #[test]
    fn every_mistake_is_told() {
        let part = "[contact]\nemail = \"me\"\nphone = \"call\"\nwechat = \"\"\nhours = \"\"\n";
        let part: ContactPart = toml::from_str(part.split_once('\n').unwrap().1).unwrap();
        let mut said = Vec::new();
        part.read(&mut |_, reason| said.push(reason));
        assert_eq!(said.len(), 4, "{said:?}");
        assert!(said[0].contains("“me” is no e-mail address"), "{said:?}");
        let empty: ContactPart = toml::from_str("").unwrap();
        assert_eq!(empty.read(&mut |_, _| {}), None);
    }
}
