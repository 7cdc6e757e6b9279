//! `import edition`: the picks of a day.

pub mod remember;

use picklive_contract::{Date, Text, UnixMillis};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    ImportError, Wrong,
    lists::{EditionList, PickItem},
    settle,
};
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{edition, pick, product, variant},
    },
    money,
    storefront::{
        settings::{self, Settings},
        zone::ShopZone,
    },
};

/// Most picks of an edition.
const PICKS_MOST: usize = 100;
/// Most characters of a note or a title.
pub const TEXT_MOST: usize = 2_000;

/// What became of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its day.
    pub date: Date,
    /// When it is readable.
    pub publishes_at: UnixMillis,
    /// Whether it is readable now.
    pub is_out: bool,
    /// How many picks it has.
    pub picks: usize,
    /// Whether it took the place of another.
    pub replaced: bool,
}

/// Puts an edition into the shop. An edition of the same day is replaced only when asked to.
///
/// # Errors
/// Every mistake; then nothing was written.
pub async fn run(
    state: &AppState,
    list: &EditionList,
    replace: bool,
) -> Result<Placed, ImportError> {
    let (shop, now) = (settings::get(state).await?, state.clock.now());
    let zone = ShopZone::named(&shop.zone)?;
    let mut wrong = Vec::new();
    let shown = zone.edition_day(&shop.publish_at, now)?;
    let date = date(list.date.as_deref(), &zone, shown, now).unwrap_or_else(|reason| {
        wrong.push(Wrong::whole(reason));
        zone.date(now)
    });
    for (text, name) in [(&list.title, "the title"), (&list.note, "the edition's note")] {
        wrong.extend(too_long(text.as_ref(), name).map(Wrong::whole));
    }
    if list.picks.is_empty() || list.picks.len() > PICKS_MOST {
        wrong.push(Wrong::whole(format!("an edition has 1 to {PICKS_MOST} picks")));
    }
    let before = edition::Entity::find_by_id(date.to_string()).one(&state.db.read).await?;
    if before.is_some() && !replace {
        wrong.push(Wrong::whole(format!("there is an edition of {date}; --replace replaces it")));
    }
    let rows = picks(state, &shop, list, date, &mut wrong).await?;
    settle(wrong)?;
    let hour = zone.at(date, &shop.publish_at)?;
    let kept = match &before {
        Some(old) if old.publishes_at <= now.0 => same_prices(state, old, &rows).await?,
        _ => None,
    };
    // Prices begin to hold now, not at an hour that is past: the seven days before a reduction end there.
    let publishes_at = kept.unwrap_or(hour.max(now));
    write(state, list, date, publishes_at, &rows).await?;
    let is_out = publishes_at <= now;
    Ok(Placed { date, publishes_at, is_out, picks: rows.len(), replaced: before.is_some() })
}

/// The day meant: the one whose edition is `shown` or a later one.
fn date(text: Option<&str>, zone: &ShopZone, shown: Date, now: UnixMillis) -> Result<Date, String> {
    let date = zone.day(text.unwrap_or("today"), now)?;
    if date < shown {
        return Err(format!("{date} is past; the edition that is shown is that of {shown}"));
    }
    Ok(date)
}

/// A sentence, when a text is too long in any language.
pub fn too_long(text: Option<&Text>, name: &str) -> Option<String> {
    let long = |text: &String| text.chars().count() > TEXT_MOST;
    let is_long = match text? {
        Text::Plain(text) => long(text),
        Text::Each(each) => each.iter().any(|(_, text)| long(text)),
    };
    is_long.then(|| format!("{name} has more than {TEXT_MOST} characters"))
}

