//! A sentence, and how sentences are declared.

use picklive_contract::Lang;

/// What stands between the modules in a file of sentences.
pub(super) const BETWEEN: &str = "\n#\n";

/// A sentence in every language. One text with a line each, not two: it is handed on in half the room
/// wherever a sentence is said (`docs/decisions/0004-small-wasm.md`).
#[cfg(not(picklive_lean))]
#[derive(Clone, Copy, Debug)]
pub struct Say(&'static str);

/// A sentence by its number, in the app that people get: the texts of the page's language come beside it.
#[cfg(picklive_lean)]
#[derive(Clone, Copy, Debug)]
pub struct Say(u16);

/// The texts that came beside the program, by module and place in it.
#[cfg(picklive_lean)]
static TEXTS: Texts = Texts::new();

/// Those that come behind them, for a part of the widget that does.
#[cfg(all(picklive_lean, feature = "widget"))]
static REST: Texts = Texts::new();

#[cfg(picklive_lean)]
type Texts = std::sync::OnceLock<Vec<Vec<&'static str>>>;

impl Say {
    /// A sentence by its two texts, with a line break between them.
    #[cfg(not(picklive_lean))]
    pub(super) const fn of(both: &'static str) -> Self {
        Self(both)
    }

    /// The sentence at a place (from 0, below 256) in a module.
    #[cfg(picklive_lean)]
    pub(super) const fn at(module: u16, place: u16) -> Self {
        assert!(place < 256, "a module has too many sentences");
        Self(module << 8 | place)
    }

    /// The sentence in `lang`.
    #[cfg(not(picklive_lean))]
    #[inline(never)]
    pub fn to(self, lang: Lang) -> &'static str {
        let (zh, en) = self.0.split_once('\n').unwrap_or((self.0, self.0));
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The sentence, in the one language there is.
    #[cfg(picklive_lean)]
    #[inline(never)]
    pub fn to(self, _: Lang) -> &'static str {
        let text = self.found(&TEXTS);
        #[cfg(feature = "widget")]
        let text = text.filter(|text| !text.is_empty()).or_else(|| self.found(&REST));
        text.unwrap_or("")
    }

    #[cfg(picklive_lean)]
    fn found(self, texts: &'static Texts) -> Option<&'static str> {
        texts.get()?.get(usize::from(self.0 >> 8))?.get(usize::from(self.0 & 255)).copied()
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

/// Takes the texts that came beside the program; a build that has its own leaves them alone.
pub fn learn(texts: Option<String>) {
    #[cfg(picklive_lean)]
    read(&TEXTS, texts.unwrap_or_default());
    #[cfg(not(picklive_lean))]
    drop(texts);
}

/// Takes those that come behind them.
#[cfg(all(picklive_lean, feature = "widget"))]
pub fn learn_rest(texts: String) {
    read(&REST, texts);
}

#[cfg(picklive_lean)]
fn read(into: &Texts, texts: String) {
    // Rooms of one program come here one after the other, with the same texts.
    if into.get().is_none() {
        let module = |module: &'static str| module.split('\n').collect();
        let _ = into.set(String::leak(texts).split(BETWEEN).map(module).collect());
    }
}

/// Declares the sentences of a module, which has a number of its own: `in 3; NAME: "中文", "English";`
#[cfg(not(picklive_lean))]
macro_rules! say {
    (in $place:literal; $($(#[$meta:meta])* $name:ident: $zh:literal, $en:literal;)+) => {
        $(
            $(#[$meta])*
            #[doc = concat!("“", $en, "”")]
            pub const $name: crate::text::Say = crate::text::Say::of(concat!($zh, "\n", $en));
        )+
        pub(super) const MODULE: u16 = $place;
        pub(super) const SENTENCES: &[crate::text::Say] = &[$($name),+];
    };
}

/// The same by numbers alone.
#[cfg(picklive_lean)]
macro_rules! say {
    (in $place:literal; $($(#[$meta:meta])* $name:ident: $zh:literal, $en:literal;)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "named as what they number")]
        enum At { $($name),+ }
        $(
            $(#[$meta])*
            #[doc = concat!("“", $en, "”")]
            pub const $name: crate::text::Say = crate::text::Say::at($place, At::$name as u16);
        )+
    };
}
pub(super) use say;

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
