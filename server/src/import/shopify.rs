//! Shopify's product list: several rows a product, held together by the handle.

mod columns;
mod pictures;

use std::collections::HashMap;

use picklive_contract::Currency;

use crate::http::call::ID_MAX;

use columns::Columns;

use super::{
    ImportError, Wrong, kinds, markup, settle,
    table::{Row, Table},
    variants,
};

/// Most characters of a title.
const TITLE_MOST: usize = 255;
/// Most bytes of a handle: with the number of a variant behind it, it is an id that the API can serve.
const HANDLE_MOST: usize = 180;
const _: () = assert!(HANDLE_MOST + "-2147483647".len() <= ID_MAX, "an id fits into an address");
/// Most bytes of a description.
const BODY_MOST: usize = 256 * 1024;
/// How rows are read.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The currency of the prices.
    pub currency: Currency,
    /// Units of every variant, in place of the file's.
    pub stock: Option<i64>,
}

/// A product of the list.
#[derive(Clone, Debug)]
pub struct Product {
    /// Line of its first row.
    pub line: u64,
    /// Handle.
    pub handle: String,
    /// What it is; `None` when the list does not say.
    pub goods: Option<kinds::Goods>,
    /// Name.
    pub title: String,
    /// One line about it.
    pub summary: Option<String>,
    /// Sanitised HTML.
    pub body: Option<String>,
    /// Names and values of its options; at most three.
    pub axes: Vec<Axis>,
    /// Its variants, in the order of the file.
    pub variants: Vec<variants::Variant>,
    /// Its pictures, in their order.
    pub pictures: Vec<Shown>,
}

/// An option and its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// What it is called.
    pub name: String,
    /// The values, in the order they came.
    pub values: Vec<String>,
}

/// A picture that the list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Address, or name of a file.
    pub source: String,
    /// What is to be seen.
    pub alt: Option<String>,
}

/// A product of the list that is not for sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Line of its first row.
    pub line: u64,
    /// Handle.
    pub handle: String,
    /// Why, behind its handle: “is not published”.
    pub why: &'static str,
}

/// Which things that a list may leave out have a column: what has none stays as it is in the shop.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tells {
    /// Descriptions.
    pub body: bool,
    /// Prices to compare with.
    pub compare_at: bool,
    /// How voucher codes begin.
    pub voucher_prefix: bool,
    /// Days a voucher is good.
    pub voucher_days: bool,
}

/// What the list holds.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// What it has columns for.
    pub tells: Tells,
    /// The products to import.
    pub products: Vec<Product>,
    /// Products that are not for sale there.
    pub left_out: Vec<LeftOut>,
    /// What the merchant should know.
    pub counts: variants::Counts,
    /// Rows of the file.
    pub rows: usize,
}

/// Reads a product list.
///
/// # Errors
/// Every mistake with its line.
pub fn read(bytes: &[u8], rules: Rules) -> Result<List, ImportError> {
    let table = Table::read(bytes, &["handle", "url handle"])?;
    let columns = Columns::find(&table);
    settle(columns.missing(&rules))?;
    let mut wrong = Vec::new();
    let mut places = HashMap::<&str, usize>::new();
    let mut groups = Vec::<Vec<&Row>>::new();
    for row in &table.rows {
        let handle = row.get(columns.handle);
        if let Err(reason) = check_handle(handle) {
            wrong.push(Wrong::at(row.line, reason));
            continue;
        }
        let place = *places.entry(handle).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(row);
    }
    let tells = Tells {
        body: columns.body.is_some(),
        compare_at: columns.variant.compare_at.is_some(),
        voucher_prefix: columns.kind.prefix.is_some(),
        voucher_days: columns.kind.days.is_some(),
    };
    let mut list = List { rows: table.rows.len(), tells, ..List::default() };
    for rows in groups {
        let Some(head) = rows.first() else { continue };
        match left_out(head, &columns) {
            Ok(Some(why)) => {
                let handle = head.get(columns.handle).into();
                list.left_out.push(LeftOut { line: head.line, handle, why });
            }
            Ok(None) => {
                list.products.extend(product(&rows, &columns, rules, &mut list.counts, &mut wrong))
            }
            Err(reason) => wrong.push(Wrong::at(head.line, reason)),
        }
    }
    settle(wrong).map(|()| list)
}

fn check_handle(handle: &str) -> Result<(), &'static str> {
    if handle.is_empty() {
        return Err("has no handle");
    }
    let odd = |c: char| c.is_whitespace() || c.is_control() || "/\\?#%\"'<>".contains(c);
    if handle.contains(odd) || handle.starts_with('.') {
        return Err("a handle is letters, digits and hyphens");
    }
    if handle.len() > HANDLE_MOST {
        return Err("the handle is too long: it has at most 180 bytes, a Chinese character has 3");
    }
    Ok(())
}

/// Why a product is not for sale; `None` when it is.
fn left_out(head: &Row, columns: &Columns) -> Result<Option<&'static str>, String> {
    let published = head.get(columns.published).to_lowercase();
    let status = head.get(columns.status).to_lowercase();
    Ok(match (published.as_str(), status.as_str()) {
        ("false", _) => Some("is not published"),
        ("" | "true", "draft" | "archived" | "unlisted") => Some("is not active"),
        ("" | "true", "" | "active")
            if head.get(columns.gift_card).eq_ignore_ascii_case("true") =>
        {
            Some("is a gift card")
        }
        ("" | "true", "" | "active") => None,
        ("" | "true", other) => return Err(format!("there is no status “{other}”")),
        (other, _) => return Err(format!("Published is true or false, not “{other}”")),
    })
}

fn product(
    rows: &[&Row],
    columns: &Columns,
    rules: Rules,
    counts: &mut variants::Counts,
    wrong: &mut Vec<Wrong>,
) -> Option<Product> {
    let head = rows.first()?;
    let (title, body) = (head.get(columns.title), head.get(columns.body));
    let before = wrong.len();
    if title.is_empty() || title.chars().count() > TITLE_MOST {
        wrong.push(Wrong::at(head.line, format!("a title has 1 to {TITLE_MOST} characters")));
    }
    if body.len() > BODY_MOST {
        wrong.push(Wrong::at(head.line, "the description is longer than 256 KB"));
    }
    for row in rows.iter().skip(1) {
        let again = row.get(columns.title);
        if !again.is_empty() && again != title {
            let reason = format!("another product has this handle, on line {}", head.line);
            wrong.push(Wrong::at(row.line, reason));
        }
    }
    let goods = kinds::read(rows, &columns.kind, wrong);
    let unshipped = counts.unshipped;
    let mut pictures = pictures::read(rows, columns, wrong);
    let brings_picture = |row: &Row| !row.get(columns.image).is_empty();
    let variant = &columns.variant;
    let (axes, mut read) = variants::read(rows, variant, brings_picture, rules, counts, wrong);
    if wrong.len() > before {
        return None;
    }
    if goods.is_some() {
        counts.unshipped = unshipped;
    }
    pictures::of_variants(&mut pictures, &mut read);
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Some(Product {
        line: head.line,
        handle: head.get(columns.handle).into(),
        goods,
        title: title.into(),
        summary: some(head.get(columns.summary)).map(|line| line.chars().take(200).collect()),
        body: some(body).map(|body| markup::clean(&body)),
        axes,
        variants: read,
        pictures,
    })
}
