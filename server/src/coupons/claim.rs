//! `POST /v1/coupons/{id}/claims`: one for a person, as long as there are any.

use axum::http::StatusCode;
use picklive_contract::{UnixMillis, coupons::ClaimCoupon, problem::ProblemKind};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::{claimed, open};
use crate::{
    ApiError,
    account::Caller,
    db::{
        Tx,
        entities::{coupon, coupon_claim},
    },
    http::{Answer, Call, Wish, idempotency::recall, idempotent},
    storefront::settings::{self, Settings},
};

/// Claims a coupon; who has it is told so again.
pub async fn claim(call: Call<ClaimCoupon>) -> Result<Answer<ClaimCoupon>, ApiError> {
    let (state, caller) = (&call.state, Caller::of(&call).await?);
    let (person, wish) = (caller.person()?.as_str(), Wish::of(&call)?);
    if let Some(first) = recall(state, &caller, &wish).await? {
        return Ok(first);
    }
    let (id, now, shop) = (call.at.as_str(), state.clock.now(), settings::get(state).await?);
    // Most of a rush is refused without a write.
    if mine(&state.db.read, id, person).await?.is_none() {
        can_be_claimed(&find(&state.db.read, id).await?, now)?;
    }
    let shop = &shop;
    let work = |tx: Tx| async move { take(&tx, shop, id, person, now).await };
    idempotent(state, &caller, &wish, work).await
}

async fn take(
    tx: &Tx,
    shop: &Settings,
    id: &str,
    person: &str,
    now: UnixMillis,
) -> Result<Answer<ClaimCoupon>, ApiError> {
    let row = coupon_claim::Model {
        coupon_id: id.into(),
        person_id: person.into(),
        claimed_at: now.0,
        order_id: None,
    };
    // Of one person's requests at the same moment the others wait here, and then find the first one's row.
    let columns = [coupon_claim::Column::CouponId, coupon_claim::Column::PersonId];
    let first =
        coupon_claim::Entity::insert(coupon_claim::ActiveModel::from(row.clone()).reset_all())
            .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
            .exec_without_returning(&**tx)
            .await?;
    if first == 0 {
        let row = mine(&**tx, id, person).await?;
        let row = row.ok_or_else(|| ApiError::internal("a claim is gone"))?;
        return Answer::private(&claimed(shop, &find(&**tx, id).await?, row));
    }
    let taken = coupon::Entity::update_many()
        .col_expr(coupon::Column::Unclaimed, Expr::col(coupon::Column::Unclaimed).sub(1))
        .filter(coupon::Column::Id.eq(id))
        .filter(coupon::Column::Unclaimed.gt(0))
        .filter(coupon::Column::OpensAt.lte(now.0))
        .filter(coupon::Column::ClosesAt.gt(now.0))
        .filter(open::not_over())
        .exec(&**tx)
        .await?;
    let coupon = find(&**tx, id).await?;
    if taken.rows_affected != 1 {
        can_be_claimed(&coupon, now)?;
        return Err(gone());
    }
    Ok(Answer::private(&claimed(shop, &coupon, row))?.status(StatusCode::CREATED))
}

async fn find<C: ConnectionTrait>(conn: &C, id: &str) -> Result<coupon::Model, ApiError> {
    coupon::Entity::find_by_id(id).one(conn).await?.ok_or_else(ApiError::not_found)
}

async fn mine<C: ConnectionTrait>(
    conn: &C,
    id: &str,
    person: &str,
) -> Result<Option<coupon_claim::Model>, ApiError> {
    let key = (id.to_owned(), person.to_owned());
    Ok(coupon_claim::Entity::find_by_id(key).one(conn).await?)
}

fn can_be_claimed(coupon: &coupon::Model, now: UnixMillis) -> Result<(), ApiError> {
    if now.0 < coupon.opens_at || now.0 >= coupon.closes_at || open::is_over(coupon) {
        let title = "This coupon cannot be claimed now";
        return Err(ApiError::problem(ProblemKind::WrongState, StatusCode::CONFLICT, title));
    }
    if coupon.unclaimed > 0 { Ok(()) } else { Err(gone()) }
}

fn gone() -> ApiError {
    let title = "All of these coupons are claimed";
    ApiError::problem(ProblemKind::SoldOut, StatusCode::CONFLICT, title)
}
