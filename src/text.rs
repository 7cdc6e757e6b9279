//! Every sentence a person reads, in every language, in one table a feature.
//!
//! Numbers, money and dates are written by [`money()`] and [`moment`]: the first screen is drawn by the
//! server, and what the browser's `Intl` writes differs between engines, so it would flicker.

pub mod account;
pub mod checkout;
pub mod deals;
pub mod errors;
mod money;
pub mod orders;
pub mod picks;
pub mod product;
pub mod shell;
mod time;

use picklive_contract::Lang;

pub use money::money;
pub use time::{countdown, day, day_short, hour, moment, when};

/// A sentence in every language.
#[derive(Clone, Copy, Debug)]
pub struct Say {
    zh: &'static str,
    en: &'static str,
}

impl Say {
    /// The sentence in `lang`.
    pub fn to(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// The sentence with each `{}` filled in turn.
    pub fn with(self, lang: Lang, values: &[&str]) -> String {
        let mut parts = self.to(lang).split("{}");
        let mut out = String::from(parts.next().unwrap_or(""));
        let mut values = values.iter();
        for part in parts {
            out.push_str(values.next().copied().unwrap_or(""));
            out.push_str(part);
        }
        out
    }
}

/// Declares sentences: `NAME: "中文", "English";`
macro_rules! say {
    ($($(#[$meta:meta])* $name:ident: $zh:literal, $en:literal;)+) => {$(
        $(#[$meta])*
        #[doc = concat!("“", $en, "”")]
        pub const $name: crate::text::Say = crate::text::Say { zh: $zh, en: $en };
    )+};
}
use say;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_turn_and_missing_ones_left_out() {
        let say = Say { zh: "还剩 {} 件，共 {} 件", en: "{} of {} left" };
        assert_eq!(say.with(Lang::En, &["3", "10"]), "3 of 10 left");
        assert_eq!(say.with(Lang::Zh, &["3"]), "还剩 3 件，共  件");
        assert_eq!(say.with(Lang::En, &["{}", "b", "c"]), "{} of b left");
    }
}
