//! Fan-out: one reader of the rows in this process, and everybody who listens.

use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use picklive_contract::{UnixMillis, events::SHOP};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::{OnceCell, broadcast, watch};

use super::{
    places::{Permit, Places},
    recent::{HELD, Recent},
    told::{Begin, Missed},
};
use crate::{
    ApiError,
    db::{
        Db,
        entities::{event, topic},
    },
};

/// Most listeners of one process, where it may have as many connections. Each costs a few kilobytes.
pub const LISTENERS: usize = 20_000;
/// Events that may wait for a slow listener; who is further behind is told to read everything again.
const BUFFER: usize = 2_048;
/// Events read in one go.
const ROUND: u64 = 500;
/// Who is quick enough to be ready for the next round loses nothing of this one.
const _: () = assert!(BUFFER as u64 >= 2 * ROUND);
/// In the text of an event that tells of nothing but units.
const ONLY_STOCK: &str = r#""kind":"stock""#;

/// An event as it is handed on.
#[derive(Clone, Debug)]
pub struct Handed {
    /// Its number.
    pub seq: i64,
    /// When it was written, milliseconds since 1970.
    pub at: i64,
    /// The contract's event, JSON.
    pub body: Arc<str>,
}

impl From<event::Model> for Handed {
    fn from(row: event::Model) -> Self {
        Self { seq: row.seq, at: row.at, body: row.body.into() }
    }
}

/// Who hands events on; cheap to clone.
#[derive(Clone, Debug)]
pub struct Hub(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    sender: broadcast::Sender<Handed>,
    /// The epoch of the topic, once its rows were looked at.
    epoch: OnceCell<Arc<str>>,
    recent: Mutex<Recent>,
    /// How often something else than a number of units changed.
    goods: AtomicU64,
    ending: watch::Sender<bool>,
    places: Places,
}

/// A place among the listeners, from a moment on; given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    /// What is handed on from that moment on.
    pub events: broadcast::Receiver<Handed>,
    /// Becomes true when the server ends.
    pub ending: watch::Receiver<bool>,
    /// Of which copy of the shop the numbers are.
    pub epoch: Arc<str>,
    _permit: Permit,
}

/// Returns when the server ends.
pub async fn ended(ending: &mut watch::Receiver<bool>) {
    // Without the sender there is no server.
    let _ = ending.wait_for(|ending| *ending).await;
}

impl Default for Hub {
    fn default() -> Self {
        Self::holding(LISTENERS)
    }
}

impl Hub {
    /// One with room for so many listeners.
    pub fn holding(listeners: usize) -> Self {
        let (sender, _) = broadcast::channel(BUFFER);
        Self(Arc::new(Inner {
            sender,
            epoch: OnceCell::new(),
            recent: Mutex::default(),
            goods: AtomicU64::new(0),
            ending: watch::Sender::new(false),
            places: Places::new(listeners),
        }))
    }

    /// A place to listen from; `None` when there is none left (for this address), or the server ends.
    /// Whoever takes one first and then reads what is there misses nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn listen(&self, db: &Db, from: IpAddr) -> Result<Option<Place>, ApiError> {
        let epoch = Arc::clone(self.begin(db).await?);
        let Some(_permit) = self.0.places.take(from) else { return Ok(None) };
        let (ending, events) = (self.0.ending.subscribe(), self.0.sender.subscribe());
        let ends = *ending.borrow();
        Ok((!ends).then_some(Place { events, ending, epoch, _permit }))
    }

    /// What was missed, if that is known here; to be asked after a place is taken.
    pub fn missed(&self, begin: Begin, now: UnixMillis) -> Option<Missed> {
        self.recent().missed(begin, now)
    }

    /// Lets everybody go: a server that ends does not wait for those who only listen.
    pub fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// A number that is another one whenever goods, words, prices or editions have changed.
    pub fn goods(&self) -> u64 {
        self.0.goods.load(Ordering::Acquire)
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.0.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks up where the topic is, once. What was written before this process began is not handed on: it is
    /// asked for. Returns the epoch.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&self, db: &Db) -> Result<&Arc<str>, ApiError> {
        let begin = async || {
            let topic = topic::Entity::find_by_id(SHOP).one(&db.read).await?;
            let (last, epoch) = topic.map_or((0, String::new()), |topic| (topic.seq, topic.epoch));
            let rows = event::Entity::find()
                .filter(event::Column::Topic.eq(SHOP))
                .filter(event::Column::Seq.lte(last))
                .order_by_desc(event::Column::Seq)
                .limit(u64::try_from(HELD).unwrap_or(u64::MAX))
                .all(&db.read)
                .await?;
            let whole = rows.len() < HELD;
            let events = rows.into_iter().rev().map(Handed::from).collect();
            *self.recent() = Recent::begin(last, events, whole);
            Ok::<Arc<str>, ApiError>(Arc::from(epoch))
        };
        self.0.epoch.get_or_try_init(begin).await
    }

    /// Hands on what was written since it was last called, by this server or another one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(&self, db: &Db) -> Result<(), ApiError> {
        self.begin(db).await?;
        loop {
            let (last, began) = (self.recent().last, Instant::now());
            let rows = event::Entity::find()
                .filter(event::Column::Topic.eq(SHOP))
                .filter(event::Column::Seq.gt(last))
                .order_by_asc(event::Column::Seq)
                .limit(ROUND)
                .all(&db.read)
                .await?;
            if rows.is_empty() {
                self.recent().looked = Some(began);
                return Ok(());
            }
            for event in rows.into_iter().map(Handed::from) {
                if !event.body.contains(ONLY_STOCK) {
                    self.0.goods.fetch_add(1, Ordering::Release);
                }
                // Held before it is handed on: who takes a place and then looks here misses nothing.
                self.recent().add(event.clone());
                // Nobody may be listening.
                let _ = self.0.sender.send(event);
            }
            // Listeners take what waits for them before there is more.
            tokio::task::yield_now().await;
        }
    }
}
