//! What an import means for a product that is in the shop already: which variants are which, which are
//! new, and which are no longer in the list.

use picklive_contract::product::OptionAxis;

use super::shopify::{Axis, Product};
use crate::{ApiError, db::entities::variant, product::read};

/// The variants of a product, sorted out.
#[derive(Debug)]
pub struct Merge<'a> {
    /// For each variant of the list, the row it is; `None` for a new one.
    pub matched: Vec<Option<&'a variant::Model>>,
    /// Rows that are no longer in the list.
    pub gone: Vec<&'a variant::Model>,
    old_axes: Vec<OptionAxis>,
    /// The options of the list.
    pub axes: Vec<Axis>,
}

impl<'a> Merge<'a> {
    /// Sorts `rows` of a product whose options column is `options`.
    ///
    /// # Errors
    /// When a column cannot be read.
    pub fn new(
        product: &Product,
        options: &str,
        rows: &'a [variant::Model],
    ) -> Result<Self, ApiError> {
        let old_axes: Vec<OptionAxis> = read(options)?;
        let mut left: Vec<(&variant::Model, Vec<usize>)> = Vec::new();
        for row in rows {
            left.push((row, read(&row.values)?));
        }
        let mut matched = Vec::new();
        for variant in &product.variants {
            let same = |values: &[usize]| {
                values.len() == variant.values.len()
                    && values.iter().zip(&variant.values).enumerate().all(|(axis, (at, value))| {
                        old_axes
                            .get(axis)
                            .and_then(|axis| axis.values.get(*at))
                            .is_some_and(|text| is(text, value))
                    })
            };
            let found = left.iter().position(|(_, values)| same(values));
            matched.push(found.map(|at| left.remove(at).0));
        }
        let gone = left.into_iter().map(|(row, _)| row).collect();
        Ok(Self { matched, gone, old_axes, axes: product.axes.clone() })
    }

    /// Places of a row that stays although the list has it no more, adding what the options lack. Where
    /// it has nothing for an option, the first value stands in: it is sold out and comes last.
    ///
    /// # Errors
    /// When a column cannot be read.
    pub fn places_of(&mut self, row: &variant::Model) -> Result<Vec<usize>, ApiError> {
        let values: Vec<usize> = read(&row.values)?;
        let (same, mut places) = (self.old_axes.len() == self.axes.len(), Vec::new());
        for (number, axis) in self.axes.iter_mut().enumerate() {
            let named = || self.old_axes.iter().position(|old| is(&old.name, &axis.name));
            let old = if same { Some(number) } else { named() };
            let text = old.and_then(|old| self.old_axes[old].values.get(*values.get(old)?));
            let Some(text) = text else {
                places.push(0);
                continue;
            };
            let found = axis.values.iter().position(|value| is(text, value));
            places.push(found.unwrap_or_else(|| {
                axis.values.push(text.get(picklive_contract::Lang::default()).to_owned());
                axis.values.len() - 1
            }));
        }
        Ok(places)
    }
}

/// The places of a variant's values.
pub fn places(axes: &[Axis], values: &[String]) -> Vec<usize> {
    let pairs = axes.iter().zip(values);
    pairs.map(|(axis, value)| axis.values.iter().position(|v| v == value).unwrap_or(0)).collect()
}

/// Whether a text says `word` in any language.
fn is(text: &picklive_contract::Text, word: &str) -> bool {
    use picklive_contract::Text;
    match text {
        Text::Plain(text) => text == word,
        Text::Each(each) => each.iter().any(|(_, text)| text == word),
    }
}

/// Options as the contract tells them, JSON.
///
/// # Errors
/// Never for texts that came from a file.
pub fn told(axes: &[Axis]) -> Result<String, ApiError> {
    let told = axes.iter().map(|axis| OptionAxis {
        name: axis.name.as_str().into(),
        values: axis.values.iter().map(|value| value.as_str().into()).collect(),
    });
    Ok(serde_json::to_string(&told.collect::<Vec<_>>())?)
}
