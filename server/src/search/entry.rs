//! A product as it is searched: its texts, and how well they fit a question.

use picklive_contract::{Text, UnixMillis};

use super::words::{folded, stands_alone, words};

/// What is found in a title counts most.
const TITLE: u32 = 40;
/// A summary, the names of options.
const BESIDE: u32 = 15;
/// The description.
const BODY: u32 = 4;
/// So often at most it counts that a word is said; less than any place.
const MENTIONS: usize = 4;
/// Words shorter than this are not guessed at.
const GUESSED_FROM: usize = 4;

/// One product.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// From when on it may be found; always when absent.
    pub from: Option<UnixMillis>,
    /// When it came into the shop.
    pub created_at: i64,
    /// Whether anything of it is left.
    pub left: bool,
    title: String,
    beside: String,
    body: String,
}

impl Entry {
    /// A product with its texts in all languages.
    pub fn new(id: String, title: &Text, beside: &[Text], body: Option<&Text>) -> Self {
        let all = |texts: &[&Text]| {
            let each = texts.iter().flat_map(|text| each(text));
            folded(&each.collect::<Vec<_>>().join("\n"))
        };
        let body = body.map(|body| without_markup(&all(&[body]))).unwrap_or_default();
        Self {
            title: all(&[title]),
            beside: all(&beside.iter().collect::<Vec<_>>()),
            body,
            id,
            from: None,
            created_at: 0,
            left: true,
        }
    }

    /// How well it fits words that were asked for, all of which it must have; `None` when it does not.
    pub fn fits(&self, asked: &[&str]) -> Option<u32> {
        asked.iter().try_fold(0, |sum, word| Some(sum + self.fits_word(word)?))
    }

    fn fits_word(&self, word: &str) -> Option<u32> {
        let fields = [(&self.title, TITLE), (&self.beside, BESIDE), (&self.body, BODY)];
        let alone = word.chars().all(stands_alone);
        let whole = fields.iter().find_map(|(text, weight)| {
            let at = text.find(word)?;
            // The beginning of a word says more than its middle, where words begin with a blank.
            let begins = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            Some(weight * if begins && !alone { 3 } else { 2 })
        });
        // Of two that have it in the same place, the one that speaks of it more often is about it.
        let mentions = || {
            let count = fields.iter().map(|(text, _)| text.matches(word).take(MENTIONS).count());
            u32::try_from(count.sum::<usize>().min(MENTIONS)).unwrap_or(0)
        };
        whole.map(|fits| fits + mentions()).or_else(|| {
            // 亚麻裙 is found in 亚麻连衣裙: all its characters, not one beside the other. A description
            // is too long for that to mean anything.
            let scattered = |text: &str| alone && word.chars().all(|c| text.contains(c));
            fields[..2].iter().find(|(text, _)| scattered(text)).map(|(_, weight)| *weight)
        })
    }

    /// How well it fits when words may be mistyped by a letter (two in long ones); only its title is looked
    /// at.
    pub fn nearly_fits(&self, asked: &[&str]) -> Option<u32> {
        let mine = words(&self.title);
        asked.iter().try_fold(0, |sum, word| {
            if let Some(fits) = self.fits_word(word) {
                return Some(sum + fits);
            }
            let letters = word.chars().count();
            let most = if letters >= 2 * GUESSED_FROM { 2 } else { 1 };
            let near = |mine: &&str| {
                strsim::osa_distance(mine, word) <= most || {
                    let begin: String = mine.chars().take(letters).collect();
                    strsim::osa_distance(&begin, word) <= most
                }
            };
            let guess = letters >= GUESSED_FROM && !word.chars().any(stands_alone);
            (guess && mine.iter().any(near)).then_some(sum + 1)
        })
    }
}

/// A text in every language there is.
fn each(text: &Text) -> Vec<&str> {
    match text {
        Text::Plain(text) => vec![text],
        Text::Each(texts) => texts.iter().map(|(_, text)| text.as_str()).collect(),
    }
}

/// HTML of which only the text is left.
fn without_markup(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, beside: &str, body: &str) -> Entry {
        Entry::new("id".into(), &title.into(), &[beside.into()], Some(&body.into()))
    }

    #[test]
    fn all_words_must_be_there_and_the_title_counts_most() {
        let dress =
            entry("亚麻连衣裙 Linen dress", "white", "<p class=\"silk\">Airy, from Suzhou</p>");
        let fits = |text: &str| dress.fits(&words(&folded(text)));
        assert!(fits("linen dress") > fits("linen suzhou"));
        assert!(fits("dre") > fits("ress"), "the beginning of a word");
        assert!(fits("亚麻连衣裙") > fits("亚麻裙"), "as it stands");
        assert!(fits("亚麻裙").is_some() && fits("airy").is_some() && fits("WHITE").is_some());
        assert_eq!((fits("linen shirt"), fits("棉裙"), fits("silk")), (None, None, None));
    }

    #[test]
    fn what_speaks_of_it_more_often_comes_first() {
        let tea = entry("高山白牡丹", "今年春茶", "新茶清甜，茶汤杏黄");
        let scarf = entry("格子围巾", "茶褐", "羔羊毛");
        assert!(tea.fits(&["茶"]) > scarf.fits(&["茶"]));
        let course = entry("把茶泡好", "", "");
        assert!(course.fits(&["茶"]) > tea.fits(&["茶"]), "a title counts most");
    }

    #[test]
    fn a_slip_of_the_finger_is_guessed_at() {
        let dress = entry("Linen dress", "", "");
        let nearly = |text: &str| dress.nearly_fits(&words(&folded(text))).is_some();
        assert!(nearly("linnen") && nearly("lienn") && nearly("drss linen"));
        assert!(!nearly("line" /* fits as it is */) || dress.fits(&["line"]).is_some());
        assert!(!nearly("lamp") && !nearly("shoe") && !nearly("裙子"));
    }
}
