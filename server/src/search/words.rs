//! How texts are compared: letters of either case, with or without accents, full or half width are the same,
//! and Chinese, which has no spaces, is cut between its characters.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A text in the form in which it is compared.
pub fn folded(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    plain.collect()
}

/// Whether a character is of a script that is written without spaces.
pub fn stands_alone(c: char) -> bool {
    // Kana, the ideographs with their extensions, and those of compatibility; Hangul has spaces.
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3134f}')
}

/// The words of a folded text: runs of letters and digits, and runs of characters that stand alone.
pub fn words(folded: &str) -> Vec<&str> {
    let mut all = Vec::new();
    for run in folded.split(|c: char| !c.is_alphanumeric()) {
        let mut start = 0;
        let mut before = None;
        for (at, c) in run.char_indices() {
            if before.is_some_and(|before| before != stands_alone(c)) {
                all.push(&run[start..at]);
                start = at;
            }
            before = Some(stands_alone(c));
        }
        if start < run.len() {
            all.push(&run[start..]);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_width_make_no_difference() {
        for text in ["Café", "CAFE", "ｃａｆé", "cafe"] {
            assert_eq!(folded(text), "cafe", "{text}");
        }
        assert_eq!(folded("亚麻裙 ①"), "亚麻裙 1");
    }

    #[test]
    fn chinese_is_cut_from_what_stands_beside_it() {
        assert_eq!(words("2026亚麻连衣裙 m-size, 白"), ["2026", "亚麻连衣裙", "m", "size", "白"]);
        assert_eq!(words("  "), Vec::<&str>::new());
    }
}
