//! Products for an answer, in a handful of queries however many there are.

use std::collections::{BTreeMap, HashMap, HashSet};

use picklive_contract::{
    ProductId, UnixMillis, VariantId,
    offer::{Offer, Reference},
    picture::Picture,
    product::{Product, ProductKind, Stock, Variant},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{history, offers, read, read_some, reference, reserved};
use crate::{
    ApiError,
    db::entities::{product, variant},
    storefront::settings::Settings,
};

/// Sales below this number are not told.
const SOLD_SHOWN_FROM: i64 = 10;

/// How much of a product is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Without the description and the pictures that neither a card nor the choice of a variant shows, for
    /// lists.
    Card,
    /// Everything.
    Whole,
}

/// The products with these ids as they are at `now`, by id; ids that do not exist are absent. The
/// curator's note is left to the caller.
///
/// # Errors
/// When the database does not answer or a row cannot be read.
pub async fn load<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    ids: &[&str],
    detail: Detail,
    now: UnixMillis,
) -> Result<HashMap<String, Product>, ApiError> {
    let rows = product::Entity::find()
        .filter(product::Column::Id.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    let variants = variant::Entity::find()
        .filter(variant::Column::ProductId.is_in(rows.iter().map(|row| row.id.as_str())))
        .order_by_asc(variant::Column::ProductId)
        .order_by_asc(variant::Column::Position)
        .all(conn)
        .await?;
    let offers = offers::load(conn, shop, &variants, now).await?;
    let mut references = references(conn, shop, &variants, &offers, now).await?;
    let reserved = reserved::until(conn, &variants).await?;
    let mut all = HashMap::new();
    for row in rows {
        let mine = variants.iter().filter(|variant| variant.product_id == row.id);
        let (mut told, mut sold) = (Vec::new(), 0);
        for variant in mine {
            sold += variant.sold;
            told.push(Variant {
                id: VariantId(variant.id.clone()),
                values: read(&variant.values)?,
                price: shop.money(variant.price),
                offers: offers.get(&variant.id).cloned().unwrap_or_default(),
                reference: references.remove(&variant.id),
                stock: Some(Stock {
                    left: variant.stock,
                    reserved: variant.reserved,
                    reserved_until: reserved.get(&variant.id).copied(),
                }),
                picture: variant.picture.and_then(|index| usize::try_from(index).ok()),
            });
        }
        all.insert(row.id.clone(), tell(row, told, sold, detail)?);
    }
    Ok(all)
}

fn tell(
    row: product::Model,
    mut variants: Vec<Variant>,
    sold: i64,
    detail: Detail,
) -> Result<Product, ApiError> {
    let mut pictures: Vec<Picture> = read(&row.pictures)?;
    if detail == Detail::Card {
        keep_shown(&mut pictures, &mut variants);
    }
    Ok(Product {
        kind: ProductKind::from(row.kind.as_str()),
        title: read(&row.title)?,
        summary: read_some(row.summary.as_ref())?,
        body: read_some(row.body.as_ref().filter(|_| detail == Detail::Whole))?,
        pictures,
        options: read(&row.options)?,
        id: ProductId(row.id),
        variants,
        note: None,
        sold: (sold >= SOLD_SHOWN_FROM).then_some(sold),
        buy_url: None,
    })
}

/// Keeps the first picture and those that variants name, which get their places anew.
fn keep_shown(pictures: &mut Vec<Picture>, variants: &mut [Variant]) {
    let named: HashSet<_> = variants.iter().filter_map(|variant| variant.picture).collect();
    let mut places = HashMap::new();
    let all = std::mem::take(pictures).into_iter().enumerate();
    for (at, picture) in all.filter(|(at, _)| *at == 0 || named.contains(at)) {
        places.insert(at, pictures.len());
        pictures.push(picture);
    }
    for variant in variants {
        variant.picture = variant.picture.and_then(|at| places.get(&at).copied());
    }
}

/// The prices to strike through, by variant id.
async fn references<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    variants: &[variant::Model],
    offers: &offers::Offers,
    now: UnixMillis,
) -> Result<HashMap<String, Reference>, ApiError> {
    let mine = |variant: &variant::Model| -> &[Offer] {
        offers.get(&variant.id).map_or(&[], Vec::as_slice)
    };
    let mut all = HashMap::new();
    // Variants without a list price, by the moment their seven days end: nearly all share one.
    let mut by_end = BTreeMap::<UnixMillis, Vec<&variant::Model>>::new();
    for variant in variants {
        if let Some(reference) = reference::list_price(variant, shop)? {
            all.insert(variant.id.clone(), reference);
        } else {
            by_end
                .entry(reference::ends_at(variant, mine(variant), now))
                .or_default()
                .push(variant);
        }
    }
    for (end, variants) in by_end {
        let histories = history::load(conn, &variants, end.plus(-reference::SPAN), end).await?;
        for variant in variants {
            let Some(history) = histories.get(&variant.id) else { continue };
            if let Some(reference) = reference::lowest(variant, mine(variant), history, end, shop) {
                all.insert(variant.id.clone(), reference);
            }
        }
    }
    Ok(all)
}
