//! One wish has one idempotency key, on every repeat: so a repeat after a lost answer buys nothing twice.

use serde::{Deserialize, Serialize};

/// What was asked for last, and the key it was asked with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// The question as it was sent.
    body: String,
    /// Its key.
    key: String,
}

impl Wish {
    /// The key for a question: the same for the same question, else a new one from `fresh`.
    pub fn key_for(&mut self, body: String, fresh: impl FnOnce() -> String) -> String {
        if self.key.is_empty() || self.body != body {
            *self = Self { body, key: fresh() };
        }
        self.key.clone()
    }

    /// The wish was answered for good, with what it wanted or with a refusal: the next one is new, even
    /// when it is worded the same.
    pub fn answered(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_has_the_same_key_and_a_changed_form_another() {
        let mut wish = Wish::default();
        let mut count = 0;
        let mut key = |wish: &mut Wish, body: &str| {
            wish.key_for(body.into(), || {
                count += 1;
                count.to_string()
            })
        };
        assert_eq!(key(&mut wish, "a"), "1");
        assert_eq!(key(&mut wish, "a"), "1");
        assert_eq!(key(&mut wish, "b"), "2");
        let mut kept: Wish = serde_json::from_str(&serde_json::to_string(&wish).unwrap()).unwrap();
        assert_eq!(key(&mut kept, "b"), "2", "also after the page was loaded anew");
        kept.answered();
        assert_eq!(key(&mut kept, "b"), "3");
    }
}
