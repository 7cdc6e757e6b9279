//! What events of products say: their state, as their page would tell it now.

use std::collections::BTreeMap;

use picklive_contract::{
    DealId, ProductId, UnixMillis,
    events::{DealNow, Event, EventKind, SHOP, VariantNow},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::{
    ApiError,
    db::entities::{deal, drop},
    product::{Detail, load, offers::ANNOUNCED, reserved},
    storefront::settings::{self, Settings},
};

/// The events of these products, each with the kind that says most.
///
/// # Errors
/// When the database does not answer.
pub async fn products<C: ConnectionTrait>(
    conn: &C,
    kinds: &BTreeMap<String, EventKind>,
    now: UnixMillis,
) -> Result<Vec<Event>, ApiError> {
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let shop = settings::load(conn).await?;
    match together(conn, &shop, kinds, now).await {
        Err(error) if error.is_unreadable() => {}
        told => return told,
    }
    // A row that cannot be read, written by a hand maybe, keeps nobody from being told of the others.
    let mut all = Vec::new();
    for (id, kind) in kinds {
        let one = BTreeMap::from([(id.clone(), kind.clone())]);
        match together(conn, &shop, &one, now).await {
            Ok(told) => all.extend(told),
            Err(error) if error.is_unreadable() => {
                tracing::error!(product = id, %error, "a product cannot be told, only that it changed");
                let product = Some(ProductId(id.clone()));
                all.push(Event { product, ..Event::new(SHOP, 0, now, EventKind::Product) });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

async fn together<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    kinds: &BTreeMap<String, EventKind>,
    now: UnixMillis,
) -> Result<Vec<Event>, ApiError> {
    let ids: Vec<_> = kinds.keys().map(String::as_str).collect();
    let mut known = load(conn, shop, &ids, Detail::Card, now).await?;
    let mut deals = deals(conn, &ids, now).await?;
    let told = kinds.iter().map(|(id, kind)| {
        let product = known.remove(id);
        // Whoever looks at what is gone reads it again, and is told so.
        let kind = if product.is_some() { kind.clone() } else { EventKind::Product };
        let variants = product.map(|product| product.variants).unwrap_or_default();
        let variants = variants.into_iter().map(|variant| VariantNow {
            id: variant.id,
            price: variant.price,
            offers: variant.offers,
            reference: variant.reference,
            stock: variant.stock,
        });
        Event {
            product: Some(ProductId(id.clone())),
            variants: variants.collect(),
            deals: deals.remove(id).unwrap_or_default(),
            ..Event::new(SHOP, 0, now, kind)
        }
    });
    Ok(told.collect())
}

/// What is left of the deals of these products, by product.
async fn deals<C: ConnectionTrait>(
    conn: &C,
    products: &[&str],
    now: UnixMillis,
) -> Result<BTreeMap<String, Vec<DealNow>>, ApiError> {
    let told = drop::Entity::find()
        .select_only()
        .column(drop::Column::Id)
        .filter(drop::Column::ClosesAt.gt(now.0))
        .filter(drop::Column::OpensAt.lte(now.plus(ANNOUNCED).0));
    let found = deal::Entity::find()
        .filter(deal::Column::ProductId.is_in(products.iter().copied()))
        .filter(deal::Column::DropId.in_subquery(told.into_query()))
        .order_by_asc(deal::Column::Id)
        .all(conn)
        .await?;
    let held = reserved::of_deals(conn, &found).await?;
    let mut by_product = BTreeMap::<String, Vec<DealNow>>::new();
    for deal in found {
        let held = held.get(&deal.id);
        by_product.entry(deal.product_id).or_default().push(DealNow {
            left: deal.left,
            reserved: held.map_or(0, |held| held.units),
            reserved_until: held.map(|held| held.until),
            id: DealId(deal.id),
        });
    }
    Ok(by_product)
}
