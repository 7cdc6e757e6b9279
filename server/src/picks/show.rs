//! `GET /v1/editions/today` and `GET /v1/editions/{date}`.

use picklive_contract::{
    Date, UnixMillis,
    picks::{Edition, GetEdition, GetToday, Pick},
    time::SECOND,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    ApiError, AppState,
    db::entities::{edition, pick},
    http::{Answer, Cache, Call},
    product::{Detail, load, offers, read_some},
    storefront::settings::{self, Settings},
};

/// The latest published edition.
pub async fn today(call: Call<GetToday>) -> Result<Answer<GetToday>, ApiError> {
    let edition = latest(&call.state).await?.ok_or_else(ApiError::not_found)?;
    Answer::shared(&edition, kept(&edition, call.state.clock.now()))
}

/// The edition of a date, if it is out.
pub async fn by_date(call: Call<GetEdition>) -> Result<Answer<GetEdition>, ApiError> {
    let edition = of_date(&call.state, call.at).await?.ok_or_else(ApiError::not_found)?;
    Answer::shared(&edition, kept(&edition, call.state.clock.now()))
}

/// How long an edition may be kept: a few seconds, because it tells prices and stock, and never beyond
/// the moment the next one takes its place.
fn kept(edition: &Edition, now: UnixMillis) -> Cache {
    let until = edition.closes_at.filter(|closes| *closes > now);
    let seconds = until
        .map_or(u32::MAX, |closes| u32::try_from(closes.since(now) / SECOND).unwrap_or(u32::MAX));
    let fresh = seconds.min(5);
    Cache::Shared { fresh, stale: (seconds - fresh).min(30) }
}

/// The latest published edition; `None` before the first. Also for the first screen in the HTML.
///
/// # Errors
/// When the database does not answer or a row cannot be read.
pub async fn latest(state: &AppState) -> Result<Option<Edition>, ApiError> {
    let now = state.clock.now();
    match offers::latest_edition(&state.db.read, now).await? {
        Some((row, closes_at)) => tell(state, row, closes_at, now).await.map(Some),
        None => Ok(None),
    }
}

/// The edition of `date`; `None` when there is none or its hour has not come.
///
/// # Errors
/// As [`latest`].
pub async fn of_date(state: &AppState, date: Date) -> Result<Option<Edition>, ApiError> {
    let (conn, now) = (&state.db.read, state.clock.now());
    let found = edition::Entity::find_by_id(date.to_string())
        .filter(edition::Column::PublishesAt.lte(now.0))
        .one(conn)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let next = offers::next_after(conn, row.publishes_at).await?;
    tell(state, row, next.map(|next| UnixMillis(next.publishes_at)), now).await.map(Some)
}

async fn tell(
    state: &AppState,
    row: edition::Model,
    closes_at: Option<UnixMillis>,
    now: UnixMillis,
) -> Result<Edition, ApiError> {
    let conn = &state.db.read;
    let shop = settings::load(conn).await?;
    let previous = edition::Entity::find()
        .filter(edition::Column::PublishesAt.lt(row.publishes_at))
        .order_by_desc(edition::Column::PublishesAt)
        .one(conn)
        .await?;
    let next = match closes_at.filter(|closes| *closes <= now) {
        Some(_) => offers::next_after(conn, row.publishes_at).await?,
        None => None,
    };
    let day = |row: edition::Model| Date::parse(&row.date);
    Ok(Edition {
        date: Date::parse(&row.date).ok_or_else(|| ApiError::internal("an edition's date"))?,
        published_at: Some(UnixMillis(row.publishes_at)),
        closes_at,
        title: read_some(row.title.as_ref())?,
        note: read_some(row.note.as_ref())?,
        picks: picks(conn, &shop, &row.date, now).await?,
        curator: shop.curator,
        previous: previous.and_then(day),
        next: next.and_then(day),
    })
}

async fn picks<C: ConnectionTrait>(
    conn: &C,
    shop: &Settings,
    date: &str,
    now: UnixMillis,
) -> Result<Vec<Pick>, ApiError> {
    let rows = pick::Entity::find()
        .filter(pick::Column::EditionDate.eq(date))
        .order_by_asc(pick::Column::Position)
        .all(conn)
        .await?;
    let ids: Vec<_> = rows.iter().map(|row| row.product_id.as_str()).collect();
    let products = load(conn, shop, &ids, Detail::Card, now).await?;
    let mut picks = Vec::new();
    for row in &rows {
        if let Some(product) = products.get(&row.product_id) {
            let note = read_some(row.note.as_ref())?;
            picks.push(Pick { note, product: product.clone() });
        }
    }
    Ok(picks)
}
