//! Bringing a product that is there up to date. Its variants are gathered, and written at the end with those of all
//! others (`moves.rs`), in the one order in which rows are locked.

use sea_orm::{ActiveValue::Set, EntityTrait};

use super::{
    super::{
        merge::{self, Merge},
        products::Ready,
        variants::Variant,
    },
    Context, Written, fresh,
    kind::{self, Kinds},
    moves::{Move, Moves},
    named,
};
use crate::{
    ApiError,
    db::entities::{product, variant},
};

/// Writes what differs in the product, and notes what is to be done to its variants. Its kind stays when the list does
/// not tell it, and pictures stay when the list brings none.
pub async fn product(
    context: &Context<'_>,
    ready: &Ready<'_>,
    row: &product::Model,
    rows: &[variant::Model],
    written: &mut Written,
    kinds: &mut Kinds,
    moves: &mut Moves,
) -> Result<(), ApiError> {
    let before = *written;
    let mut merge = Merge::new(ready.product, &row.options, rows)?;
    let keeps_pictures = ready.pictures == "[]";
    // Counted, since the highest number may be that of a variant that was removed; looked at as well,
    // since products that are older than the counter start at 0.
    let most = rows.iter().filter_map(|row| number(row, &ready.product.handle)).max();
    let mut next = Ord::max(row.next_variant, most.map_or(0, |most| most.saturating_add(1)));
    let mut added = Vec::new();
    let matched = merge.matched.clone();
    for ((position, new), old) in (0..).zip(&ready.product.variants).zip(matched) {
        match old {
            Some(old) => {
                let mut wanted = wanted(context, ready, new, old, position)?;
                if keeps_pictures {
                    wanted.picture = old.picture;
                }
                written.variants_updated += usize::from(moves.update(old, wanted));
            }
            None => {
                let axes = &merge.axes;
                added.push(fresh::variant(ready, axes, new, next, position, context)?);
                next = next.saturating_add(1);
            }
        }
    }
    retire(context, ready, &mut merge, written, moves).await?;
    let mut changed = row.clone();
    kind::put(context, ready.product, &mut changed, kinds).await?;
    changed.title = fresh::json(&ready.product.title)?;
    if let Some(summary) = &ready.product.summary {
        changed.summary = Some(fresh::json(summary)?);
    }
    if context.tells.body {
        changed.body = ready.product.body.as_deref().map(fresh::json).transpose()?;
    }
    changed.options = merge::told(&merge.axes)?;
    if !keeps_pictures {
        changed.pictures.clone_from(&ready.pictures);
    }
    changed.next_variant = next;
    if changed != *row {
        let active = product::ActiveModel {
            id: Set(changed.id),
            kind: Set(changed.kind),
            title: Set(changed.title),
            summary: Set(changed.summary),
            body: Set(changed.body),
            options: Set(changed.options),
            pictures: Set(changed.pictures),
            access: Set(changed.access),
            voucher_prefix: Set(changed.voucher_prefix),
            voucher_days: Set(changed.voucher_days),
            next_variant: Set(changed.next_variant),
            ..Default::default()
        };
        product::Entity::update(active).exec(&**context.tx).await?;
        written.products_updated += 1;
    } else if *written != before || !added.is_empty() {
        written.products_updated += 1;
    } else {
        written.products_unchanged += 1;
    }
    moves.added.extend(added);
    Ok(())
}

/// The number at the end of a variant's id.
fn number(row: &variant::Model, handle: &str) -> Option<i32> {
    row.id.strip_prefix(handle)?.strip_prefix('-')?.parse().ok()
}

/// The row as the list wants it; its stock is what the rule makes of it.
fn wanted(
    context: &Context<'_>,
    ready: &Ready<'_>,
    new: &Variant,
    old: &variant::Model,
    position: i32,
) -> Result<variant::Model, ApiError> {
    let list_price = if context.tells.compare_at { new.compare_at } else { old.list_price };
    // A source that was named once holds for the same price.
    let same_source = || old.list_price_source.clone().filter(|_| old.list_price == list_price);
    let source = match context.source {
        Some(_) if context.tells.compare_at => context.source_json.clone(),
        _ => same_source(),
    };
    let sold = if context.counted { 0 } else { old.sold };
    let priced = new.price != old.price;
    Ok(variant::Model {
        position,
        values: serde_json::to_string(&merge::places(&ready.product.axes, &new.values))?,
        price: new.price,
        priced_at: if priced { context.now.0 } else { old.priced_at },
        list_price,
        list_price_source: list_price.and(source),
        stock: Ord::max(new.stock - old.reserved - sold, 0),
        picture: fresh::picture(ready, new),
        retired_at: None,
        ..old.clone()
    })
}

/// Removes variants that are no longer in the list; those that an order or a deal names stay, sold out
/// and last.
async fn retire(
    context: &Context<'_>,
    ready: &Ready<'_>,
    merge: &mut Merge<'_>,
    written: &mut Written,
    moves: &mut Moves,
) -> Result<(), ApiError> {
    let gone = std::mem::take(&mut merge.gone);
    let ids: Vec<_> = gone.iter().map(|row| row.id.as_str()).collect();
    let named = named(context, &ids).await?;
    let mut position = i32::try_from(ready.product.variants.len()).unwrap_or(i32::MAX);
    for row in gone {
        if !named.contains(&row.id) {
            moves.moved.push(Move { old: row.clone(), wanted: None });
            written.variants_removed += 1;
            continue;
        }
        let places = merge.places_of(row)?;
        let values = serde_json::to_string(&places)?;
        let picture = row.picture.filter(|_| ready.pictures == "[]");
        let retired_at = row.retired_at.or(Some(context.now.0));
        let wanted =
            variant::Model { position, values, stock: 0, picture, retired_at, ..row.clone() };
        written.variants_retired += usize::from(moves.update(row, wanted));
        position = position.saturating_add(1);
    }
    Ok(())
}
