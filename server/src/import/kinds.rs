//! What kind of product a row of the list is: a parcel, unless it says course or voucher. Shopify's
//! export has no such columns; a merchant adds them.

use picklive_contract::product::ProductKind;

use super::{
    Wrong,
    table::{Row, Table},
};

/// Most characters of a course's text. It goes into a letter too.
const ACCESS_MOST: usize = 4_000;
/// Most characters of what voucher codes begin with: they are read out at a counter.
const PREFIX_MOST: usize = 8;
/// Most days a voucher is good: ten years.
const DAYS_MOST: i32 = 3_650;

/// Columns of kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Columns {
    kind: Option<usize>,
    access: Option<usize>,
    /// How voucher codes begin.
    pub prefix: Option<usize>,
    /// Days a voucher is good.
    pub days: Option<usize>,
}

impl Columns {
    /// Finds them by their headings.
    pub fn find(table: &Table) -> Self {
        Self {
            kind: table.column(&["kind"]),
            access: table.column(&["access text"]),
            prefix: table.column(&["voucher prefix"]),
            days: table.column(&["voucher days"]),
        }
    }
}

/// What a product is, with what its buyers get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goods {
    /// It is shipped.
    Parcel,
    /// Its text is shown and sent once it is paid.
    Course {
        /// That text.
        access: String,
    },
    /// One code a unit is made once it is paid.
    Voucher {
        /// How codes begin; nothing when absent.
        prefix: Option<String>,
        /// Days from payment on which a code is good; for ever when absent.
        days: Option<i32>,
    },
}

impl Goods {
    /// The word of the contract.
    pub fn kind(&self) -> ProductKind {
        match self {
            Self::Parcel => ProductKind::Parcel,
            Self::Course { .. } => ProductKind::Course,
            Self::Voucher { .. } => ProductKind::Voucher,
        }
    }
}

/// What the rows of one product say it is; `None` when they say nothing. Mistakes go to `wrong`.
pub fn read(rows: &[&Row], columns: &Columns, wrong: &mut Vec<Wrong>) -> Option<Goods> {
    let head = rows.first()?;
    let all = [
        (columns.kind, "Kind"),
        (columns.access, "Access Text"),
        (columns.prefix, "Voucher Prefix"),
        (columns.days, "Voucher Days"),
    ];
    for row in rows.iter().skip(1) {
        for (column, name) in all {
            let again = row.get(column);
            if !again.is_empty() && again != head.get(column) {
                let reason = format!("{name} differs from line {}; say it there", head.line);
                wrong.push(Wrong::at(row.line, reason));
            }
        }
    }
    match goods(head, columns) {
        Ok(goods) => goods,
        Err(reason) => {
            wrong.push(Wrong::at(head.line, reason));
            None
        }
    }
}

fn goods(head: &Row, columns: &Columns) -> Result<Option<Goods>, String> {
    let (access, prefix) = (head.get(columns.access), head.get(columns.prefix));
    let days = head.get(columns.days);
    let kind = head.get(columns.kind).to_lowercase();
    if kind != "course" && !access.is_empty() {
        return Err("Access Text is of a course; its Kind is “course”".into());
    }
    if kind != "voucher" && !(prefix.is_empty() && days.is_empty()) {
        return Err(
            "Voucher Prefix and Voucher Days are of a voucher; its Kind is “voucher”".into()
        );
    }
    Ok(match kind.as_str() {
        "" => None,
        "parcel" => Some(Goods::Parcel),
        "course" => Some(Goods::Course { access: text(access)? }),
        "voucher" => Some(Goods::Voucher { prefix: beginning(prefix)?, days: valid(days)? }),
        other => return Err(format!("Kind is parcel, course or voucher, not “{other}”")),
    })
}

fn text(access: &str) -> Result<String, String> {
    match access.chars().count() {
        0 => Err("a course needs an Access Text: what its buyers see once they have paid".into()),
        1..=ACCESS_MOST => Ok(access.replace('\0', "")),
        _ => Err(format!("Access Text has at most {ACCESS_MOST} characters")),
    }
}

fn beginning(prefix: &str) -> Result<Option<String>, String> {
    let good = prefix.len() <= PREFIX_MOST && prefix.bytes().all(|b| b.is_ascii_alphanumeric());
    if !good {
        return Err(format!("Voucher Prefix is at most {PREFIX_MOST} letters A to Z and digits"));
    }
    Ok((!prefix.is_empty()).then(|| prefix.to_ascii_uppercase()))
}

fn valid(days: &str) -> Result<Option<i32>, String> {
    if days.is_empty() {
        return Ok(None);
    }
    match days.parse() {
        Ok(days) if (1..=DAYS_MOST).contains(&days) => Ok(Some(days)),
        _ => Err(format!("Voucher Days is a whole number from 1 to {DAYS_MOST}, not “{days}”")),
    }
}
