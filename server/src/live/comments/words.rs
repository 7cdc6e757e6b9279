//! Words that a room does not take.

use crate::live::fold::{bare, folded};

/// A word as it is kept: its parts as they are compared, with a blank between them. Empty when it is none.
pub fn kept(word: &str) -> String {
    let parts: Vec<String> = word.split_whitespace().map(folded).collect();
    parts.join(" ").trim().into()
}

/// Whether one of the words is in one of the texts, as it is or without marks.
pub fn has_one(words: &[String], texts: [&str; 2]) -> bool {
    [folded, bare].into_iter().any(|form: fn(&str) -> String| {
        let texts = texts.map(form);
        // Those that were kept before letters were compared as they are now, are folded once more.
        let mut words = words.iter().map(|word| form(word)).filter(|word| !word.is_empty());
        words.any(|word| texts.iter().any(|text| text.contains(&word)))
    })
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

    #[test]
    fn usual_disguises_are_found_and_other_words_are_not() {
        let found = |word: &str, text: &str| has_one(&[kept(word)], ["x", text]);
        for (word, text) in [
            ("fake", "FÁKÉ!"),
            ("fake", "f á k é"),
            ("fake", "f\u{336}a\u{336}k\u{336}e\u{336}"),
            ("scam", "it is a scám"),
            ("café", "cafe"),
            ("cafe", "Café"),
            ("скидка", "Ски\u{301}дка"),
            ("мой", "МОИ\u{306}"),
            ("lừa đảo", "LỪA ĐẢO"),
            ("lừa đảo", "lừađảo"),
            ("lừa đảo", "l\u{200b}ừa  đảo"),
            ("mà", "ma\u{300}"),
        ] {
            assert!(found(word, text), "{word} in {text}");
        }
        for (word, text) in [
            ("мои", "мой"),
            ("мой", "мои"),
            ("все", "всё"),
            ("ма", "мӑ"),
            ("ma", "má ơi"),
            ("má", "mà"),
            ("mà", "ma"),
            ("ma", "mạ"),
            ("ban", "bạn"),
            ("lua dao", "lụa đào"),
            ("lừa đảo", "lúa đạo"),
            ("đu", "du"),
        ] {
            assert!(!found(word, text), "{word} in {text}");
        }
    }
}
