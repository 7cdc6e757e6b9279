//! The pictures of one product: those of its own and those of its variants, thirty in all.

use super::{
    super::{Wrong, table::Row, variants::Variant},
    Shown,
    columns::Columns,
};

/// Most pictures of a product.
const MOST: usize = 30;
/// Most pictures of a product that are put in order; those beyond are not looked at.
const READ: usize = 250;

/// Reads the pictures of one product, in their order; a position that is no number goes to `wrong`.
pub fn read(rows: &[&Row], columns: &Columns, wrong: &mut Vec<Wrong>) -> Vec<Shown> {
    let mut found = Vec::<(u32, Shown)>::new();
    for row in rows {
        let source = row.get(columns.image);
        if found.len() == READ {
            break;
        }
        if source.is_empty() || found.iter().any(|(_, shown)| shown.source == source) {
            continue;
        }
        let position = row.get(columns.image_position);
        let position = if position.is_empty() { Ok(u32::MAX) } else { position.parse() };
        let Ok(position) = position else {
            wrong.push(Wrong::at(row.line, "Image Position is a number"));
            continue;
        };
        let alt = row.get(columns.image_alt);
        let alt = (!alt.is_empty()).then(|| alt.chars().take(500).collect());
        found.push((position, Shown { source: source.into(), alt }));
    }
    found.sort_by_key(|(position, _)| *position);
    found.into_iter().map(|(_, shown)| shown).take(MOST).collect()
}

/// Gives each variant the place of its picture, adding those that the product itself does not have. Beyond
/// the most, a variant has no picture of its own.
pub fn of_variants(pictures: &mut Vec<Shown>, variants: &mut [Variant]) {
    for variant in variants {
        let Some(source) = variant.picture_source.take() else { continue };
        let at = pictures.iter().position(|shown| shown.source == source);
        variant.picture = at.or_else(|| {
            let room = pictures.len() < MOST;
            room.then(|| {
                pictures.push(Shown { source, alt: None });
                pictures.len() - 1
            })
        });
    }
}
