//! Files of editions and drops: TOML, or CSV with one row a pick or deal.

use picklive_contract::Text;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    ImportError, Wrong,
    table::{Row, Table},
};

/// A price as it is written: `"49.90"`, or whole units of the currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a price is written in quotation marks: \"49.90\"")]
pub enum Figure {
    /// A decimal.
    Text(String),
    /// Whole units.
    Whole(i64),
}

impl Figure {
    /// As it is written.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Whole(number) => number.to_string(),
        }
    }
}

/// Which variant: its place, from 1, or its name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a variant is its number, from 1, or its name: \"Black / M\"")]
pub enum Which {
    /// Its place among the variants, from 1.
    Number(usize),
    /// Its values, or its id.
    Name(String),
}

impl From<&str> for Which {
    fn from(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Name(text.into()), Self::Number)
    }
}

/// An edition as it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EditionList {
    /// `today` or `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Title.
    pub title: Option<Text>,
    /// The curator's opening words.
    pub note: Option<Text>,
    /// The picks, in their order.
    pub picks: Vec<PickItem>,
}

/// A pick as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PickItem {
    /// Line of the file.
    #[serde(skip)]
    pub line: Option<u64>,
    /// Handle.
    pub product: String,
    /// Why it was chosen.
    pub note: Option<Text>,
    /// Price in the edition.
    pub price: Option<Figure>,
}

/// A drop as it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DropList {
    /// Its id; made of the opening when absent.
    pub id: Option<String>,
    /// Name.
    pub title: Option<Text>,
    /// When it opens.
    pub opens: Option<String>,
    /// When it closes.
    pub closes: Option<String>,
    /// Or how many minutes it is open.
    pub minutes: Option<i64>,
    /// The deals, in their order.
    pub deals: Vec<DealItem>,
}

/// A deal as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DealItem {
    /// Line of the file.
    #[serde(skip)]
    pub line: Option<u64>,
    /// Handle.
    pub product: String,
    /// Which variant; may be left out when there is one.
    pub variant: Option<Which>,
    /// Price.
    pub price: Figure,
    /// Units at this price.
    pub quota: i64,
    /// Units one person may buy.
    pub limit: Option<i32>,
}

/// Reads an edition from a TOML file, or from CSV when its name ends so.
///
/// # Errors
/// What is wrong, with its line.
pub fn edition(name: &str, bytes: &[u8]) -> Result<EditionList, ImportError> {
    if !is_csv(name) {
        return toml(bytes);
    }
    let table = Table::read(bytes, &["handle", "product"])?;
    let mut list = EditionList::default();
    for row in &table.rows {
        once(&mut list.date, words(&table, row, "date"), row, "date")?;
        once(&mut list.title, text(&table, row, "title"), row, "title")?;
        once(&mut list.note, text(&table, row, "edition_note"), row, "edition_note")?;
        list.picks.push(PickItem {
            line: Some(row.line),
            product: handle(&table, row)?,
            note: text(&table, row, "note"),
            price: words(&table, row, "price").map(Figure::Text),
        });
    }
    Ok(list)
}

/// Reads a drop, as [`edition`].
///
/// # Errors
/// As [`edition`].
pub fn drop(name: &str, bytes: &[u8]) -> Result<DropList, ImportError> {
    if !is_csv(name) {
        return toml(bytes);
    }
    let table = Table::read(bytes, &["handle", "product"])?;
    let mut list = DropList::default();
    for row in &table.rows {
        once(&mut list.id, words(&table, row, "id"), row, "id")?;
        once(&mut list.title, text(&table, row, "title"), row, "title")?;
        once(&mut list.opens, words(&table, row, "opens"), row, "opens")?;
        once(&mut list.closes, words(&table, row, "closes"), row, "closes")?;
        once(&mut list.minutes, number(&table, row, "minutes")?, row, "minutes")?;
        let missing = |name| Wrong::at(row.line, format!("has no {name}"));
        list.deals.push(DealItem {
            line: Some(row.line),
            product: handle(&table, row)?,
            variant: words(&table, row, "variant").map(|text| Which::from(text.as_str())),
            price: words(&table, row, "price").map(Figure::Text).ok_or_else(|| missing("price"))?,
            quota: number(&table, row, "quota")?.ok_or_else(|| missing("quota"))?,
            limit: number(&table, row, "limit")?,
        });
    }
    Ok(list)
}

fn is_csv(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("csv"))
}

fn toml<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ImportError> {
    let text = std::str::from_utf8(bytes).map_err(|_| Wrong::whole("the file is not UTF-8"))?;
    let read = toml::from_str(text.trim_start_matches('\u{feff}'));
    read.map_err(|error: toml::de::Error| {
        let upto = error.span().and_then(|span| text.get(..span.start));
        let line = upto.map(|upto| 1 + upto.matches('\n').count() as u64);
        Wrong { line, reason: error.message().to_owned() }.into()
    })
}

fn words(table: &Table, row: &Row, name: &str) -> Option<String> {
    let text = row.get(table.column(&[name]));
    (!text.is_empty()).then(|| text.to_owned())
}

/// A text: the column itself, or one column a language (`note_zh`, `note_en`).
fn text(table: &Table, row: &Row, name: &str) -> Option<Text> {
    let language = |tag: &str| words(table, row, &format!("{name}_{tag}"));
    match (words(table, row, name), language("zh"), language("en")) {
        (Some(text), ..) => Some(Text::Plain(text)),
        (None, Some(zh), Some(en)) => Some(Text::both(zh, en)),
        (None, zh, en) => zh.or(en).map(Text::Plain),
    }
}

fn number<N: std::str::FromStr>(table: &Table, row: &Row, name: &str) -> Result<Option<N>, Wrong> {
    let read = words(table, row, name).map(|text| text.parse());
    read.transpose().map_err(|_| Wrong::at(row.line, format!("{name} is a whole number")))
}

fn handle(table: &Table, row: &Row) -> Result<String, Wrong> {
    let text = row.get(table.column(&["handle", "product"]));
    if text.is_empty() { Err(Wrong::at(row.line, "has no handle")) } else { Ok(text.to_owned()) }
}

/// Takes a value that is said once for the whole list.
fn once<T: PartialEq>(
    kept: &mut Option<T>,
    value: Option<T>,
    row: &Row,
    name: &str,
) -> Result<(), Wrong> {
    match (&*kept, value) {
        (_, None) => {}
        (None, value) => *kept = value,
        (Some(before), Some(value)) if *before == value => {}
        _ => return Err(Wrong::at(row.line, format!("{name} differs from the rows above"))),
    }
    Ok(())
}
