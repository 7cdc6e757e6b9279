//! What of a text can be seen, and a text as it is compared.

mod vietnamese;

use unicode_normalization::UnicodeNormalization;

/// A text as it is compared: without case and the width of letters, without blanks and what cannot be seen between
/// them, and without marks that make no other letter. Those that do stay: й is no и, nor is má the word mà.
pub fn folded(text: &str) -> String {
    shown(text).filter(|c| !c.is_whitespace()).collect()
}

/// The same, and without marks on Latin letters as well, but in what is a Vietnamese word: `fáke` is `fake`.
pub fn bare(text: &str) -> String {
    let text: String = shown(text).collect();
    let words: Vec<&str> = text.split_inclusive(|c: char| !c.is_alphabetic()).collect();
    let letters = |at: usize| {
        words.get(at).map_or(0, |word| word.chars().filter(|c| c.is_alphabetic()).count())
    };
    let mut all = String::new();
    for (at, word) in words.iter().enumerate() {
        // What is spaced out is read together.
        let spaced = letters(at) == 1 && (letters(at + 1) == 1 || at > 0 && letters(at - 1) == 1);
        let word = word.chars().filter(|c| !c.is_whitespace());
        let alone: String = word.clone().filter(|c| c.is_alphabetic()).collect();
        if vietnamese::is_syllable(&alone) && !spaced {
            all.extend(word);
        } else {
            all.extend(word.map(unmarked));
        }
    }
    all
}

/// A text in small letters of one width, each with its marks put together: what cannot be seen and what marks no
/// letter left out.
fn shown(text: &str) -> impl Iterator<Item = char> {
    let plain = text.nfkd().flat_map(char::to_lowercase);
    let seen = plain.filter(|c| c.is_whitespace() || !is_blank(*c) && !c.is_control());
    seen.nfc().filter(|c| !is_mark(*c))
}

/// A Latin letter without its marks; any other as it is.
fn unmarked(c: char) -> char {
    std::iter::once(c).nfd().next().filter(char::is_ascii_alphabetic).unwrap_or(c)
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
mod tests;
