//! Texts in one or several languages.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A language the app speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Chinese, simplified.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Every language, the default first.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The tag used in texts and in `?lang=`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The tag for `<html lang>` (BCP 47).
    pub fn html(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Reads a tag such as `zh`, `zh-Hans-CN` or `EN-us`.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.trim();
        Self::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(primary))
    }
}

/// A text: on the wire either one string, or an object from language tag to string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// The same in every language.
    Plain(String),
    /// One text a language, with its tag; a handful at most, so a list is the smallest map.
    Each(Vec<(String, String)>),
}

impl Text {
    /// A text in Chinese and English.
    pub fn both(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Each([("zh".into(), zh.into()), ("en".into(), en.into())].into())
    }

    /// The text in `lang`, else in any language there is, else empty.
    pub fn get(&self, lang: Lang) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Each(texts) => {
                let exact = texts.iter().find(|(tag, _)| tag == lang.tag());
                let close = || texts.iter().find(|(tag, _)| Lang::parse(tag) == Some(lang));
                exact.or_else(close).or(texts.first()).map_or("", |(_, text)| text)
            }
        }
    }

    /// Whether nothing would be shown in any language.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Plain(text) => text.is_empty(),
            Self::Each(texts) => texts.iter().all(|(_, text)| text.is_empty()),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Plain(text.into())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(text) => to.serialize_str(text),
            Self::Each(texts) => to.collect_map(texts.iter().map(|(tag, text)| (tag, text))),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Text;
            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a string or an object of languages")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text::Plain(text.into()))
            }
            fn visit_map<M: de::MapAccess<'de>>(self, mut map: M) -> Result<Text, M::Error> {
                let mut texts = Vec::new();
                while let Some(entry) = map.next_entry::<String, String>()? {
                    texts.push(entry);
                }
                Ok(Text::Each(texts))
            }
        }
        from.deserialize_any(Visitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "One string, or an object from language tag to string.",
            "anyOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": {"type": "string"}}
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_one_that_is_there() {
        let text: Text = serde_json::from_str(r#"{"zh-Hans":"早安"}"#).unwrap();
        assert_eq!(text.get(Lang::Zh), "早安");
        assert_eq!(text.get(Lang::En), "早安");
        let plain: Text = serde_json::from_str(r#""hello""#).unwrap();
        assert_eq!(plain.get(Lang::Zh), "hello");
        let none: Text = serde_json::from_str("{}").unwrap();
        assert!(none.is_empty() && none.get(Lang::En).is_empty());
    }

    #[test]
    fn tags_are_read_as_browsers_write_them() {
        assert_eq!(Lang::parse("zh-Hans-CN"), Some(Lang::Zh));
        assert_eq!(Lang::parse("EN_us"), Some(Lang::En));
        assert_eq!(Lang::parse("fr"), None);
        assert_eq!(Lang::parse(""), None);
    }
}
