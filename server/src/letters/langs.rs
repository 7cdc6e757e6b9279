//! The languages of letters.

use picklive_contract::Lang;

use crate::storefront::settings::Settings;

/// The languages somebody is written to in: their own, or the shop's where they have said none.
pub struct Langs(Vec<Lang>);

impl Langs {
    /// Those of somebody who may have said one.
    pub fn of(shop: &Settings, said: Option<&str>) -> Self {
        Self(said.and_then(Lang::parse).map_or_else(|| shop.langs(), |lang| vec![lang]))
    }

    /// That of a short message, which has room for one.
    pub fn first(&self) -> Lang {
        self.0.first().copied().unwrap_or_default()
    }

    /// A mail's subject in all of them.
    pub fn subject(&self, say: impl Fn(Lang) -> String) -> String {
        self.each(say, " · ")
    }

    /// A mail's text in all of them.
    pub fn mail(&self, say: impl Fn(Lang) -> String) -> String {
        self.each(say, "\n\n——\n\n")
    }

    fn each(&self, say: impl Fn(Lang) -> String, between: &str) -> String {
        self.0.iter().map(|lang| say(*lang)).collect::<Vec<_>>().join(between)
    }
}
