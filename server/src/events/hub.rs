//! Fan-out: one reader of the rows in this process, and everybody who listens.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use picklive_contract::events::SHOP;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast, watch};

use crate::{
    ApiError,
    db::{
        Db,
        entities::{event, topic},
    },
};

/// Events that may wait for a slow listener; who is further behind is told to read everything again.
const BUFFER: usize = 256;
/// Listeners of one process. Each costs a connection and a few kilobytes.
const LISTENERS: usize = 20_000;
/// Events read in one go.
const ROUND: u64 = 500;
/// In the text of an event that tells of nothing but units.
const ONLY_STOCK: &str = r#""kind":"stock""#;
/// Nothing has been read yet.
const UNREAD: i64 = -1;

/// An event as it is handed on.
#[derive(Clone, Debug)]
pub struct Handed {
    /// Its number.
    pub seq: i64,
    /// The contract's event, JSON.
    pub body: Arc<str>,
}

/// Who hands events on; cheap to clone.
#[derive(Clone, Debug)]
pub struct Hub(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    sender: broadcast::Sender<Handed>,
    read: AtomicI64,
    /// How often something else than a number of units changed.
    goods: AtomicU64,
    ending: watch::Sender<bool>,
    room: Arc<Semaphore>,
}

/// A place among the listeners, from a moment on; given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    /// What is handed on from that moment on.
    pub events: broadcast::Receiver<Handed>,
    /// Becomes true when the server ends.
    pub ending: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
}

/// Returns when the server ends.
pub async fn ended(ending: &mut watch::Receiver<bool>) {
    // Without the sender there is no server.
    let _ = ending.wait_for(|ending| *ending).await;
}

impl Default for Hub {
    fn default() -> Self {
        let (sender, _) = broadcast::channel(BUFFER);
        Self(Arc::new(Inner {
            sender,
            read: AtomicI64::new(UNREAD),
            goods: AtomicU64::new(0),
            ending: watch::Sender::new(false),
            room: Arc::new(Semaphore::new(LISTENERS)),
        }))
    }
}

impl Hub {
    /// A place to listen from; `None` when there is none left, or the server ends. Whoever takes one first
    /// and then reads what is there misses nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn listen(&self, db: &Db) -> Result<Option<Place>, ApiError> {
        self.begin(db).await?;
        Ok(self.place())
    }

    fn place(&self) -> Option<Place> {
        let _permit = Arc::clone(&self.0.room).try_acquire_owned().ok()?;
        let (ending, events) = (self.0.ending.subscribe(), self.0.sender.subscribe());
        let ends = *ending.borrow();
        (!ends).then_some(Place { events, ending, _permit })
    }

    /// Lets everybody go: a server that ends does not wait for those who only listen.
    pub fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// A number that is another one whenever goods, words, prices or editions have changed.
    pub fn goods(&self) -> u64 {
        self.0.goods.load(Ordering::Acquire)
    }

    /// Up to where was read. What was written before this process began is read by who asks for it.
    async fn begin(&self, db: &Db) -> Result<i64, ApiError> {
        let last = self.0.read.load(Ordering::Acquire);
        if last != UNREAD {
            return Ok(last);
        }
        let topic = topic::Entity::find_by_id(SHOP).one(&db.read).await?;
        let latest = topic.map_or(0, |topic| topic.seq);
        let begun =
            self.0.read.compare_exchange(UNREAD, latest, Ordering::AcqRel, Ordering::Acquire);
        Ok(begun.map_or_else(|other| other, |_| latest))
    }

    /// Hands on what was written since it was last called, by this server or another one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(&self, db: &Db) -> Result<(), ApiError> {
        let mut last = self.begin(db).await?;
        loop {
            let rows = event::Entity::find()
                .filter(event::Column::Topic.eq(SHOP))
                .filter(event::Column::Seq.gt(last))
                .order_by_asc(event::Column::Seq)
                .limit(ROUND)
                .all(&db.read)
                .await?;
            let Some(latest) = rows.last().map(|row| row.seq) else { return Ok(()) };
            for row in rows {
                if !row.body.contains(ONLY_STOCK) {
                    self.0.goods.fetch_add(1, Ordering::Release);
                }
                // Nobody may be listening.
                let _ = self.0.sender.send(Handed { seq: row.seq, body: row.body.into() });
            }
            last = latest;
            self.0.read.store(last, Ordering::Release);
        }
    }
}
