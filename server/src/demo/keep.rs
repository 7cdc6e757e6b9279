//! The demo shop's days ahead: an edition and a drop a day, and the rolling drop two hours ahead.

use picklive_contract::{
    Date, UnixMillis,
    time::{DAY, MINUTE},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};

use super::{
    files::{Edition, When},
    read,
    seed::variant_id,
};
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{deal, drop, edition, pick, settings as row},
    },
    storefront::{settings, zone::ShopZone},
};

/// How far ahead the rolling drop is announced, in milliseconds.
const ROLLING_AHEAD: i64 = 30 * MINUTE;
/// How long a rolling drop that sold nothing is kept: prices of seven days are looked back on.
const KEPT: i64 = 9 * DAY;
/// Days ahead for which editions and drops exist, at least.
const DAYS_AHEAD: i64 = 2;
/// Key of the row that says on which day the shop was set up.
const SINCE: &str = "demo_since";

/// Adds what is missing and removes old rolling drops that nobody bought from.
///
/// # Errors
/// When the database does not take it or a file cannot be read.
pub async fn ahead(state: &AppState) -> Result<(), ApiError> {
    let (editions, now) = (&read::editions()?.editions, state.clock.now());
    let shop = settings::get(state).await?;
    let zone = ShopZone::named(&shop.zone)?;
    let today = zone.date(now);
    // Before the shop's hour the edition of the day before is the one that is shown: a shop that is set up
    // then has one before it all the same.
    let shown = zone.edition_day(&shop.publish_at, now)?;
    let mut wanted = Vec::new();
    for offset in -1..=DAYS_AHEAD + 1 {
        let date = shown.plus_days(offset);
        wanted.push((date, zone.at(date, &shop.publish_at)?));
    }
    let sessions = &sessions(&zone, today, now)?;
    let (wanted, shown) = (&wanted, shown.to_string());
    let shown = shown.as_str();
    let work = |tx: Tx| async move {
        let since = since(&tx, shown).await?;
        for (date, publishes_at) in wanted {
            if let Some(edition) = content(editions, *date, since) {
                add_edition(&tx, edition, *date, *publishes_at).await?;
            }
        }
        for session in sessions {
            session.add(&tx).await?;
        }
        prune(&tx, now).await
    };
    state.db.writing(work).await
}

