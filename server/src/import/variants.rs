//! The variants among the rows of one product.

use super::{
    Wrong,
    shopify::{Axis, Rules},
    table::{Row, Table},
};

/// Most variants of a product.
const VARIANTS_MOST: usize = 2_048;

/// A variant of the list.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its value for each option.
    pub values: Vec<String>,
    /// Price, minor units.
    pub price: i64,
    /// Compare-at price above the price, minor units.
    pub compare_at: Option<i64>,
    /// Units, in all.
    pub stock: i64,
    /// Place of its picture among those of the product.
    pub picture: Option<usize>,
    /// Its picture, until it has a place.
    pub picture_source: Option<String>,
}

/// What is worth a warning, counted over the whole list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Variants whose stock Shopify does not track.
    pub untracked: usize,
    /// Variants with fewer than no units.
    pub negative: usize,
    /// Variants that Shopify sells beyond their stock.
    pub oversold: usize,
    /// Variants that need no shipping, of products whose kind is not told.
    pub unshipped: usize,
    /// Compare-at prices above the price.
    pub compared: usize,
}

/// Columns of variants.
pub struct Columns {
    options: [(Option<usize>, Option<usize>); 3],
    /// Price.
    pub price: Option<usize>,
    /// Compare-at price.
    pub compare_at: Option<usize>,
    tracker: Option<usize>,
    /// Units.
    pub quantity: Option<usize>,
    policy: Option<usize>,
    shipped: Option<usize>,
    image: Option<usize>,
}

impl Columns {
    /// Finds them by their headings.
    pub fn find(table: &Table) -> Self {
        let option = |n: usize| {
            let name = |what: &str| table.column(&[format!("option{n} {what}").as_str()]);
            (name("name"), name("value"))
        };
        Self {
            options: [1, 2, 3].map(option),
            price: table.column(&["variant price", "price"]),
            compare_at: table.column(&["variant compare at price", "compare-at price"]),
            tracker: table.column(&["variant inventory tracker", "inventory tracker"]),
            quantity: table.column(&["variant inventory qty", "inventory quantity"]),
            policy: table
                .column(&["variant inventory policy", "continue selling when out of stock"]),
            shipped: table.column(&["variant requires shipping", "requires shipping"]),
            image: table.column(&["variant image", "variant image url"]),
        }
    }
}

/// Reads options and variants of one product; mistakes go to `wrong`. Every row is a variant or brings a
/// picture, and a product has a variant: nothing is dropped, and none is emptied by a list that forgot.
pub fn read(
    rows: &[&Row],
    columns: &Columns,
    brings_picture: impl Fn(&Row) -> bool,
    rules: Rules,
    counts: &mut Counts,
    wrong: &mut Vec<Wrong>,
) -> (Vec<Axis>, Vec<Variant>) {
    // A row that says anything about a variant is one, and then lacks nothing; others bring pictures.
    let says = |row: &Row| {
        let options = columns.options.iter().map(|(_, value)| *value);
        let all = options.chain([columns.price, columns.compare_at, columns.quantity]);
        all.into_iter().any(|column| !row.get(column).is_empty())
    };
    for row in rows.iter().filter(|row| !says(row) && !brings_picture(row)) {
        let reason = "has neither a price nor an option nor a picture";
        wrong.push(Wrong::at(row.line, reason));
    }
    let first = rows.first().map(|row| row.line);
    let rows: Vec<_> = rows.iter().filter(|row| says(row)).copied().collect();
    let Some(head) = rows.first() else {
        let line = first.unwrap_or_default();
        if !wrong.iter().any(|wrong| wrong.line == Some(line)) {
            wrong.push(Wrong::at(line, "the product has no row with a price"));
        }
        return (Vec::new(), Vec::new());
    };
    if rows.len() > VARIANTS_MOST {
        let reason = format!("the product has more than {VARIANTS_MOST} variants");
        wrong.push(Wrong::at(head.line, reason));
        return (Vec::new(), Vec::new());
    }
    let name = |(name, _): &(Option<usize>, _)| head.get(*name).to_owned();
    let mut names: Vec<_> = columns.options.iter().map(name).collect();
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    if rows.len() == 1 && names == ["Title"] && head.get(columns.options[0].1) == "Default Title" {
        names.clear();
    }
    if names.iter().any(String::is_empty) {
        wrong.push(Wrong::at(head.line, "an option before the last has no name"));
    }
    let axis = |name| Axis { name, values: Vec::new() };
    let mut axes: Vec<_> = names.into_iter().map(axis).collect();
    let mut read = Vec::<(u64, Variant)>::new();
    for row in rows {
        let values = match values(row, columns, &axes) {
            Ok(values) => values,
            Err(reason) => {
                wrong.push(Wrong::at(row.line, reason));
                continue;
            }
        };
        if let Some((line, _)) = read.iter().find(|(_, other)| other.values == values) {
            let what = if values.is_empty() { "a variant".into() } else { values.join(" / ") };
            wrong.push(Wrong::at(row.line, format!("{what} is there already, on line {line}")));
            continue;
        }
        for (axis, value) in axes.iter_mut().zip(&values) {
            if !axis.values.contains(value) {
                axis.values.push(value.clone());
            }
        }
        match variant(row, columns, rules, counts) {
            Ok(variant) => read.push((row.line, Variant { values, ..variant })),
            Err(reasons) => {
                wrong.extend(reasons.into_iter().map(|reason| Wrong::at(row.line, reason)));
            }
        }
    }
    (axes, read.into_iter().map(|(_, variant)| variant).collect())
}

