//! Taking a product off sale. Its page stays, for the links to it and for the orders that name it, and says
//! that nothing is left.

use picklive_contract::UnixMillis;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};

use super::Refused;
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{product, variant},
        locks,
    },
    live,
};

/// Retires every variant of a product: none is left, and units that come back are not sellable; rooms neither show
/// nor offer it any more. Returns how many were on sale until now.
///
/// # Errors
/// When the database does not take it.
pub async fn retire(tx: &Tx, handle: &str, now: UnixMillis) -> Result<u64, ApiError> {
    let there = variant::Entity::find()
        .select_only()
        .column(variant::Column::Id)
        .filter(variant::Column::ProductId.eq(handle));
    let there: Vec<String> = there.into_tuple().all(&**tx).await?;
    locks::variants(tx, there.iter().map(String::as_str)).await?;
    let retired = variant::Entity::update_many()
        .col_expr(variant::Column::RetiredAt, Expr::value(now.0))
        .col_expr(variant::Column::Stock, Expr::value(0))
        .filter(variant::Column::ProductId.eq(handle))
        .filter(variant::Column::RetiredAt.is_null())
        .exec(&**tx)
        .await?;
    live::withdraw::product(tx, handle, now).await?;
    Ok(retired.rows_affected)
}

/// Takes a product off sale, until it is imported again. Returns how many variants that were.
///
/// # Errors
/// When there is no such product, or it is off sale already.
pub async fn end(state: &AppState, handle: &str) -> Result<u64, Refused> {
    let now = state.clock.now();
    let work = async |tx: Tx| -> Result<Option<u64>, ApiError> {
        let found = product::Entity::find_by_id(handle).one(&*tx).await?;
        Ok(if found.is_some() { Some(retire(&tx, handle, now).await?) } else { None })
    };
    match state.db.writing(work).await? {
        None => Err(Refused(format!("there is no product {handle}"))),
        Some(0) => Err(Refused(format!("the product {handle} is off sale already"))),
        Some(variants) => Ok(variants),
    }
}
