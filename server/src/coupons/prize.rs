//! Coupons that were won: claimed for their winners, and by nobody else.

use picklive_contract::UnixMillis;
use sea_orm::{ActiveModelTrait, EntityTrait};

use super::open::ENDED;
use crate::{
    ApiError,
    db::{
        Tx,
        entities::{bag, coupon, coupon_claim},
    },
    random,
};

/// Makes a coupon of as many as have won a bag, each of them claimed; nothing when nobody has. It opens and closes in
/// one moment, so it is never told among those that can be claimed.
///
/// # Errors
/// When the database does not answer.
pub async fn give(
    tx: &Tx,
    bag: &bag::Model,
    won: Vec<String>,
    now: UnixMillis,
    valid_until: UnixMillis,
) -> Result<Option<String>, ApiError> {
    if won.is_empty() {
        return Ok(None);
    }
    let id = random::id();
    let row = coupon::Model {
        id: id.clone(),
        room_id: bag.room_id.clone(),
        amount_off: bag.amount_off,
        minimum: bag.minimum,
        quota: i64::try_from(won.len()).map_err(ApiError::internal)?,
        unclaimed: 0,
        opens_at: now.0,
        closes_at: now.0,
        valid_until: valid_until.0,
        told: ENDED,
    };
    let row = coupon::ActiveModel::from(row).reset_all();
    coupon::Entity::insert(row).exec_without_returning(&**tx).await?;
    let claims = won.into_iter().map(|person| {
        let claim = coupon_claim::Model {
            coupon_id: id.clone(),
            person_id: person,
            claimed_at: now.0,
            order_id: None,
        };
        coupon_claim::ActiveModel::from(claim).reset_all()
    });
    coupon_claim::Entity::insert_many(claims).exec_without_returning(&**tx).await?;
    Ok(Some(id))
}
