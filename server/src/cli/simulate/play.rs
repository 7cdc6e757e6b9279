//! A play: what is to be played where, and everybody on the stage.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use picklive_contract::{
    CommentId, ProductId, RoomId,
    events::{SHOP, room_topic},
    live::{GetRoom, Room, RoomState},
    storefront::{Capability, GetStorefront, Storefront},
};
use tokio::{sync::watch, task::JoinSet};
use url::Url;

use super::{
    audience, buyers,
    caller::Caller,
    doors::Doors,
    host::{self, Access, Host},
    luck::{self, Chances},
    script::Script,
    tally::Tally,
    voices,
};
use crate::cli::orders::print::{one_line, out};

/// How often it is told what happens.
const TOLD: Duration = Duration::from_secs(5);
/// How long those who speak are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is to be played.
#[derive(Debug)]
pub struct Play {
    /// Where the API is.
    pub api: Url,
    /// In which room.
    pub room: RoomId,
    /// What is done and said.
    pub script: Script,
    /// How many watch.
    pub viewers: usize,
    /// Comments a second.
    pub comments: f64,
    /// Orders a minute.
    pub orders: f64,
    /// Where it is told what happens.
    pub said: Said,
}

/// Where it is told what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// To who started it.
    Terminal,
    /// In the log of the server that rehearses, for who wants to know more.
    Log,
}

impl Said {
    /// Tells a line.
    pub fn line(self, text: &str) {
        match self {
            Self::Terminal => out(text),
            Self::Log => tracing::debug!("rehearsal: {text}"),
        }
    }
}

/// Everybody, and what they know of each other.
#[derive(Debug)]
pub struct Stage {
    /// What is played.
    pub play: Play,
    /// The shop, as it was at the begin.
    pub shop: Storefront,
    /// The ways in.
    pub doors: Doors,
    /// What happened.
    pub tally: Tally,
    /// When it began.
    pub begun: Instant,
    host: Option<Host>,
    scene: Mutex<Scene>,
}

/// What people see of the room.
#[derive(Debug, Default)]
pub struct Scene {
    /// The product that is shown.
    pub shown: Option<ProductId>,
    /// The audience's latest comment.
    pub latest: Option<CommentId>,
    /// Coupons and lucky bags.
    pub chances: Chances,
    /// The viewers' tickets, by the number of the viewer, once they are in.
    pub tickets: Vec<Option<String>>,
}

impl Play {
    /// Looks whether this can be played there, and lets the host in.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub async fn open(self, access: Access) -> Result<Arc<Stage>, String> {
        let doors = Doors::to(&self.api, self.viewers)?;
        let guest = doors.caller(0);
        let unknown = |why| format!("{}: {why}", self.api);
        let shop = guest.call::<GetStorefront>(&(), &()).await.map_err(|no| unknown(no.words))?;
        if !shop.demo {
            let name = one_line(shop.name.get(picklive_contract::Lang::En));
            return Err(format!(
                "{name} is no demonstration: an audience is played only where nobody takes it for people"
            ));
        }
        if !shop.can(&Capability::Rooms) {
            return Err(unknown("it has no live rooms".into()));
        }
        let room = guest.call::<GetRoom>(&self.room, &()).await;
        let room = room.map_err(|no| format!("the room {}: {}", self.room, no.words))?;
        playable(&room)?;
        let host = host::enter(&guest, &self.room, access, self.said).await?;
        let (tally, begun) = (Tally::default(), Instant::now());
        let shown = room.pin.map(|pin| pin.product);
        let tickets = vec![None; self.viewers];
        let chances = Chances { coupons: room.coupons, bags: room.bags };
        let scene = Mutex::new(Scene { shown, latest: None, chances, tickets });
        Ok(Arc::new(Stage { play: self, shop, doors, tally, begun, host, scene }))
    }
}

fn playable(room: &Room) -> Result<(), String> {
    if !room.demo {
        return Err(format!(
            "the room {} is not labelled as a demonstration: its viewers are counted as people",
            room.id
        ));
    }
    if matches!(room.state, RoomState::Ended | RoomState::Replay) {
        return Err(format!("the room {} is over", room.id));
    }
    Ok(())
}

impl Stage {
    /// What people see of the room.
    pub fn scene(&self) -> MutexGuard<'_, Scene> {
        self.scene.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The nth viewer, to ask something; `None` while they are not in.
    pub fn viewer(&self, nth: usize) -> Option<Caller> {
        let ticket = self.scene().tickets.get(nth).cloned().flatten()?;
        Some(self.doors.caller(nth).holding(ticket))
    }

    /// What a page of the room listens to.
    pub fn topics(&self) -> [String; 2] {
        [room_topic(&self.play.room), SHOP.into()]
    }

    /// Plays until the end comes, and tells every few seconds how it goes.
    pub async fn run(self: Arc<Self>, end: impl Future<Output = ()>) {
        let (ending, ended) = watch::channel(false);
        let mut there = JoinSet::new();
        there.spawn(audience::watch(Arc::clone(&self)));
        let mut doing = JoinSet::new();
        doing.spawn(voices::speak(Arc::clone(&self), ended.clone()));
        doing.spawn(voices::like(Arc::clone(&self), ended.clone()));
        doing.spawn(buyers::buy(Arc::clone(&self), ended.clone()));
        doing.spawn(luck::luck(Arc::clone(&self), ended.clone()));
        if let Some(host) = self.host.clone() {
            doing.spawn(host::play(Arc::clone(&self), host, ended));
        }
        let mut told = tokio::time::interval(TOLD);
        told.tick().await;
        tokio::pin!(end);
        loop {
            tokio::select! {
                () = &mut end => break,
                _ = told.tick() => {
                    let line = self.tally.counts().line(self.begun.elapsed());
                    self.play.said.line(&line);
                }
            }
        }
        ending.send_replace(true);
        let all = async { while doing.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(PATIENCE, all).await;
        let sum = self.tally.counts().sum(self.begun.elapsed());
        drop((there, doing));
        self.play.said.line(&format!("ended. {}", sum.trim_start()));
    }
}

/// Waits so long, or until the end; whether it has come.
pub async fn waited(time: Duration, ended: &mut watch::Receiver<bool>) -> bool {
    tokio::time::timeout(time, ended.wait_for(|ended| *ended)).await.is_ok()
}