fn values(row: &Row, columns: &Columns, axes: &[Axis]) -> Result<Vec<String>, String> {
    let default = axes.is_empty() && row.get(columns.options[0].1) == "Default Title";
    let mut values = Vec::new();
    for (number, (_, column)) in (1..).zip(&columns.options) {
        let value = row.get(*column);
        match axes.get(number - 1) {
            Some(axis) if value.is_empty() => {
                return Err(format!("the variant has no value for “{}”", axis.name));
            }
            Some(_) if value.chars().count() > 255 => {
                return Err(format!("Option{number} Value is longer than 255 characters"));
            }
            Some(_) => values.push(value.to_owned()),
            None if value.is_empty() || default => {}
            None => return Err(format!("Option{number} Value has no Option{number} Name")),
        }
    }
    Ok(values)
}

fn variant(
    row: &Row,
    columns: &Columns,
    rules: Rules,
    counts: &mut Counts,
) -> Result<Variant, Vec<String>> {
    let mut wrong = Vec::new();
    let mut money = |column, name: &str| {
        if row.get(column).is_empty() {
            wrong.push(format!("has no {name}"));
            return None;
        }
        let amount = crate::money::parse(row.get(column), rules.currency);
        amount.map_err(|reason| wrong.push(format!("{name}: {reason}"))).ok()
    };
    let price = money(columns.price, "Variant Price");
    let compared = (!row.get(columns.compare_at).is_empty())
        .then(|| money(columns.compare_at, "Variant Compare At Price"))
        .flatten();
    let quantity = row.get(columns.quantity);
    let stock = match rules.stock {
        Some(stock) => Some(stock),
        None => quantity.parse::<i64>().ok().filter(|units| units.abs() <= 1_000_000_000),
    };
    if stock.is_none() {
        let reason =
            format!("Variant Inventory Qty is a whole number, not “{quantity}”; or say --stock N");
        wrong.push(reason);
    }
    let (Some(price), Some(stock), true) = (price, stock, wrong.is_empty()) else {
        return Err(wrong);
    };
    let compare_at = compared.filter(|compared| *compared > price);
    let source = row.get(columns.image);
    counts.untracked += usize::from(rules.stock.is_none() && row.get(columns.tracker).is_empty());
    counts.negative += usize::from(stock < 0);
    let policy = row.get(columns.policy).to_lowercase();
    counts.oversold += usize::from(matches!(policy.as_str(), "continue" | "true"));
    counts.unshipped += usize::from(row.get(columns.shipped).eq_ignore_ascii_case("false"));
    counts.compared += usize::from(compare_at.is_some());
    Ok(Variant {
        values: Vec::new(),
        price,
        compare_at,
        stock: stock.max(0),
        picture: None,
        picture_source: (!source.is_empty()).then(|| source.to_owned()),
    })
}
