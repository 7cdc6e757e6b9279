//! `GET /v1/coupons`: what a person has.

use std::collections::HashMap;

use picklive_contract::{List, coupons::ListCoupons};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::claimed;
use crate::{
    ApiError,
    account::Caller,
    db::entities::{coupon, coupon_claim},
    http::{Answer, Call},
    storefront::settings,
};

/// The latest that are looked at.
const LATEST: u64 = 100;

/// Lists the coupons that can be used, and those that orders use.
pub async fn list(call: Call<ListCoupons>) -> Result<Answer<ListCoupons>, ApiError> {
    let (state, caller) = (&call.state, Caller::of(&call).await?);
    let (person, now) = (caller.person()?, state.clock.now());
    let shop = settings::get(state).await?;
    let claims = coupon_claim::Entity::find()
        .filter(coupon_claim::Column::PersonId.eq(person.as_str()))
        .order_by_desc(coupon_claim::Column::ClaimedAt)
        .order_by_asc(coupon_claim::Column::CouponId)
        .limit(LATEST)
        .all(&state.db.read)
        .await?;
    let ids = claims.iter().map(|claim| claim.coupon_id.as_str());
    let found = coupon::Entity::find().filter(coupon::Column::Id.is_in(ids));
    let found = found.all(&state.db.read).await?;
    let coupons: HashMap<&str, &coupon::Model> =
        found.iter().map(|coupon| (coupon.id.as_str(), coupon)).collect();
    let told = claims.into_iter().filter_map(|claim| {
        let coupon = coupons.get(claim.coupon_id.as_str())?;
        let counts = claim.order_id.is_some() || now.0 < coupon.valid_until;
        counts.then(|| claimed(&shop, coupon, claim))
    });
    Answer::private(&List { items: told.collect(), next: None })
}
