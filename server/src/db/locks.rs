//! The one order in which rows of goods are locked: products by id, then variants by id, then rooms by id, each byte by
//! byte, whatever the database sorts by. Who writes in this order waits for others and is never waited for by them at the same time.
//! (Deals and buyers follow, see `orders/units.rs`. On SQLite there is one writer anyhow.)

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
    sea_query::{Expr, LockType},
};

use super::entities::{product, variant};
use crate::ApiError;

/// Rows of one question.
const PART: usize = 500;

/// Locks products, those of them that are there; their ids and kinds as they are then.
///
/// # Errors
/// When the database does not answer.
pub async fn products<'a>(
    tx: &DatabaseTransaction,
    ids: impl IntoIterator<Item = &'a str>,
    lock: LockType,
) -> Result<Vec<(String, String)>, ApiError> {
    let mut held = Vec::new();
    for part in sorted(ids).chunks(PART) {
        let rows = product::Entity::find()
            .select_only()
            .columns([product::Column::Id, product::Column::Kind])
            .filter(product::Column::Id.is_in(part.iter().copied()));
        held.extend(in_order(tx, rows).lock(lock).into_tuple::<(String, String)>().all(tx).await?);
    }
    Ok(held)
}

/// Locks variants that are to be changed or removed.
///
/// # Errors
/// When the database does not answer.
pub async fn variants<'a>(
    tx: &DatabaseTransaction,
    ids: impl IntoIterator<Item = &'a str>,
) -> Result<(), ApiError> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for part in sorted(ids).chunks(PART) {
        let rows = variant::Entity::find()
            .select_only()
            .column(variant::Column::Id)
            .filter(variant::Column::Id.is_in(part.iter().copied()));
        let lock = LockType::NoKeyUpdate;
        in_order(tx, rows).lock(lock).into_tuple::<String>().all(tx).await?;
    }
    Ok(())
}

fn sorted<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    BTreeSet::from_iter(ids).into_iter().collect()
}

/// By id, byte by byte.
pub fn in_order<E: EntityTrait>(tx: &DatabaseTransaction, rows: Select<E>) -> Select<E> {
    match tx.get_database_backend() {
        DbBackend::Postgres => rows.order_by_asc(Expr::cust(r#""id" COLLATE "C""#)),
        _ => rows.order_by_asc(Expr::cust("id")),
    }
}
