//! What host and audience do: a file that people write.

use std::{collections::BTreeMap, fs, path::Path};

use picklive_contract::{
    Lang, ProductId,
    comments::{COMMENT_MAX, NAME_MAX},
    host::{Act, ActKind},
};
use serde::{Deserialize, Deserializer, de::Error};

/// The demo room's own.
const DEMO: &str = include_str!("../../../demo/live/rehearsal.toml");
/// What stands for the id of the audience's latest comment, which nobody knows beforehand.
pub const LATEST: &str = "latest";

/// A script.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// The host's contact.
    pub host: Option<String>,
    /// After how many seconds the acts begin again; they are played once when it is left out.
    pub repeat: Option<f64>,
    /// What the host does, by time.
    #[serde(default)]
    pub acts: Vec<Timed>,
    /// How the audience speaks.
    pub voices: Vec<Voice>,
}

/// An act and its time.
#[derive(Clone, Debug, Deserialize)]
pub struct Timed {
    /// Seconds after the begin.
    pub at: f64,
    /// What is done, as the contract has it.
    #[serde(flatten)]
    pub act: Act,
}

/// People who speak one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voice {
    /// Which.
    #[serde(deserialize_with = "lang")]
    pub lang: Lang,
    /// What they call themselves. How many there are of each language is how often it is heard.
    pub names: Vec<String>,
    /// What they say at any time.
    pub sentences: Vec<String>,
    /// What they say while a product is shown.
    #[serde(default)]
    pub about: BTreeMap<ProductId, Vec<String>>,
}

fn lang<'de, D: Deserializer<'de>>(from: D) -> Result<Lang, D::Error> {
    let tag = String::deserialize(from)?;
    Lang::parse(&tag).ok_or_else(|| D::Error::custom(format!("nobody here speaks {tag}")))
}

impl Script {
    /// The demo room's.
    ///
    /// # Errors
    /// When it is not as described here.
    pub fn demo() -> Result<Self, String> {
        Self::parse("the demo room's script", DEMO)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn read(file: &Path) -> Result<Self, String> {
        let name = file.display().to_string();
        let text = fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
        Self::parse(&name, &text)
    }

    fn parse(name: &str, text: &str) -> Result<Self, String> {
        let script: Self = toml::from_str(text)
            .map_err(|error| format!("{name}: {}", error.to_string().trim()))?;
        script.check().map_err(|wrong| format!("{name}: {wrong}"))?;
        Ok(script)
    }

    fn check(&self) -> Result<(), String> {
        let mut before = 0.0;
        for Timed { at, act } in &self.acts {
            if !(before..=86_400.0).contains(at) {
                return Err(format!("acts stand in the order of their times, in a day: {at} s"));
            }
            before = *at;
            if let ActKind::Other(word) = &act.kind {
                return Err(format!("there is no act {word}"));
            }
            if act.kind == ActKind::End && self.repeat.is_some() {
                return Err("a room that ended does not begin again: no end with repeat".into());
            }
        }
        if self.repeat.is_some_and(|repeat| repeat.is_nan() || repeat <= before) {
            return Err("repeat is later than the last act".into());
        }
        if !self.voices.iter().any(|voice| !voice.names.is_empty()) {
            return Err("nobody has a name".into());
        }
        self.voices.iter().try_for_each(Voice::check)
    }

    /// The voice and name of the nth of the audience: names come again with a number.
    pub fn person(&self, nth: usize) -> Option<(&Voice, String)> {
        let names =
            self.voices.iter().flat_map(|voice| voice.names.iter().map(move |n| (voice, n)));
        let many = names.clone().count();
        let (voice, name) = names.clone().nth(nth.checked_rem(many)?)?;
        let again = nth / many;
        Some((voice, if again == 0 { name.clone() } else { format!("{name} {}", again + 1) }))
    }
}

/// Characters that are left for the number behind a name.
const NUMBER: usize = 6;

impl Voice {
    fn check(&self) -> Result<(), String> {
        let lang = self.lang.tag();
        if self.sentences.is_empty() {
            return Err(format!("the voice {lang} has nothing to say"));
        }
        let fits = |text: &String, most| (1..=most).contains(&text.chars().count());
        if let Some(name) = self.names.iter().find(|name| !fits(name, NAME_MAX - NUMBER)) {
            return Err(format!("a name has 1 to {} characters: {name}", NAME_MAX - NUMBER));
        }
        let mut all = self.sentences.iter().chain(self.about.values().flatten());
        match all.find(|text| !fits(text, COMMENT_MAX)) {
            Some(text) => Err(format!("a sentence has 1 to {COMMENT_MAX} characters: {text}")),
            None => Ok(()),
        }
    }

    /// What can be said now.
    pub fn says(&self, shown: Option<&ProductId>) -> impl Iterator<Item = &str> {
        let about = shown.and_then(|product| self.about.get(product)).into_iter().flatten();
        self.sentences.iter().chain(about).map(String::as_str)
    }
}

#[cfg(test)]
mod tests;
