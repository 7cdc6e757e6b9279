//! `import drop`: a flash sale with its deals.

pub mod times;

use picklive_contract::{Lang, UnixMillis, product::OptionAxis, time::MINUTE};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{
    ImportError, Wrong,
    edition::{on_sale, too_long, variants_of},
    lists::{DealItem, DropList, Which},
    settle,
};
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{deal, drop, product, variant},
    },
    money,
    product::read,
    storefront::{
        settings::{self, Settings},
        zone::ShopZone,
    },
};

/// Most deals of a drop.
const DEALS_MOST: usize = 100;

/// What became of a drop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its id.
    pub id: String,
    /// When it opens.
    pub opens_at: UnixMillis,
    /// When it closes.
    pub closes_at: UnixMillis,
    /// How many deals it has.
    pub deals: usize,
    /// What the merchant should know.
    pub warnings: Vec<String>,
}

/// Puts a drop into the shop. One with the same id is replaced only when asked to, before it opens and
/// while nobody has bought.
///
/// # Errors
/// Every mistake; then nothing was written.
pub async fn run(state: &AppState, list: &DropList, replace: bool) -> Result<Placed, ImportError> {
    let (shop, now) = (settings::get(state).await?, state.clock.now());
    let zone = ShopZone::named(&shop.zone)?;
    let (mut wrong, mut warnings) = (Vec::new(), Vec::new());
    let window = times::window(list, &zone, now).map_err(Wrong::whole);
    let (opens_at, closes_at) = window.unwrap_or_else(|reason| {
        wrong.push(reason);
        (now, now.plus(MINUTE))
    });
    match &list.title {
        None => wrong.push(Wrong::whole("a drop has a title")),
        text => wrong.extend(too_long(text.as_ref(), "the title").map(Wrong::whole)),
    }
    if list.deals.is_empty() || list.deals.len() > DEALS_MOST {
        wrong.push(Wrong::whole(format!("a drop has 1 to {DEALS_MOST} deals")));
    }
    let compact = || opens_at.to_rfc3339().replace([':', '-'], "").to_lowercase();
    let id = list.id.clone().unwrap_or_else(|| format!("drop-{}", compact()));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if id.is_empty() || id.len() > 100 || !id.chars().all(plain) || id.starts_with('.') {
        wrong.push(Wrong::whole("the id of a drop is letters, digits and hyphens"));
    }
    if let Some(reason) = taken(state, &id, replace, now).await? {
        wrong.push(Wrong::whole(reason));
    }
    let mut rows = Vec::<deal::ActiveModel>::new();
    for (position, item) in (0..).zip(&list.deals) {
        match deal(state, &shop, item, &mut warnings).await? {
            Ok((variant, price)) => {
                if rows.iter().any(|row| row.variant_id == Set(variant.clone())) {
                    let reason = format!("{}: this variant is in the drop twice", item.product);
                    wrong.push(Wrong { line: item.line, reason });
                }
                rows.push(deal::ActiveModel {
                    id: Set(format!("{id}-{position}")),
                    drop_id: Set(id.clone()),
                    position: Set(position),
                    product_id: Set(item.product.clone()),
                    variant_id: Set(variant),
                    price: Set(price),
                    quota: Set(item.quota),
                    left: Set(item.quota),
                    person_limit: Set(item.limit),
                });
            }
            Err(reason) => {
                let reason = format!("{}: {reason}", item.product);
                wrong.push(Wrong { line: item.line, reason });
            }
        }
    }
    settle(wrong)?;
    let title = serde_json::to_string(&list.title).map_err(ApiError::from)?;
    let row = drop::ActiveModel {
        id: Set(id.clone()),
        title: Set(title),
        opens_at: Set(opens_at.0),
        closes_at: Set(closes_at.0),
        ..drop::ActiveModel::default()
    };
    let (row, rows, name) = (&row, &rows, id.as_str());
    let work = |tx: Tx| async move {
        let sold = deal::Entity::find().filter(deal::Column::DropId.eq(name)).all(&*tx).await?;
        if sold.iter().any(|deal| deal.left < deal.quota) {
            return Err(ApiError::internal("somebody has bought in this drop meanwhile"));
        }
        drop::Entity::delete_by_id(name).exec(&*tx).await?;
        drop::Entity::insert(row.clone()).exec_without_returning(&*tx).await?;
        deal::Entity::insert_many(rows.clone()).exec_without_returning(&*tx).await?;
        Ok(())
    };
    state.db.writing(work).await?;
    Ok(Placed { deals: rows.len(), id, opens_at, closes_at, warnings })
}

