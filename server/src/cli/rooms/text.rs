//! What is typed for a room: texts in several languages, products with their floor, addresses.

use std::fmt::Display;

use picklive_contract::{
    Currency, Lang, Text,
    account::{Contact, ContactKind},
    live::{Source, SourceKind},
    picture::Picture,
};

use crate::{account::contact, live::rooms::Allowed, money};

/// A text: one for every language, or one each as `zh=…`, `en=…`.
pub fn text(option: &str, typed: &[String]) -> Result<Option<Text>, String> {
    let each: Vec<_> = typed.iter().map(|text| in_language(text)).collect();
    match (typed, each.as_slice()) {
        ([], _) => Ok(None),
        ([plain], [None]) => Ok(Some(Text::Plain(plain.trim().into()))),
        _ => {
            let mut texts = Vec::<(String, String)>::new();
            for found in each {
                let Some((lang, text)) = found else {
                    return Err(format!("{option}: several are one a language: zh=… en=…"));
                };
                if texts.iter().any(|(known, _)| known == lang.tag()) {
                    return Err(format!("{option}: there are two for {}", lang.tag()));
                }
                texts.push((lang.tag().into(), text.trim().into()));
            }
            Ok(Some(Text::Each(texts)))
        }
    }
}

fn in_language(text: &str) -> Option<(Lang, &str)> {
    let (tag, text) = text.split_once('=')?;
    Lang::ALL.into_iter().find(|lang| lang.tag() == tag).map(|lang| (lang, text))
}

/// A product that may be sold, as `HANDLE` or `HANDLE:FLOOR`.
pub fn allowed(typed: &str, currency: Currency) -> Result<Allowed, String> {
    let (product, floor) = match typed.split_once(':') {
        Some((product, floor)) => (product, Some(floor)),
        None => (typed, None),
    };
    let floor = floor.map(|floor| money::parse(floor, currency)).transpose();
    let floor = floor.map_err(|why| format!("--product {typed}: {why}"))?;
    Ok(Allowed { product: product.trim().into(), floor })
}

/// The playlists of a stream, the best first.
pub fn sources(typed: &[String]) -> Vec<Source> {
    let source = |url: &String| Source { kind: SourceKind::Hls, url: url.trim().into() };
    typed.iter().map(source).collect()
}

/// A picture of which no more is known than its address.
pub fn picture(option: &str, url: &str) -> Result<Picture, String> {
    let (url, whole) = (url.trim(), ["https://", "http://", "/"]);
    if !whole.iter().any(|begin| url.starts_with(begin)) || url.contains(char::is_control) {
        return Err(wrong(option, "an address is https://… or /…"));
    }
    Ok(Picture { url: url.into(), width: None, height: None, alt: None })
}

/// A contact in its one spelling: mail, or a telephone number.
pub fn host(typed: &str) -> Result<(ContactKind, String), String> {
    let kind = if typed.contains('@') { ContactKind::Email } else { ContactKind::Phone };
    let value = contact::normal(&Contact { kind: kind.clone(), value: typed.into() });
    let value =
        value.ok_or_else(|| wrong("--host", "write a mail address or a telephone number"))?;
    Ok((kind, value))
}

fn wrong(option: &str, why: impl Display) -> String {
    format!("{option}: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_or_one_a_language() {
        let read = |typed: &[&str]| {
            let typed: Vec<_> = typed.iter().map(|text| (*text).to_owned()).collect();
            text("--title", &typed)
        };
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&["1+1=2"]), Ok(Some(Text::Plain("1+1=2".into()))));
        let both =
            Text::Each([("en".into(), "Tea = life".into()), ("zh".into(), "茶".into())].into());
        assert_eq!(read(&["en=Tea = life", "zh= 茶 "]), Ok(Some(both)));
        assert_eq!(read(&["zh=茶"]), Ok(Some(Text::Each([("zh".into(), "茶".into())].into()))));
        assert!(read(&["zh=a", "b"]).unwrap_err().contains("one a language"));
        assert!(read(&["a", "b"]).unwrap_err().contains("one a language"));
        assert!(read(&["zh=a", "zh=b"]).unwrap_err().contains("two for zh"));
    }

    #[test]
    fn a_product_has_a_floor_or_none() {
        let cny = Currency::parse("CNY").unwrap();
        let read = |typed| allowed(typed, cny).map(|allowed| (allowed.product, allowed.floor));
        assert_eq!(read("tea"), Ok(("tea".into(), None)));
        assert_eq!(read("tea:49.90"), Ok(("tea".into(), Some(4_990))));
        for bad in ["tea:", "tea:x", "tea:1.999", "tea:-1", "tea:1:2"] {
            assert!(read(bad).unwrap_err().starts_with(&format!("--product {bad}: ")), "{bad}");
        }
    }

    #[test]
    fn a_host_is_a_contact() {
        assert_eq!(host(" Li@Mail.Example ").unwrap().1, "li@mail.example");
        assert_eq!(host("+86 138 0013 8000").unwrap().1, "13800138000");
        assert!(host("li").is_err() && host("").is_err() && host("a@").is_err());
    }
}
