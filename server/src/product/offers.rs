//! The offers of variants: the latest edition's price, open deals, announced deals.
//!
//! The storefront's pages and the pricing of orders both come here, so they cannot disagree.

use std::collections::HashMap;

use picklive_contract::{
    DealId, UnixMillis,
    offer::{Offer, OfferKind},
    time::HOUR,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::read_some;
use crate::{
    ApiError,
    db::entities::{deal, drop, edition, pick, variant},
    storefront::settings::Settings,
};

/// How long before its start a drop is announced, in milliseconds.
pub const ANNOUNCED: i64 = 48 * HOUR;
/// Most announced deals that are told of one variant; open ones are all told.
const AHEAD: usize = 3;

/// Offers by variant id; a variant without any is absent.
pub type Offers = HashMap<String, Vec<Offer>>;

/// The offers of `variants` at `now`, besides the everyday price. Reads through `conn`, so inside a
/// transaction it sees what the transaction sees.
///
/// # Errors
/// When the database does not answer.
pub async fn load<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    variants: &[variant::Model],
    now: UnixMillis,
) -> Result<Offers, ApiError> {
    let mut offers = Offers::new();
    if variants.is_empty() {
        return Ok(offers);
    }
    add_edition(conn, shop, variants, now, &mut offers).await?;
    add_deals(conn, shop, variants, now, &mut offers).await?;
    Ok(offers)
}

/// The latest published edition, and the moment the next one takes its place.
///
/// # Errors
/// When the database does not answer.
pub async fn latest_edition<C: ConnectionTrait>(
    conn: &C,
    now: UnixMillis,
) -> Result<Option<(edition::Model, Option<UnixMillis>)>, ApiError> {
    let latest = edition::Entity::find()
        .filter(edition::Column::PublishesAt.lte(now.0))
        .order_by_desc(edition::Column::PublishesAt)
        .one(conn)
        .await?;
    let Some(latest) = latest else { return Ok(None) };
    let next = next_after(conn, latest.publishes_at).await?;
    Ok(Some((latest, next.map(|next| UnixMillis(next.publishes_at)))))
}

/// The edition that takes the place of one published at `publishes_at`, published or not.
///
/// # Errors
/// When the database does not answer.
pub async fn next_after<C: ConnectionTrait>(
    conn: &C,
    publishes_at: i64,
) -> Result<Option<edition::Model>, ApiError> {
    let later = edition::Entity::find().filter(edition::Column::PublishesAt.gt(publishes_at));
    Ok(later.order_by_asc(edition::Column::PublishesAt).one(conn).await?)
}

/// A pick's price counts for every variant that is dearer, while its edition is the latest.
async fn add_edition<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    variants: &[variant::Model],
    now: UnixMillis,
    offers: &mut Offers,
) -> Result<(), ApiError> {
    let Some((edition, closes_at)) = latest_edition(conn, now).await? else { return Ok(()) };
    let products = variants.iter().map(|variant| variant.product_id.as_str());
    let picks = pick::Entity::find()
        .filter(pick::Column::EditionDate.eq(edition.date.as_str()))
        .filter(pick::Column::ProductId.is_in(products))
        .filter(pick::Column::Price.is_not_null())
        .all(conn)
        .await?;
    let name = read_some(edition.title.as_ref())?;
    for pick in picks {
        let Some(price) = pick.price else { continue };
        let dearer = variants.iter().filter(|v| v.product_id == pick.product_id && v.price > price);
        for variant in dearer {
            offers.entry(variant.id.clone()).or_default().push(Offer {
                kind: OfferKind::Edition,
                name: name.clone(),
                opens_at: Some(UnixMillis(edition.publishes_at)),
                closes_at,
                ..Offer::list(shop.money(price))
            });
        }
    }
    Ok(())
}

async fn add_deals<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    variants: &[variant::Model],
    now: UnixMillis,
    offers: &mut Offers,
) -> Result<(), ApiError> {
    // Those of a room are open to who is in it ([`crate::live::prices`]).
    let drops = drop::Entity::find()
        .filter(drop::Column::RoomId.is_null())
        .filter(drop::Column::ClosesAt.gt(now.0))
        .filter(drop::Column::OpensAt.lte(now.plus(ANNOUNCED).0))
        .order_by_asc(drop::Column::OpensAt)
        .order_by_asc(drop::Column::Id)
        .all(conn)
        .await?;
    if drops.is_empty() {
        return Ok(());
    }
    let deals = deal::Entity::find()
        .filter(deal::Column::VariantId.is_in(variants.iter().map(|v| v.id.as_str())))
        .filter(deal::Column::DropId.is_in(drops.iter().map(|drop| drop.id.as_str())))
        .order_by_asc(deal::Column::Id)
        .all(conn)
        .await?;
    let mut ahead = HashMap::<String, usize>::new();
    for drop in &drops {
        let name = read_some(Some(&drop.title))?;
        for deal in deals.iter().filter(|deal| deal.drop_id == drop.id) {
            if drop.opens_at > now.0 {
                let told = ahead.entry(deal.variant_id.clone()).or_default();
                *told += 1;
                if *told > AHEAD {
                    continue;
                }
            }
            offers.entry(deal.variant_id.clone()).or_default().push(Offer {
                kind: OfferKind::Drop,
                price: shop.money(deal.price),
                name: name.clone(),
                opens_at: Some(UnixMillis(drop.opens_at)),
                closes_at: Some(UnixMillis(drop.closes_at)),
                deal: Some(DealId(deal.id.clone())),
                left: Some(deal.left),
                limit: deal.person_limit.and_then(|limit| u32::try_from(limit).ok()),
            });
        }
    }
    Ok(())
}
