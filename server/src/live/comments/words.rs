//! Words that a room does not take.

use unicode_normalization::UnicodeNormalization;

/// A text as it is compared: without case, without the width of letters, without blanks and what cannot be seen
/// between them.
pub fn folded(text: &str) -> String {
    let plain = text.nfkc().flat_map(char::to_lowercase);
    plain.filter(|c| !c.is_whitespace() && !is_hidden(*c)).collect()
}

/// Whether one of the words, folded, is in one of the texts.
pub fn has_one(words: &[String], texts: [&str; 2]) -> bool {
    let texts = texts.map(folded);
    words.iter().any(|word| texts.iter().any(|text| text.contains(word.as_str())))
}

fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}'
        | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_however_it_is_spaced() {
        let words = [folded("Fake"), folded("假 货")];
        for bad in
            ["fake", "it is F A K E!", "ｆａｋｅ", "fa\u{200b}ke", "全是假　货", "Fa\u{ad}Ke"]
        {
            assert!(has_one(&words, ["x", bad]), "{bad}");
            assert!(has_one(&words, [bad, "x"]), "{bad}");
        }
        for good in ["", "真货", "fa-ke"] {
            assert!(!has_one(&words, ["x", good]), "{good}");
        }
    }
}
