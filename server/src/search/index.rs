//! The products as they are searched, kept until goods change.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use picklive_contract::{Text, UnixMillis, product::OptionAxis};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use tokio::sync::Mutex;

use super::entry::Entry;
use crate::{
    ApiError, AppState,
    db::entities::{edition, pick, product, variant},
    product::{read, read_some},
};

/// What is left of goods may be so old: it only moves what is sold out to the end.
const OLDEST: Duration = Duration::from_secs(60);

/// All products; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Index(Arc<Mutex<Option<Built>>>);

#[derive(Debug)]
struct Built {
    /// Of which goods (see [`crate::events::Hub::goods`]).
    goods: u64,
    at: Instant,
    entries: Arc<Vec<Entry>>,
}

impl Index {
    /// The products as they are now. Whoever asks while they are gathered waits for that.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn get(&self, state: &AppState) -> Result<Arc<Vec<Entry>>, ApiError> {
        let mut built = self.0.lock().await;
        // Read before the rows are: what changes meanwhile is gathered by the next one who asks.
        let goods = state.events.goods();
        if let Some(built) = &*built
            && built.goods == goods
            && built.at.elapsed() < OLDEST
        {
            return Ok(Arc::clone(&built.entries));
        }
        let entries = Arc::new(gather(state).await?);
        *built = Some(Built { goods, at: Instant::now(), entries: Arc::clone(&entries) });
        Ok(entries)
    }
}

async fn gather(state: &AppState) -> Result<Vec<Entry>, ApiError> {
    let conn = &state.db.read;
    let (mut sold, mut left) = (HashSet::new(), HashSet::new());
    let variants: Vec<(String, i64)> = variant::Entity::find()
        .select_only()
        .columns([variant::Column::ProductId, variant::Column::Stock])
        .filter(variant::Column::RetiredAt.is_null())
        .into_tuple()
        .all(conn)
        .await?;
    for (product, stock) in variants {
        if stock > 0 {
            left.insert(product.clone());
        }
        sold.insert(product);
    }
    let published = published(state).await?;
    let mut entries = Vec::new();
    for row in product::Entity::find().all(conn).await? {
        if !sold.contains(&row.id) {
            continue;
        }
        let title: Text = read(&row.title)?;
        let options: Vec<OptionAxis> = read(&row.options)?;
        let mut beside: Vec<Text> = read_some(row.summary.as_ref())?.into_iter().collect();
        beside.extend(options.into_iter().flat_map(|axis| axis.values));
        let body: Option<Text> = read_some(row.body.as_ref())?;
        let mut entry = Entry::new(row.id, &title, &beside, body.as_ref());
        entry.from = published.get(&entry.id).copied();
        entry.created_at = row.created_at;
        entry.left = left.contains(&entry.id);
        entries.push(entry);
    }
    Ok(entries)
}

/// From when on each product that was ever picked is to be known: tomorrow's picks are nobody's today.
async fn published(state: &AppState) -> Result<HashMap<String, UnixMillis>, ApiError> {
    let conn = &state.db.read;
    let editions: Vec<(String, i64)> = edition::Entity::find()
        .select_only()
        .columns([edition::Column::Date, edition::Column::PublishesAt])
        .into_tuple()
        .all(conn)
        .await?;
    let at: HashMap<_, _> = editions.into_iter().collect();
    let picks: Vec<(String, String)> = pick::Entity::find()
        .select_only()
        .columns([pick::Column::ProductId, pick::Column::EditionDate])
        .into_tuple()
        .all(conn)
        .await?;
    let mut first = HashMap::new();
    for (product, date) in picks {
        let Some(at) = at.get(&date) else { continue };
        let held = first.entry(product).or_insert(UnixMillis(*at));
        *held = Ord::min(*held, UnixMillis(*at));
    }
    Ok(first)
}
