//! Fan-out: the topics that are read in this process, and everybody who listens.

use std::{
    collections::{HashMap, HashSet},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use picklive_contract::{UnixMillis, events::SHOP};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use tokio::sync::{Mutex as Turn, Notify, watch};

use super::{
    append::can_be_topic,
    channel::{Channel, Seat},
    places::{Permit, Places},
    watching::{Watcher, Watching},
};
use crate::{
    ApiError,
    db::{Db, entities::topic},
};

/// Most listeners of one process, where it may have as many connections. Each costs a few kilobytes.
pub const LISTENERS: usize = 20_000;
/// For how long a topic is read that nobody listens to any more: who lost their line comes back to it.
const SILENT: Duration = Duration::from_secs(60);

/// Who hands events on; cheap to clone.
#[derive(Clone, Debug)]
pub struct Hub(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Those that are read, the shop's always.
    channels: Mutex<HashMap<String, Arc<Channel>>>,
    /// One is opened at a time: of a thousand who come at once one looks it up.
    opening: Turn<()>,
    /// Topics in which something was written here and not read yet.
    woken: Mutex<HashSet<String>>,
    wake: Notify,
    ending: watch::Sender<bool>,
    places: Places,
    watching: Watching,
}

/// A place among the listeners, from a moment on; given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    /// One at each topic, in the order that was asked in.
    pub seats: Vec<Seat>,
    /// Rings whenever there is more in one of them.
    pub bell: Arc<Notify>,
    /// Becomes true when the server ends.
    pub ending: watch::Receiver<bool>,
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
        Self(Arc::new(Inner {
            channels: Mutex::default(),
            opening: Turn::default(),
            woken: Mutex::default(),
            wake: Notify::new(),
            ending: watch::Sender::new(false),
            places: Places::new(listeners),
            watching: Watching::default(),
        }))
    }

    /// A place to listen from to these topics; `None` when there is none left (for this address), or the server
    /// ends. Whoever takes one first and then reads what is there misses nothing.
    ///
    /// # Errors
    /// 404 when there is no such topic; when the database does not answer.
    pub async fn listen(
        &self,
        db: &Db,
        from: IpAddr,
        topics: &[String],
    ) -> Result<Option<Place>, ApiError> {
        let Some(_permit) = self.0.places.take(from) else { return Ok(None) };
        let (ending, bell) = (self.0.ending.subscribe(), Arc::new(Notify::new()));
        let mut seats = Vec::new();
        for topic in topics {
            seats.push(self.seat(db, topic, &bell).await?);
        }
        let ends = *ending.borrow();
        Ok((!ends).then_some(Place { seats, bell, ending, _permit }))
    }

    async fn seat(&self, db: &Db, topic: &str, bell: &Arc<Notify>) -> Result<Seat, ApiError> {
        // Taken while the topic cannot be closed.
        let known = || self.channels().get(topic).map(|channel| channel.seat(bell));
        if let Some(seat) = known() {
            return Ok(seat);
        }
        // Who asks for what is not there keeps nobody waiting.
        let there =
            can_be_topic(topic) && topic::Entity::find_by_id(topic).one(&db.read).await?.is_some();
        if !there {
            return Err(ApiError::not_found());
        }
        let _one = self.0.opening.lock().await;
        if let Some(seat) = known() {
            return Ok(seat);
        }
        let channel = Channel::begin(db, topic).await?.ok_or_else(ApiError::not_found)?;
        let channel = Arc::new(channel);
        let seat = channel.seat(bell);
        self.channels().insert(topic.into(), channel);
        Ok(seat)
    }

    /// Lets everybody go: a server that ends does not wait for those who only listen.
    pub fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// A number that is another one whenever goods, words, prices or editions have changed.
    pub fn goods(&self) -> u64 {
        self.channel(SHOP).map_or(0, |shop| shop.goods())
    }

    /// To be called when a transaction that appended to the topic is committed: who listens here is told at once.
    pub fn wake(&self, topic: &str) {
        if self.channel(topic).is_some() {
            self.woken().insert(topic.into());
            self.0.wake.notify_one();
        }
    }

    /// Who watches rooms.
    pub fn watchers(&self) -> &Watching {
        &self.0.watching
    }

    /// Everybody who watches a room by a line of this process, or did in the last 30 seconds.
    pub fn watching(&self, now: UnixMillis) -> Vec<Watcher> {
        self.0.watching.watchers(now)
    }

    /// The topics that somebody listens to here.
    pub fn listened(&self) -> Vec<String> {
        let channels = self.channels();
        let heard = channels.values().filter(|channel| channel.silent().is_none());
        heard.map(|channel| channel.topic.clone()).collect()
    }

    fn channels(&self) -> MutexGuard<'_, HashMap<String, Arc<Channel>>> {
        self.0.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn channel(&self, topic: &str) -> Option<Arc<Channel>> {
        self.channels().get(topic).cloned()
    }

    fn woken(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.woken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to read the shop's topic, once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&self, db: &Db) -> Result<(), ApiError> {
        self.seat(db, SHOP, &Arc::new(Notify::new())).await.map(drop)
    }

    /// Returns when something was written here, with the topics it was written to.
    pub async fn woke(&self) -> Vec<String> {
        self.0.wake.notified().await;
        self.woken().drain().collect()
    }

    /// Hands on what was written to a topic since it was last read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read_one(&self, db: &Db, topic: &str) -> Result<(), ApiError> {
        match self.channel(topic) {
            Some(channel) => channel.read(db).await,
            None => Ok(()),
        }
    }

    /// Hands on what was written to all topics that are read here, by this server or another one; those that nobody
    /// has listened to for a while are left.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(&self, db: &Db) -> Result<(), ApiError> {
        self.begin(db).await?;
        let names: Vec<String> = {
            let mut channels = self.channels();
            let old = |channel: &Channel| channel.silent().is_some_and(|since| since > SILENT);
            channels.retain(|topic, channel| topic == SHOP || !old(channel));
            channels.keys().cloned().collect()
        };
        let began = std::time::Instant::now();
        let latest: Vec<(String, i64)> = topic::Entity::find()
            .select_only()
            .columns([topic::Column::Topic, topic::Column::Seq])
            .filter(topic::Column::Topic.is_in(names))
            .into_tuple()
            .all(&db.read)
            .await?;
        for (topic, seq) in latest {
            let Some(channel) = self.channel(&topic) else { continue };
            if !channel.is_at(seq, began) {
                channel.read(db).await?;
            }
        }
        Ok(())
    }
}