/// Why a drop with this id cannot be written.
async fn taken(
    state: &AppState,
    id: &str,
    replace: bool,
    now: UnixMillis,
) -> Result<Option<String>, ImportError> {
    let conn = &state.db.read;
    let Some(before) = drop::Entity::find_by_id(id).one(conn).await? else { return Ok(None) };
    if !replace {
        return Ok(Some(format!(
            "there is a drop {id}; --replace replaces it, --id names another"
        )));
    }
    let deals = deal::Entity::find().filter(deal::Column::DropId.eq(id)).all(conn).await?;
    let sold = deals.iter().any(|deal| deal.left < deal.quota);
    let late = before.opens_at <= now.0 || sold;
    Ok(late.then(|| format!("the drop {id} has opened; it is not replaced any more")))
}

/// Variant and price of a deal, or a sentence.
async fn deal(
    state: &AppState,
    shop: &Settings,
    item: &DealItem,
    warnings: &mut Vec<String>,
) -> Result<Result<(String, i64), String>, ImportError> {
    let variants = match variants_of(state, &item.product).await? {
        Ok(variants) => variants,
        Err(reason) => return Ok(Err(reason)),
    };
    let found = product::Entity::find_by_id(item.product.as_str()).one(&state.db.read).await?;
    let axes: Vec<OptionAxis> =
        found.map(|row| read(&row.options)).transpose()?.unwrap_or_default();
    let variant = match which(&variants, &axes, item.variant.as_ref())? {
        Ok(variant) => variant,
        Err(reason) => return Ok(Err(reason)),
    };
    if variant.retired_at.is_some() {
        let why = "this variant is off sale; importing it again brings it back";
        return Ok(Err(why.into()));
    }
    let checked = money::parse(&item.price.text(), shop.currency).and_then(|price| {
        if price >= variant.price {
            let everyday = money::shown(shop.money(variant.price));
            Err(format!("the price of a deal is below the everyday price ({everyday})"))
        } else if item.quota < 1 {
            Err("quota is at least 1".into())
        } else if item.limit.is_some_and(|limit| limit < 1) {
            Err("limit is at least 1".into())
        } else {
            Ok((variant.id.clone(), price))
        }
    });
    if checked.is_ok() && item.quota > variant.stock {
        let (quota, stock) = (item.quota, variant.stock);
        warnings.push(format!("{}: the quota is {quota}, but {stock} are there", item.product));
    }
    Ok(checked)
}

fn which<'a>(
    variants: &'a [variant::Model],
    axes: &[OptionAxis],
    asked: Option<&Which>,
) -> Result<Result<&'a variant::Model, String>, ApiError> {
    let mut names = Vec::new();
    for variant in variants {
        let values: Vec<usize> = read(&variant.values)?;
        let texts = axes.iter().zip(values).filter_map(|(axis, at)| axis.values.get(at));
        let texts: Vec<_> = texts.collect();
        names.push(
            Lang::ALL.map(|lang| {
                texts.iter().map(|text| text.get(lang)).collect::<Vec<_>>().join(" / ")
            }),
        );
    }
    let found = match asked {
        None => on_sale(variants).next().filter(|_| on_sale(variants).count() == 1),
        Some(Which::Number(number)) => number.checked_sub(1).and_then(|at| variants.get(at)),
        Some(Which::Name(name)) => variants
            .iter()
            .zip(&names)
            .find(|(variant, names)| variant.id == *name || names.contains(name))
            .map(|(variant, _)| variant),
    };
    let choice = || {
        let all = variants.iter().zip(&names).zip(1..);
        let listed = all
            .filter(|((variant, _), _)| variant.retired_at.is_none())
            .map(|((_, name), number)| format!("{number} = {}", name[0]));
        format!("which variant? {}", listed.collect::<Vec<_>>().join(", "))
    };
    Ok(found.ok_or_else(choice))
}
