//! One wish has one idempotency key until it is answered, so a repeat after a lost answer buys nothing twice.
//!
//! A form that was changed meanwhile is asked for with the same key: if an earlier wording has become an
//! order after all, the server refuses the new one, and the earlier ones are asked for again.

use serde::{Deserialize, Serialize};

/// What was asked for and not yet answered, and the key it was asked with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// What is bought.
    #[serde(default)]
    pub about: String,
    /// Whether by a person: a guest's repeat would be another purchase.
    #[serde(default)]
    pub by_person: bool,
    /// When it was asked for first, by the phone's own clock, in milliseconds.
    #[serde(default)]
    pub at: i64,
    /// The questions as they were sent, the latest first.
    #[serde(default)]
    asked: Vec<String>,
    /// Their key.
    #[serde(default)]
    key: String,
}

impl Wish {
    /// Nothing of a purchase is open.
    pub fn of(about: String) -> Self {
        Self { about, ..Self::default() }
    }

    /// Whether something was asked for that has no answer yet.
    pub fn is_open(&self) -> bool {
        !self.asked.is_empty()
    }

    /// Notes a question, if there is a new one: the key to ask with, a new one from `fresh` when nothing is
    /// open, and all that is open, in the order in which to ask for it.
    pub fn ask(
        &mut self,
        question: Option<String>,
        fresh: impl FnOnce() -> String,
    ) -> (String, Vec<String>) {
        if !self.is_open() {
            self.key = fresh();
        }
        if let Some(question) = question {
            self.asked.retain(|asked| *asked != question);
            self.asked.insert(0, question);
        }
        (self.key.clone(), self.asked.clone())
    }

    /// The key for one question alone: the same for the same question, else a new one from `fresh`.
    pub fn key_for(&mut self, question: String, fresh: impl FnOnce() -> String) -> String {
        if self.asked.first() != Some(&question) {
            self.answered();
        }
        self.ask(Some(question), fresh).0
    }

    /// It was answered for good, with an order or with a refusal: the next one is new, even when it is
    /// worded the same.
    pub fn answered(&mut self) {
        (self.asked, self.key) = (Vec::new(), String::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_same_until_there_is_an_answer() {
        let mut wish = Wish::default();
        let mut count = 0;
        let mut ask = |wish: &mut Wish, question: Option<&str>| {
            let (key, asked) = wish.ask(question.map(Into::into), || {
                count += 1;
                count.to_string()
            });
            format!("{key} {}", asked.concat())
        };
        assert_eq!(ask(&mut wish, Some("a")), "1 a");
        assert_eq!(ask(&mut wish, Some("a")), "1 a");
        assert_eq!(
            ask(&mut wish, Some("b")),
            "1 ba",
            "what was asked before may be an order by now"
        );
        let mut kept: Wish = serde_json::from_str(&serde_json::to_string(&wish).unwrap()).unwrap();
        assert!(kept.is_open(), "also after the page was loaded anew");
        assert_eq!(ask(&mut kept, None), "1 ba");
        kept.answered();
        assert!(!kept.is_open());
        assert_eq!(ask(&mut kept, Some("b")), "2 b");
        assert_eq!(kept.key_for("b".into(), || "3".into()), "2");
        assert_eq!(
            kept.key_for("c".into(), || "3".into()),
            "3",
            "where each question stands alone"
        );
    }
}