/// The day whose edition was shown when the shop was set up, noted the first time.
async fn since(tx: &Tx, today: &str) -> Result<Date, ApiError> {
    let first = row::ActiveModel { key: Set(SINCE.into()), value: Set(today.into()) };
    row::Entity::insert(first)
        .on_conflict(OnConflict::column(row::Column::Key).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    let noted = row::Entity::find_by_id(SINCE).one(&**tx).await?;
    noted
        .and_then(|row| Date::parse(&row.value))
        .ok_or_else(|| ApiError::internal("the day the demo shop was set up"))
}

/// The edition whose turn it is on `date`: they follow each other in a circle.
fn content(editions: &[Edition], date: Date, since: Date) -> Option<&Edition> {
    let first = editions.iter().map(|edition| edition.day).min()?;
    let day = date.days_since_epoch() - since.days_since_epoch() - first;
    let turn = day.rem_euclid(i64::try_from(editions.len()).ok()?) + first;
    editions.iter().find(|edition| edition.day == turn)
}

async fn add_edition(
    tx: &Tx,
    edition: &Edition,
    date: Date,
    publishes_at: UnixMillis,
) -> Result<(), ApiError> {
    let json = |text: &Option<_>| text.as_ref().map(serde_json::to_string).transpose();
    let fresh = edition::ActiveModel {
        date: Set(date.to_string()),
        publishes_at: Set(publishes_at.0),
        title: Set(json(&edition.title)?),
        note: Set(json(&edition.note)?),
    };
    let added = edition::Entity::insert(fresh)
        .on_conflict(OnConflict::column(edition::Column::Date).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    if added == 0 {
        return Ok(());
    }
    for (position, chosen) in (0..).zip(&edition.picks) {
        let row = pick::ActiveModel {
            edition_date: Set(date.to_string()),
            position: Set(position),
            product_id: Set(chosen.product.clone()),
            note: Set(json(&chosen.note)?),
            price: Set(chosen.price),
        };
        pick::Entity::insert(row).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// One drop at its time.
struct Session {
    id: String,
    title: String,
    opens_at: UnixMillis,
    closes_at: UnixMillis,
    deals: Vec<deal::ActiveModel>,
}

/// The drops of today and the coming days that are not over.
fn sessions(zone: &ShopZone, today: Date, now: UnixMillis) -> Result<Vec<Session>, ApiError> {
    let mut sessions = Vec::new();
    for file in read::drops()?.drops {
        for (id, opens_at, minutes) in times(&file.when, zone, today, now)? {
            let deals = (0..).zip(&file.deals).map(|(position, offered)| deal::ActiveModel {
                id: Set(format!("{id}-{position}")),
                drop_id: Set(id.clone()),
                position: Set(position),
                product_id: Set(offered.product.clone()),
                variant_id: Set(variant_id(&offered.product, offered.variant)),
                price: Set(offered.price),
                quota: Set(offered.quota),
                left: Set(offered.quota),
                person_limit: Set(offered.limit),
            });
            sessions.push(Session {
                deals: deals.collect(),
                title: serde_json::to_string(&file.title)?,
                opens_at,
                closes_at: opens_at.plus(minutes * MINUTE),
                id,
            });
        }
    }
    sessions.retain(|session| session.closes_at > now);
    Ok(sessions)
}

/// Id, opening and minutes of a drop's next times.
fn times(
    when: &When,
    zone: &ShopZone,
    today: Date,
    now: UnixMillis,
) -> Result<Vec<(String, UnixMillis, i64)>, ApiError> {
    match when {
        When::Daily { opens, minutes } => {
            let days = (0..=DAYS_AHEAD).map(|offset| today.plus_days(offset));
            days.map(|date| Ok((format!("daily-{date}"), zone.at(date, opens)?, *minutes)))
                .collect()
        }
        When::Rolling { every_minutes, open_minutes } => {
            let every = Ord::max(*every_minutes, 1) * MINUTE;
            let first = now.0 - now.0.rem_euclid(every);
            let turns = (0..=ROLLING_AHEAD / every).map(|turn| UnixMillis(first + turn * every));
            let id = |at: UnixMillis| {
                format!("rolling-{}", at.to_rfc3339().replace([':', '-'], "").to_lowercase())
            };
            Ok(turns.map(|at| (id(at), at, *open_minutes)).collect())
        }
    }
}

impl Session {
    async fn add(&self, tx: &Tx) -> Result<(), ApiError> {
        if drop::Entity::find_by_id(self.id.as_str()).count(&**tx).await? > 0 {
            return Ok(());
        }
        let row = drop::ActiveModel {
            id: Set(self.id.clone()),
            title: Set(self.title.clone()),
            opens_at: Set(self.opens_at.0),
            closes_at: Set(self.closes_at.0),
            ..drop::ActiveModel::default()
        };
        drop::Entity::insert(row).exec_without_returning(&**tx).await?;
        deal::Entity::insert_many(self.deals.clone()).exec_without_returning(&**tx).await?;
        Ok(())
    }
}

/// Removes rolling drops that closed long ago and that no order names.
async fn prune(tx: &Tx, now: UnixMillis) -> Result<(), ApiError> {
    let ordered = Query::select()
        .column(("deals", "drop_id"))
        .from("deals")
        .inner_join("order_lines", Expr::col(("order_lines", "deal_id")).equals(("deals", "id")))
        .take();
    drop::Entity::delete_many()
        .filter(drop::Column::Id.starts_with("rolling-"))
        .filter(drop::Column::ClosesAt.lt(now.plus(-KEPT).0))
        .filter(drop::Column::Id.not_in_subquery(ordered))
        .exec(&**tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_follow_each_other_in_a_circle() {
        let editions = read::editions().unwrap().editions;
        let since = Date::parse("2026-11-24").unwrap();
        let day = |offset| content(&editions, since.plus_days(offset), since).unwrap().day;
        assert_eq!((-1..=7).map(day).collect::<Vec<_>>(), [-1, 0, 1, -1, 0, 1, -1, 0, 1]);
    }

    #[test]
    fn the_files_name_only_what_exists() {
        let products = read::products().unwrap();
        let variants = |handle: &str| {
            products.iter().find(|product| product.handle == handle).unwrap().variants.len()
        };
        for pick in read::editions().unwrap().editions.iter().flat_map(|e| &e.picks) {
            assert!(variants(&pick.product) > 0);
        }
        let drops = read::drops().unwrap().drops;
        let daily = drops.iter().filter(|drop| matches!(drop.when, When::Daily { .. })).count();
        assert!(daily <= 1 && drops.len() - daily <= 1, "ids are made of the kind");
        for deal in drops.iter().flat_map(|drop| &drop.deals) {
            assert!(deal.variant < variants(&deal.product));
        }
    }
}
