//! Taking a product out of an edition. It stays on sale, at its other prices.

use picklive_contract::{Date, UnixMillis};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::Refused;
use crate::{
    ApiError, AppState,
    db::{Tx, entities::pick},
    import::edition::remember,
    storefront::{settings, zone::ShopZone},
};

/// Takes a pick out of the edition of a day: `today`, `tomorrow` or `YYYY-MM-DD` in the shop. What it was
/// sold for there stays in the price history. Returns the day.
///
/// # Errors
/// When it is not picked there, or is the only pick.
pub async fn end(state: &AppState, day: &str, handle: &str) -> Result<Date, Refused> {
    let now = state.clock.now();
    let zone = ShopZone::named(&settings::get(state).await?.zone)?;
    let date = zone.day(day, now).map_err(Refused)?;
    let id = &date.to_string();
    let work = async |tx: Tx| take_out(&tx, id, handle, now).await;
    match state.db.writing(work).await? {
        Taken::Out => Ok(date),
        Taken::NotThere => Err(Refused(format!("{handle} is not in an edition of {date}"))),
        Taken::Only => Err(Refused(format!(
            "{handle} is the only pick of {date}; import the edition anew with --replace, or \
             withdraw the product"
        ))),
    }
}

enum Taken {
    Out,
    NotThere,
    Only,
}

async fn take_out(tx: &Tx, date: &str, handle: &str, now: UnixMillis) -> Result<Taken, ApiError> {
    let all = pick::Entity::find().filter(pick::Column::EditionDate.eq(date));
    let mine = all.clone().filter(pick::Column::ProductId.eq(handle));
    if mine.count(&**tx).await? == 0 {
        return Ok(Taken::NotThere);
    }
    if all.count(&**tx).await? == 1 {
        return Ok(Taken::Only);
    }
    remember::prices(tx, date, Some(handle), now).await?;
    pick::Entity::delete_many()
        .filter(pick::Column::EditionDate.eq(date))
        .filter(pick::Column::ProductId.eq(handle))
        .exec(&**tx)
        .await?;
    Ok(Taken::Out)
}
