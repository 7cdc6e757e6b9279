//! What a line says about the thing itself, as it is written on the order.

use std::collections::HashMap;

use picklive_contract::{
    Currency, Lang, Money, Text,
    offer::Offer,
    picture::Picture,
    product::{OptionAxis, ProductKind},
    quotes::{LineAsk, QuoteLine, Trouble},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
};

use crate::{
    ApiError,
    db::entities::{product, variant},
    product::read,
};

/// The short parts of a product, as they lie in its row.
#[derive(Clone, Debug, FromQueryResult)]
pub struct About {
    id: String,
    kind: String,
    title: String,
    options: String,
    pictures: String,
}

/// The short parts of the products of these variants, by product.
pub async fn about(
    db: &impl ConnectionTrait,
    variants: &[variant::Model],
) -> Result<HashMap<String, About>, ApiError> {
    let found = product::Entity::find()
        .select_only()
        .columns([product::Column::Id, product::Column::Kind, product::Column::Title])
        .columns([product::Column::Options, product::Column::Pictures])
        .filter(product::Column::Id.is_in(variants.iter().map(|v| v.product_id.as_str())))
        .into_model::<About>()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|about| (about.id.clone(), about)).collect())
}

/// A line for a variant the shop does not have.
pub fn gone(ask: &LineAsk, currency: Currency) -> QuoteLine {
    let nothing = Money::new(0, currency);
    QuoteLine {
        variant: ask.variant.clone(),
        product: "".into(),
        kind: ProductKind::Parcel,
        title: "".into(),
        variant_name: None,
        picture: None,
        quantity: ask.quantity,
        offer: Offer::list(nothing),
        total: nothing,
        available: Some(0),
        trouble: Some(Trouble::Gone),
        used_up: None,
        verified: None,
        changes_at: None,
    }
}

/// A line for a variant, without what is known of its stock.
pub fn line(
    variant: &variant::Model,
    about: &About,
    ask: &LineAsk,
    offer: &Offer,
    total: Money,
) -> Result<QuoteLine, ApiError> {
    let pictures: Vec<Picture> = read(&about.pictures)?;
    let shown = variant.picture.and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
    let values: Vec<usize> = read(&variant.values)?;
    let options: Vec<OptionAxis> = read(&about.options)?;
    Ok(QuoteLine {
        variant: ask.variant.clone(),
        product: about.id.as_str().into(),
        kind: about.kind.as_str().into(),
        title: read(&about.title)?,
        variant_name: name(&options, &values),
        picture: pictures.get(shown).or(pictures.first()).cloned(),
        quantity: ask.quantity,
        offer: offer.clone(),
        total,
        available: None,
        trouble: None,
        used_up: None,
        verified: None,
        changes_at: None,
    })
}

/// What a variant's values are called, in every language the app speaks.
fn name(options: &[OptionAxis], values: &[usize]) -> Option<Text> {
    let texts = options.iter().zip(values).filter_map(|(axis, at)| axis.values.get(*at));
    let texts: Vec<&Text> = texts.collect();
    if texts.is_empty() {
        return None;
    }
    let joined = |lang| texts.iter().map(|text| text.get(lang)).collect::<Vec<_>>().join(" · ");
    let [zh, en] = Lang::ALL.map(joined);
    Some(if zh == en { Text::Plain(zh) } else { Text::both(zh, en) })
}
