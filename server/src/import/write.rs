//! Writing products and variants, in one transaction.
//!
//! **Stock.** The number of the list is what the shop has had in all: units held by unpaid orders and
//! units sold are taken off, and never more than is there. So the same list twice changes nothing. With
//! `counted` the number is what can be sold now; only held units are taken off.

mod change;
mod fresh;
mod kind;
mod moves;

use std::collections::{HashMap, HashSet};

use picklive_contract::{Text, UnixMillis};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::Serialize;

use super::{
    products::{Options, Ready},
    shopify::Tells,
};
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{deal, order_line, product, variant},
        locks,
    },
    live, withdraw,
};

/// Products written at a time.
const CHUNK: usize = 200;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Written {
    /// New products.
    pub products_added: usize,
    /// Products with a change, in themselves or in a variant.
    pub products_updated: usize,
    /// Products that were on sale and are left out of the list: they are off sale now.
    pub products_withdrawn: usize,
    /// Products that are as the list says.
    pub products_unchanged: usize,
    /// New variants.
    pub variants_added: usize,
    /// Variants with a change.
    pub variants_updated: usize,
    /// Variants that were never ordered and are not in the list.
    pub variants_removed: usize,
    /// Variants that stay, sold out: not in the list but named by an order or a deal, or of a product
    /// that is off sale now.
    pub variants_retired: usize,
}

/// What every row needs.
struct Context<'a> {
    tx: &'a Tx,
    now: UnixMillis,
    source: Option<&'a Text>,
    source_json: Option<String>,
    counted: bool,
    tells: Tells,
}

/// What became of a list.
#[derive(Debug, Default)]
pub struct Done {
    /// Rows.
    pub written: Written,
    /// Products that were on sale and are not any more.
    pub withdrawn: HashSet<String>,
    /// Kinds that changed, or must not.
    pub kinds: kind::Kinds,
}

/// Writes what is `ready`, as far as the list `tells` of it, and takes products off sale that the list
/// names but leaves out. With `dry_run`, and when a kind must not change, it only counts, in a transaction
/// that is undone.
///
/// # Errors
/// When the database does not take it.
pub async fn write(
    state: &AppState,
    ready: &[Ready<'_>],
    left_out: &[&str],
    tells: Tells,
    options: &Options,
) -> Result<Done, ApiError> {
    let now = state.clock.now();
    let done = std::sync::Mutex::new(Done::default());
    let counted = &done;
    let work = |tx: Tx| async move {
        let source = options.compare_at_source.as_ref();
        let source_json = source.map(serde_json::to_string).transpose()?;
        let context =
            Context { tx: &tx, now, source, source_json, counted: options.counted, tells };
        let (mut written, mut kinds) = (Written::default(), kind::Kinds::default());
        let mut moves = moves::Moves::default();
        kind::hold(&tx, ready).await?;
        for (number, chunk) in ready.chunks(CHUNK).enumerate() {
            write_chunk(&context, chunk, &mut written, &mut kinds, &mut moves).await?;
            if number > 0 && number.is_multiple_of(10) {
                eprintln!("products: {} of {}", number * CHUNK, ready.len());
            }
        }
        let leaving = of_products(&tx, left_out).await?;
        locks::variants(&tx, moves.ids().chain(leaving.iter().map(String::as_str))).await?;
        moves.write(&tx).await?;
        live::withdraw::hold(&tx, left_out).await?;
        let mut withdrawn = HashSet::new();
        for handle in left_out {
            let variants = withdraw::product::retire(&tx, handle, now).await?;
            if variants > 0 {
                written.products_withdrawn += 1;
                written.variants_retired += usize::try_from(variants).unwrap_or(usize::MAX);
                withdrawn.insert((*handle).to_owned());
            }
        }
        let undone = options.dry_run || !kinds.wrong.is_empty();
        let mut done = counted.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *done = Done { written, withdrawn, kinds };
        drop(done);
        if undone { Err(ApiError::internal(UNDONE)) } else { Ok(()) }
    };
    match state.db.writing(work).await {
        Err(ApiError::Internal(text)) if text == UNDONE => {}
        other => other?,
    }
    Ok(done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Undoes the transaction of a dry run, or of a list with a mistake that only the shop's rows show.
const UNDONE: &str = "nothing is to be written";

async fn write_chunk(
    context: &Context<'_>,
    chunk: &[Ready<'_>],
    written: &mut Written,
    kinds: &mut kind::Kinds,
    moves: &mut moves::Moves,
) -> Result<(), ApiError> {
    let conn = &**context.tx;
    let handles = || chunk.iter().map(|ready| ready.product.handle.as_str());
    let found = product::Entity::find().filter(product::Column::Id.is_in(handles()));
    let found: HashMap<String, product::Model> =
        found.all(conn).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    let rows = variant::Entity::find().filter(variant::Column::ProductId.is_in(handles()));
    let mut variants = HashMap::<String, Vec<variant::Model>>::new();
    for row in rows.all(conn).await? {
        variants.entry(row.product_id.clone()).or_default().push(row);
    }
    let (mut new_products, variants_before) = (Vec::new(), moves.added.len());
    for ready in chunk {
        match found.get(&ready.product.handle) {
            None => {
                new_products.push(fresh::product(ready, context.now)?);
                moves.added.extend(fresh::all(ready, context)?);
            }
            Some(row) => {
                let mine = variants.remove(&row.id).unwrap_or_default();
                change::product(context, ready, row, &mine, written, kinds, moves).await?;
            }
        }
    }
    written.products_added += new_products.len();
    written.variants_added += moves.added.len() - variants_before;
    if !new_products.is_empty() {
        product::Entity::insert_many(new_products).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// The variants of these products.
async fn of_products(tx: &Tx, handles: &[&str]) -> Result<Vec<String>, ApiError> {
    let mut all = Vec::new();
    for part in handles.chunks(500) {
        let rows = variant::Entity::find()
            .select_only()
            .column(variant::Column::Id)
            .filter(variant::Column::ProductId.is_in(part.iter().copied()));
        all.extend(rows.into_tuple::<String>().all(&**tx).await?);
    }
    Ok(all)
}

/// Which of these variants an order or a deal names.
async fn named(context: &Context<'_>, ids: &[&str]) -> Result<HashSet<String>, ApiError> {
    let conn = &**context.tx;
    let mut named = HashSet::new();
    for part in ids.chunks(500) {
        let ordered: Vec<String> = order_line::Entity::find()
            .select_only()
            .column(order_line::Column::VariantId)
            .distinct()
            .filter(order_line::Column::VariantId.is_in(part.iter().copied()))
            .into_tuple()
            .all(conn)
            .await?;
        let offered: Vec<String> = deal::Entity::find()
            .select_only()
            .column(deal::Column::VariantId)
            .distinct()
            .filter(deal::Column::VariantId.is_in(part.iter().copied()))
            .into_tuple()
            .all(conn)
            .await?;
        named.extend(ordered.into_iter().chain(offered));
    }
    Ok(named)
}
