//! `GET /v1/products/{id}`.

use picklive_contract::{
    ProductId,
    product::{GetProduct, Product},
};
use sea_orm::{
    ConnectionTrait, Order,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{Detail, load, read};
use crate::{
    ApiError, AppState,
    http::{Answer, Cache, Call},
    storefront::settings,
};

/// Tells one product, whole.
pub async fn show(call: Call<GetProduct>) -> Result<Answer<GetProduct>, ApiError> {
    let product = product(&call.state, &call.at).await?.ok_or_else(ApiError::not_found)?;
    Answer::shared(&product, Cache::Revalidate)
}

/// One product with the note of the latest published edition it was in, also for the first screen in
/// the HTML.
///
/// # Errors
/// When the database does not answer or a row cannot be read.
pub async fn product(state: &AppState, id: &ProductId) -> Result<Option<Product>, ApiError> {
    let shop = settings::get(state).await?;
    let (conn, now) = (&state.db.read, state.clock.now());
    let mut found = load(conn, &shop, &[id.as_str()], Detail::Whole, now).await?;
    let Some(mut product) = found.remove(id.as_str()) else { return Ok(None) };
    let note = Query::select()
        .column(("picks", "note"))
        .from("picks")
        .inner_join("editions", Expr::col(("editions", "date")).equals(("picks", "edition_date")))
        .and_where(Expr::col(("picks", "product_id")).eq(id.as_str()))
        .and_where(Expr::col(("picks", "note")).is_not_null())
        .and_where(Expr::col(("editions", "publishes_at")).lte(now.0))
        .order_by(("editions", "publishes_at"), Order::Desc)
        .limit(1)
        .take();
    if let Some(row) = conn.query_one(&note).await? {
        product.note = Some(read(&row.try_get_by_index::<String>(0)?)?);
    }
    Ok(Some(product))
}