async fn picks(
    state: &AppState,
    shop: &Settings,
    list: &EditionList,
    date: Date,
    wrong: &mut Vec<Wrong>,
) -> Result<Vec<pick::ActiveModel>, ImportError> {
    let mut rows = Vec::new();
    for (position, item) in (0..).zip(&list.picks) {
        let mut say = |reason: String| {
            let reason = format!("{}: {reason}", item.product);
            wrong.push(Wrong { line: item.line, reason });
        };
        if list.picks.iter().filter(|other| other.product == item.product).count() > 1 {
            say("is picked twice".into());
        }
        let variants = match variants_of(state, &item.product).await? {
            Ok(variants) => variants,
            Err(reason) => {
                say(reason);
                continue;
            }
        };
        if let Some(reason) = too_long(item.note.as_ref(), "the note") {
            say(reason);
        }
        let price = price(item, shop, &variants).unwrap_or_else(|reason| {
            say(reason);
            None
        });
        let note = item.note.as_ref().map(serde_json::to_string).transpose();
        rows.push(pick::ActiveModel {
            edition_date: Set(date.to_string()),
            position: Set(position),
            product_id: Set(item.product.clone()),
            note: Set(note.map_err(ApiError::from)?),
            price: Set(price),
        });
    }
    Ok(rows)
}

fn price(
    item: &PickItem,
    shop: &Settings,
    variants: &[variant::Model],
) -> Result<Option<i64>, String> {
    let Some(figure) = &item.price else { return Ok(None) };
    let price = money::parse(&figure.text(), shop.currency)?;
    // What is not sold any more is no price that a reduction could be measured by.
    let dearest = on_sale(variants).map(|variant| variant.price).max().unwrap_or(0);
    if price >= dearest {
        let dearest = money::shown(shop.money(dearest));
        return Err(format!("the price of an edition is below the everyday price ({dearest})"));
    }
    Ok(Some(price))
}

/// Those that are not retired.
pub fn on_sale(variants: &[variant::Model]) -> impl Iterator<Item = &variant::Model> {
    variants.iter().filter(|variant| variant.retired_at.is_none())
}

/// The variants of a product, retired ones too, or a sentence why it cannot be offered.
pub async fn variants_of(
    state: &AppState,
    handle: &str,
) -> Result<Result<Vec<variant::Model>, String>, ImportError> {
    if product::Entity::find_by_id(handle).one(&state.db.read).await?.is_none() {
        return Ok(Err("there is no product with this handle".into()));
    }
    let variants = variant::Entity::find().filter(variant::Column::ProductId.eq(handle));
    let variants = variants.order_by_asc(variant::Column::Position).all(&state.db.read).await?;
    Ok(if variants.is_empty() {
        Err("the product has no variants".into())
    } else if on_sale(&variants).next().is_none() {
        Err("the product is off sale; importing it again brings it back".into())
    } else {
        Ok(variants)
    })
}

/// When an edition that is out was published, if every price of `rows` has held in it since then.
async fn same_prices(
    state: &AppState,
    old: &edition::Model,
    rows: &[pick::ActiveModel],
) -> Result<Option<UnixMillis>, ImportError> {
    let picks = pick::Entity::find().filter(pick::Column::EditionDate.eq(old.date.as_str()));
    let picks = picks.all(&state.db.read).await?;
    let held = |row: &pick::ActiveModel| {
        row.price == Set(None)
            || picks.iter().any(|old| {
                row.product_id == Set(old.product_id.clone()) && row.price == Set(old.price)
            })
    };
    Ok(rows.iter().all(held).then_some(UnixMillis(old.publishes_at)))
}

async fn write(
    state: &AppState,
    list: &EditionList,
    date: Date,
    publishes_at: UnixMillis,
    rows: &[pick::ActiveModel],
) -> Result<(), ApiError> {
    let json = |text: &Option<Text>| text.as_ref().map(serde_json::to_string).transpose();
    let (title, note) = (&json(&list.title)?, &json(&list.note)?);
    let (id, now) = (&date.to_string(), state.clock.now());
    let work = |tx: Tx| async move {
        remember::prices(&tx, id, None, now).await?;
        edition::Entity::delete_by_id(id.as_str()).exec(&*tx).await?;
        let row = edition::ActiveModel {
            date: Set(id.clone()),
            publishes_at: Set(publishes_at.0),
            title: Set(title.clone()),
            note: Set(note.clone()),
        };
        edition::Entity::insert(row).exec_without_returning(&*tx).await?;
        pick::Entity::insert_many(rows.to_vec()).exec_without_returning(&*tx).await?;
        Ok(())
    };
    state.db.writing(work).await
}
