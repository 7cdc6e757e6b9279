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

/// A sentence in every language. One text with a line each, not two: it is handed on in half the room
/// wherever a sentence is said (`docs/decisions/0004-small-wasm.md`).
#[derive(Clone, Copy, Debug)]
pub struct Say(&'static str);

impl Say {
    /// The sentence in `lang`.
    #[inline(never)]
    pub fn to(self, lang: Lang) -> &'static str {
        let (zh, en) = self.0.split_once('\n').unwrap_or((self.0, self.0));
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
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
        pub const $name: crate::text::Say = crate::text::Say(concat!($zh, "\n", $en));
    )+};
}
use say;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_turn_and_missing_ones_left_out() {
        let say = Say("还剩 {} 件，共 {} 件\n{} of {} left");
        assert_eq!(say.with(Lang::En, &["3", "10"]), "3 of 10 left");
        assert_eq!(say.with(Lang::Zh, &["3"]), "还剩 3 件，共  件");
        assert_eq!(say.with(Lang::En, &["{}", "b", "c"]), "{} of b left");
    }
}
