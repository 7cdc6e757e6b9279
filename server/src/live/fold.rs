//! What of a text can be seen, and a text as it is compared.

use unicode_normalization::UnicodeNormalization;

/// A text as it is compared: without case and the width of letters, without marks on them, without blanks and what
/// cannot be seen between them.
pub fn folded(text: &str) -> String {
    let plain = text.nfkd().flat_map(char::to_lowercase);
    plain.filter(|c| !is_blank(*c) && !is_mark(*c) && !c.is_control()).nfc().collect()
}

/// Whether a character is nothing to see: a blank, or one that joins, parts or varies others.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character is set over, under or through the one before it. The vowel signs of scripts that write with
/// them are letters of their words and stay, as do the voiced signs of kana.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_cannot_be_seen_and_marks_make_no_other_word() {
        for same in [
            "fake",
            "FAKE",
            "ｆａｋｅ",
            "f a\tk\u{a0}e",
            "fa\u{200b}ke",
            "fa\u{ad}ke",
            "f\u{34f}ake",
            "fa\u{2062}ke",
            "fa\u{e0020}ke",
            "fa\u{2800}ke",
            "fake\u{fe0f}",
            "fa\u{180e}ke",
            "f\u{336}a\u{336}k\u{336}e\u{336}",
            "fáké",
            "fa\u{301}ke\u{323}",
            "f\u{20dd}ake",
            "𝐟𝐚𝐤𝐞",
            "fa\u{202e}ke",
            "fa\u{115f}ke",
            "fa\u{3164}ke",
        ] {
            assert_eq!(folded(same), "fake", "{same:?}");
        }
        assert_eq!(folded("假\u{200d}货\u{fe0f}"), "假货");
    }

    #[test]
    fn words_that_differ_still_do() {
        for (one, other) in
            [("か", "が"), ("가", "각"), ("कि", "का"), ("fa-ke", "fake"), ("é", "f")]
        {
            assert_ne!(folded(one), folded(other));
            assert!(!folded(other).contains(&folded(one)), "{one} {other}");
        }
        for word in ["が", "각", "कि", "真货", "straße"] {
            assert_eq!(folded(&folded(word)), folded(word), "{word}");
        }
        assert_eq!(folded("İ"), folded("i"));
    }
}
