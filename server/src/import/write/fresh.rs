//! Rows of new products and new variants.

use picklive_contract::{Text, UnixMillis};
use sea_orm::ActiveValue::Set;

use super::{
    super::{kinds::Goods, merge, products::Ready, shopify::Axis, variants::Variant},
    Context,
};
use crate::{
    ApiError,
    db::entities::{product, variant},
};

/// The row of a new product.
pub fn product(ready: &Ready<'_>, now: UnixMillis) -> Result<product::ActiveModel, ApiError> {
    let new = ready.product;
    let goods = new.goods.as_ref().unwrap_or(&Goods::Parcel);
    let (access, (prefix, days)) = match goods {
        Goods::Parcel => (None, (None, None)),
        Goods::Course { access } => (Some(json(access)?), (None, None)),
        Goods::Voucher { prefix, days } => (None, (prefix.clone(), *days)),
    };
    Ok(product::ActiveModel {
        id: Set(new.handle.clone()),
        kind: Set(goods.kind().as_str().into()),
        title: Set(json(&new.title)?),
        summary: Set(new.summary.as_deref().map(json).transpose()?),
        body: Set(new.body.as_deref().map(json).transpose()?),
        options: Set(merge::told(&new.axes)?),
        pictures: Set(ready.pictures.clone()),
        access: Set(access),
        voucher_prefix: Set(prefix),
        voucher_days: Set(days),
        created_at: Set(now.0),
        next_variant: Set(i32::try_from(new.variants.len()).unwrap_or(i32::MAX)),
    })
}

/// A plain text as JSON.
pub fn json(text: &str) -> Result<String, ApiError> {
    Ok(serde_json::to_string(&Text::Plain(text.to_owned()))?)
}

/// The rows of all variants of a new product.
pub fn all(
    ready: &Ready<'_>,
    context: &Context<'_>,
) -> Result<Vec<variant::ActiveModel>, ApiError> {
    let axes = &ready.product.axes;
    let rows = (0..).zip(&ready.product.variants);
    rows.map(|(at, new)| variant(ready, axes, new, at, at, context)).collect()
}

/// The row of a new variant, the `number`th the product ever had, at a place among the others.
pub fn variant(
    ready: &Ready<'_>,
    axes: &[Axis],
    new: &Variant,
    number: i32,
    position: i32,
    context: &Context<'_>,
) -> Result<variant::ActiveModel, ApiError> {
    let source = new.compare_at.and(context.source_json.clone());
    Ok(variant::ActiveModel {
        id: Set(format!("{}-{number}", ready.product.handle)),
        product_id: Set(ready.product.handle.clone()),
        position: Set(position),
        values: Set(serde_json::to_string(&merge::places(axes, &new.values))?),
        price: Set(new.price),
        priced_at: Set(context.now.0),
        list_price: Set(new.compare_at),
        list_price_source: Set(source),
        stock: Set(new.stock),
        reserved: Set(0),
        sold: Set(0),
        picture: Set(picture(ready, new)),
        retired_at: Set(None),
    })
}

/// The place of a variant's picture among those that are there.
pub fn picture(ready: &Ready<'_>, new: &Variant) -> Option<i32> {
    new.picture.and_then(|at| ready.places.get(at).copied().flatten())
}
