//! What an edition was sold for, when it is replaced or a pick is taken out.

use picklive_contract::UnixMillis;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    ApiError,
    db::{
        Tx,
        entities::{edition, pick, price_change, variant},
    },
};

/// Prices that an edition offered until now would be forgotten with its picks, and a higher price struck
/// through tomorrow: they become rows of the variants' history. Of one product, or of all.
///
/// # Errors
/// When the database does not take it.
pub async fn prices(
    tx: &Tx,
    date: &str,
    product: Option<&str>,
    now: UnixMillis,
) -> Result<(), ApiError> {
    let Some(old) = edition::Entity::find_by_id(date).one(&**tx).await? else { return Ok(()) };
    if old.publishes_at >= now.0 {
        return Ok(());
    }
    let mut picks = pick::Entity::find().filter(pick::Column::EditionDate.eq(date));
    if let Some(product) = product {
        picks = picks.filter(pick::Column::ProductId.eq(product));
    }
    for picked in picks.filter(pick::Column::Price.is_not_null()).all(&**tx).await? {
        let Some(price) = picked.price else { continue };
        let dearer = variant::Entity::find()
            .filter(variant::Column::ProductId.eq(picked.product_id))
            .filter(variant::Column::Price.gt(price));
        for row in dearer.all(&**tx).await? {
            // The second one is for the case that the everyday price changed in between.
            let moments = [(old.publishes_at, price), (now.0 - 1, price), (now.0, row.price)];
            let rows = moments.map(|(at, price)| price_change::ActiveModel {
                variant_id: Set(row.id.clone()),
                price: Set(price),
                at: Set(at),
                ..Default::default()
            });
            price_change::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
        }
    }
    Ok(())
}
