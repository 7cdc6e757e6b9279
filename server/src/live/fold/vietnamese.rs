//! What a Vietnamese word can look like. Its tones make other words of the same letters, and nothing tells them from
//! the marks that somebody hangs over an English word but where they stand.

use unicode_normalization::UnicodeNormalization;

/// What a syllable can begin with.
const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
];
/// Its vowels, without a tone.
const NUCLEI: &[&str] = &[
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây",
    "eo", "êu", "ia", "iê", "iêu", "iu", "oa", "oai", "oao", "oay", "oă", "oe", "oeo", "oi", "oo",
    "ôi", "ơi", "ua", "uâ", "uây", "uê", "ui", "uô", "uôi", "uơ", "uy", "uya", "uyê", "uyu", "ưa",
    "ưi", "ưu", "ươ", "ươi", "ươu", "yê", "yêu", "uau", "ue",
];
/// What it can end with.
const CODAS: &[&str] = &["", "m", "n", "ng", "nh"];
/// What it can end with when its tone is one of the two that rise or fall short.
const STOPS: &[&str] = &["c", "ch", "p", "t"];

const ACUTE: char = '\u{301}';
const DOT: char = '\u{323}';

/// Whether small letters, put together as far as they can be, are one syllable, with one tone at most.
pub fn is_syllable(word: &str) -> bool {
    let (mut tone, mut shape, mut base) = (None, String::new(), ' ');
    for c in word.nfd() {
        if !matches!(c, '\u{300}' | ACUTE | '\u{303}' | '\u{309}' | DOT) {
            base = if c.is_alphabetic() { c } else { base };
            shape.push(c);
        } else if tone.replace(c).is_some() || !"aeiouy".contains(base) {
            return false;
        }
    }
    let shape: String = shape.nfc().collect();
    let stops = if matches!(tone, Some(ACUTE | DOT)) { STOPS } else { &[] };
    ONSETS.iter().filter_map(|onset| shape.strip_prefix(onset)).any(|rhyme| {
        let mut ends = CODAS.iter().chain(stops).filter_map(|coda| rhyme.strip_suffix(coda));
        ends.any(|nucleus| NUCLEI.contains(&nucleus))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syllable_has_one_tone_on_a_vowel_and_the_letters_of_one() {
        for word in [
            "má", "mà", "mả", "mã", "mạ", "ma", "nghiêng", "được", "đất", "ngã", "ý", "ở", "người",
            "khuỷu", "quý", "giả", "lừa", "đảo", "rẻ", "thuyền", "uống", "tiếng", "việt", "hoà",
        ] {
            assert!(is_syllable(word), "{word}");
        }
        for word in [
            "fáke",
            "scám",
            "chéat",
            "shít",
            "spám",
            "bòt",
            "bôt",
            "ḿa",
            "mấa",
            "máá",
            "tést",
            "wín",
            "café",
            "gánador",
            "żle",
            "x",
            "",
            "假",
            "привет",
        ] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
