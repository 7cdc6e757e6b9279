//! Rows for tests.

use picklive_contract::UnixMillis;
use picklive_server::{
    AppState,
    db::{
        Tx,
        entities::{deal, drop, edition, pick, product, variant},
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::NOON;

/// Id of the `index`th variant of a product made by [`product`].
pub fn variant_id(product: &str, index: usize) -> String {
    format!("{product}-{index}")
}

/// A parcel with one variant for each price, priced at [`NOON`], with `stock` units each.
pub async fn product(state: &AppState, handle: &str, prices: &[i64], stock: i64) {
    product_of_kind(state, handle, "parcel", prices, stock).await;
}

/// A product of a kind, as [`product`]; a course has an access text, a voucher a prefix and 30 days.
pub async fn product_of_kind(
    state: &AppState,
    handle: &str,
    kind: &str,
    prices: &[i64],
    stock: i64,
) {
    let values: Vec<_> = (0..prices.len()).map(|index| format!("\"v{index}\"")).collect();
    let options = match prices.len() {
        1 => "[]".into(),
        _ => format!("[{{\"name\":\"size\",\"values\":[{}]}}]", values.join(",")),
    };
    let row = product::ActiveModel {
        id: Set(handle.into()),
        kind: Set(kind.into()),
        title: Set(format!("{{\"en\":\"{handle}\",\"zh\":\"{handle}（中）\"}}")),
        summary: Set(None),
        body: Set(Some("\"<p>body</p>\"".into())),
        options: Set(options),
        pictures: Set("[]".into()),
        access: Set((kind == "course").then(|| "\"come in\"".into())),
        voucher_prefix: Set((kind == "voucher").then(|| "V".into())),
        voucher_days: Set((kind == "voucher").then_some(30)),
        created_at: Set(NOON.0),
        next_variant: Set(i32::try_from(prices.len()).unwrap()),
    };
    let variants = prices.iter().enumerate().map(|(index, price)| variant::ActiveModel {
        id: Set(variant_id(handle, index)),
        product_id: Set(handle.into()),
        position: Set(i32::try_from(index).unwrap()),
        values: Set(if prices.len() == 1 { "[]".into() } else { format!("[{index}]") }),
        price: Set(*price),
        priced_at: Set(NOON.0),
        list_price: Set(None),
        list_price_source: Set(None),
        stock: Set(stock),
        reserved: Set(0),
        sold: Set(0),
        picture: Set(None),
        retired_at: Set(None),
    });
    let (row, variants) = (&row, &variants.collect::<Vec<_>>());
    let work = |tx: Tx| async move {
        product::Entity::insert(row.clone()).exec_without_returning(&*tx).await?;
        variant::Entity::insert_many(variants.clone()).exec_without_returning(&*tx).await?;
        Ok(())
    };
    state.db.writing(work).await.unwrap();
}

/// Changes the everyday price of a variant at a moment.
pub async fn reprice(state: &AppState, variant: &str, price: i64, at: UnixMillis) {
    let work = |tx: Tx| async move {
        variant::Entity::update_many()
            .col_expr(variant::Column::Price, Expr::value(price))
            .col_expr(variant::Column::PricedAt, Expr::value(at.0))
            .filter(variant::Column::Id.eq(variant))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    state.db.writing(work).await.unwrap();
}

/// An edition with picks: (product, price in the edition).
pub async fn edition(
    state: &AppState,
    date: &str,
    publishes_at: UnixMillis,
    picks: &[(&str, Option<i64>)],
) {
    let row = edition::ActiveModel {
        date: Set(date.into()),
        publishes_at: Set(publishes_at.0),
        title: Set(Some(format!("\"{date}\""))),
        note: Set(None),
    };
    let picks = (0..).zip(picks).map(|(position, (product, price))| pick::ActiveModel {
        edition_date: Set(date.into()),
        position: Set(position),
        product_id: Set((*product).into()),
        note: Set(Some(format!("\"{date} {product}\""))),
        price: Set(*price),
    });
    let (row, picks) = (&row, &picks.collect::<Vec<_>>());
    let work = |tx: Tx| async move {
        edition::Entity::insert(row.clone()).exec_without_returning(&*tx).await?;
        if !picks.is_empty() {
            pick::Entity::insert_many(picks.clone()).exec_without_returning(&*tx).await?;
        }
        Ok(())
    };
    state.db.writing(work).await.unwrap();
}

/// A deal to put into a drop.
#[derive(Clone, Copy, Debug)]
pub struct DealOf<'a> {
    pub product: &'a str,
    pub variant: usize,
    pub price: i64,
    pub quota: i64,
    pub limit: Option<i32>,
}

/// A drop with deals, whose ids are `<drop>-0`, `<drop>-1` …
pub async fn drop(
    state: &AppState,
    id: &str,
    opens_at: UnixMillis,
    closes_at: UnixMillis,
    deals: &[DealOf<'_>],
) {
    let row = drop::ActiveModel {
        id: Set(id.into()),
        title: Set(format!("\"{id}\"")),
        opens_at: Set(opens_at.0),
        closes_at: Set(closes_at.0),
        ..drop::ActiveModel::default()
    };
    let deals = (0..).zip(deals).map(|(position, offered)| deal::ActiveModel {
        id: Set(format!("{id}-{position}")),
        drop_id: Set(id.into()),
        position: Set(position),
        product_id: Set(offered.product.into()),
        variant_id: Set(variant_id(offered.product, offered.variant)),
        price: Set(offered.price),
        quota: Set(offered.quota),
        left: Set(offered.quota),
        person_limit: Set(offered.limit),
    });
    let (row, deals) = (&row, &deals.collect::<Vec<_>>());
    let work = |tx: Tx| async move {
        drop::Entity::insert(row.clone()).exec_without_returning(&*tx).await?;
        deal::Entity::insert_many(deals.clone()).exec_without_returning(&*tx).await?;
        Ok(())
    };
    state.db.writing(work).await.unwrap();
}
