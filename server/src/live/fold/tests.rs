//! What is the same to who compares texts, and what is not.

use std::collections::HashSet;

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
        assert_eq!(bare(same), "fake", "{same:?}");
    }
    assert_eq!(folded("假\u{200d}货\u{fe0f}"), "假货");
}

#[test]
fn words_that_differ_still_do() {
    for (one, other) in [
        ("か", "が"),
        ("가", "각"),
        ("कि", "का"),
        ("fa-ke", "fake"),
        ("é", "f"),
        ("мои", "мой"),
        ("все", "всё"),
    ] {
        assert_ne!(folded(one), folded(other));
        assert!(!folded(other).contains(&folded(one)), "{one} {other}");
    }
    for word in ["が", "각", "कि", "真货", "straße", "мой", "ещё", "мà", "mà"] {
        assert_eq!(folded(&folded(word)), folded(word), "{word}");
    }
    assert_eq!(folded("İ"), folded("i"));
}

#[test]
fn marks_that_make_no_letter_are_none_in_any_script() {
    for (decorated, plain) in [
        ("ски\u{301}дка", "скидка"),
        ("с\u{336}к\u{336}идка", "скидка"),
        ("假\u{335}货", "假货"),
        ("m\u{300}a", "ma"),
    ] {
        assert_eq!(folded(decorated), folded(plain), "{decorated}");
    }
    // Written in two characters or in one, it is the same letter.
    assert_eq!(folded("мои\u{306}"), folded("мой"));
    assert_eq!(folded("ma\u{301}"), folded("má"));
}

#[test]
fn no_two_vietnamese_words_are_one() {
    let tones = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
    let mut words = 0;
    for (onset, rest) in [("m", ""), ("b", "n"), ("đ", "m"), ("ngh", "ng"), ("", "i"), ("th", "u")]
    {
        for vowel in ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư"] {
            let written = tones.map(|tone| [onset, vowel, tone, rest].concat());
            let compared: HashSet<_> = written.iter().map(|word| bare(word)).collect();
            if vietnamese::is_syllable(&folded(&written[0])) {
                assert_eq!(compared.len(), 6, "{written:?}");
                words += 6;
            }
        }
    }
    assert!(words > 200, "{words}");
}

#[test]
fn what_is_compared_is_compared_once() {
    for text in [
        "Ｆáké",
        "lừa đảo",
        "с\u{336}ки\u{301}дка всё",
        "f á k é",
        "İstanbul",
        "e\u{301}\u{302}\u{336}x",
    ] {
        assert_eq!(folded(&folded(text)), folded(text), "{text}");
    }
}
