//! A topic in this process: the one reader of its rows, its latest events, and the bells of those who listen to it.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::{Mutex as Turn, Notify};

use super::{
    recent::{HELD, Handed, Recent},
    told::MOST,
};
use crate::{
    ApiError,
    db::{
        Db,
        entities::{event, topic},
    },
};

/// Events read in one go.
const ROUND: u64 = 500;
/// Who takes what there is ten times a second loses nothing of a few rounds.
const _: () = assert!(HELD as u64 >= 4 * ROUND);
/// In the text of an event that tells of nothing but units.
const ONLY_STOCK: &str = r#""kind":"stock""#;

/// A topic that is read here.
#[derive(Debug)]
pub struct Channel {
    /// Its name.
    pub topic: String,
    /// Of which copy of the shop its numbers are.
    pub epoch: String,
    recent: Mutex<Recent>,
    /// One reads at a time.
    reading: Turn<()>,
    bells: Mutex<Bells>,
    goods: AtomicU64,
}

#[derive(Debug)]
struct Bells {
    next: u64,
    /// Those of who listens.
    by_number: HashMap<u64, Arc<Notify>>,
    /// When the last of them left.
    silent_since: Instant,
}

/// A seat at a topic; left when it is dropped.
#[derive(Debug)]
pub struct Seat {
    /// The topic.
    pub channel: Arc<Channel>,
    number: u64,
}

impl Channel {
    /// Looks up where a topic is; `None` when there is none. What was written before is not handed on: it is asked
    /// for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(db: &Db, name: &str) -> Result<Option<Self>, ApiError> {
        let Some(topic) = topic::Entity::find_by_id(name).one(&db.read).await? else {
            return Ok(None);
        };
        // More than that is never told of the past.
        let most = MOST + 1;
        let rows = event::Entity::find()
            .filter(event::Column::Topic.eq(name))
            .filter(event::Column::Seq.lte(topic.seq))
            .order_by_desc(event::Column::Seq)
            .limit(u64::try_from(most).unwrap_or(u64::MAX))
            .all(&db.read)
            .await?;
        let whole = rows.len() < most;
        let events = rows.into_iter().rev().map(Handed::from).collect();
        let (by_number, silent_since) = (HashMap::new(), Instant::now());
        Ok(Some(Self {
            topic: topic.topic,
            epoch: topic.epoch,
            recent: Mutex::new(Recent::begin(topic.seq, events, whole)),
            reading: Turn::default(),
            bells: Mutex::new(Bells { next: 0, by_number, silent_since }),
            goods: AtomicU64::new(0),
        }))
    }

    /// The latest events.
    pub fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bells(&self) -> MutexGuard<'_, Bells> {
        self.bells.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A seat whose bell rings whenever there is more. Whoever takes one first and then reads what is there misses
    /// nothing.
    pub fn seat(self: &Arc<Self>, bell: &Arc<Notify>) -> Seat {
        let mut bells = self.bells();
        let number = bells.next;
        bells.next += 1;
        bells.by_number.insert(number, Arc::clone(bell));
        drop(bells);
        Seat { channel: Arc::clone(self), number }
    }

    /// How many events told of something else than a number of units.
    pub fn goods(&self) -> u64 {
        self.goods.load(Ordering::Acquire)
    }

    /// For how long nobody has listened; `None` while somebody does.
    pub fn silent(&self) -> Option<Duration> {
        let bells = self.bells();
        bells.by_number.is_empty().then(|| bells.silent_since.elapsed())
    }

    /// Whether everything is read up to this number, which was the latest at a moment; notes that it was looked at.
    pub fn is_at(&self, seq: i64, moment: Instant) -> bool {
        let mut recent = self.recent();
        let at = recent.last == seq;
        if at {
            recent.looked = Some(moment);
        }
        at
    }

    /// Hands on what was written since it was last called, by this server or another one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(&self, db: &Db) -> Result<(), ApiError> {
        let _one = self.reading.lock().await;
        loop {
            let (last, began) = (self.recent().last, Instant::now());
            let rows = event::Entity::find()
                .filter(event::Column::Topic.eq(&self.topic))
                .filter(event::Column::Seq.gt(last))
                .order_by_asc(event::Column::Seq)
                .limit(ROUND)
                .all(&db.read)
                .await?;
            let more = u64::try_from(rows.len()) == Ok(ROUND);
            if !rows.is_empty() {
                self.hold(rows);
                self.bells().by_number.values().for_each(|bell| bell.notify_one());
            }
            if !more {
                self.recent().looked = Some(began);
                return Ok(());
            }
            // Listeners take what waits for them before there is more.
            tokio::task::yield_now().await;
        }
    }

    fn hold(&self, rows: Vec<event::Model>) {
        let mut recent = self.recent();
        for event in rows.into_iter().map(Handed::from) {
            if !event.body.contains(ONLY_STOCK) {
                self.goods.fetch_add(1, Ordering::Release);
            }
            recent.add(event);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut bells = self.channel.bells();
        bells.by_number.remove(&self.number);
        bells.silent_since = Instant::now();
    }
}
