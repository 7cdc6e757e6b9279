//! Words that a room does not take.

use crate::live::fold::folded;

/// Whether one of the words is in one of the texts.
pub fn has_one(words: &[String], texts: [&str; 2]) -> bool {
    let texts = texts.map(folded);
    // Those that were kept before letters were compared as they are now, are folded once more.
    let words = words.iter().map(|word| folded(word));
    let mut words = words.filter(|word| !word.is_empty());
    words.any(|word| texts.iter().any(|text| text.contains(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_however_it_is_spaced() {
        let words = [folded("Fake"), "假 货".into(), "\u{200b}".into()];
        for bad in [
            "fake",
            "it is F A K E!",
            "ｆａｋｅ",
            "fa\u{200b}ke",
            "全是假　货",
            "Fa\u{ad}Ke",
            "fáke",
        ] {
            assert!(has_one(&words, ["x", bad]), "{bad}");
            assert!(has_one(&words, [bad, "x"]), "{bad}");
        }
        for good in ["", "真货", "fa-ke"] {
            assert!(!has_one(&words, ["x", good]), "{good}");
        }
    }
}
