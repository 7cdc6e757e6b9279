//! Those who watch: each enters, reads the room and holds its event line, and comes back when it breaks.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use picklive_contract::{
    events::{Event, EventKind, SHOP},
    live::{EnterRoom, GetRoom},
};
use reqwest::Response;
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    blocks::Blocks,
    caller::{Caller, Refusal, chain},
    play::Stage,
};

/// How many enter at the same time.
const AT_ONCE: usize = 64;
/// How many read every word, to tell how long comments take; the others only follow.
const EARS: usize = 100;
/// How long one waits who could not enter, or whose line broke: from, and so much more at most.
const AGAIN: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(4));

/// Lets everybody in; goes on for ever.
pub async fn watch(stage: Arc<Stage>) {
    let (mut all, door) = (JoinSet::new(), Arc::new(Semaphore::new(AT_ONCE)));
    for nth in 0..stage.play.viewers {
        all.spawn(one(Arc::clone(&stage), nth, Arc::clone(&door)));
    }
    while all.join_next().await.is_some() {}
}

async fn one(stage: Arc<Stage>, nth: usize, door: Arc<Semaphore>) {
    let mut viewer = Viewer { caller: stage.doors.caller(nth), nth, cursor: None };
    loop {
        let opened = {
            let _turn = door.acquire().await;
            viewer.open(&stage).await
        };
        let why = match opened {
            Ok(line) => viewer.follow(&stage, line).await,
            Err(refusal) => refusal,
        };
        stage.tally.trouble("watching", &why.words);
        let more = AGAIN.1.mul_f64(rand::random());
        tokio::time::sleep(why.wait.unwrap_or(AGAIN.0) + more).await;
    }
}

struct Viewer {
    caller: Caller,
    nth: usize,
    /// Where they are; `None` before they have read the room.
    cursor: Option<String>,
}

impl Viewer {
    /// What a page does: a ticket, the room, and from there on its events. Who was there before goes on where
    /// they were.
    async fn open(&mut self, stage: &Stage) -> Result<Response, Refusal> {
        let room = &stage.play.room;
        if !self.caller.is_in() {
            let ticket = self.caller.call::<EnterRoom>(room, &()).await?.viewer;
            self.caller = self.caller.clone().holding(ticket.clone());
            stage.scene().tickets[self.nth] = Some(ticket);
        }
        let cursor = match &self.cursor {
            Some(cursor) => cursor.clone(),
            None => {
                let read = self.caller.call::<GetRoom>(room, &()).await?.cursor;
                self.cursor.insert(read).clone()
            }
        };
        let topics = stage.topics();
        self.caller.listen(&[&topics[0], &topics[1]], &cursor).await
    }

    /// Reads until the line breaks, and says why it did.
    async fn follow(&mut self, stage: &Stage, mut line: Response) -> Refusal {
        stage.tally.counts().here += 1;
        let mut blocks = Blocks::default();
        let why = loop {
            match line.chunk().await {
                Ok(Some(piece)) => {
                    if let Err(why) = self.take(stage, &mut blocks, &piece) {
                        break why;
                    }
                }
                Ok(None) => break "the server ended the line".to_owned(),
                Err(error) => break chain(&error),
            }
        };
        stage.tally.counts().here -= 1;
        why.into()
    }

    fn take(&mut self, stage: &Stage, blocks: &mut Blocks, piece: &[u8]) -> Result<(), String> {
        let at = Instant::now();
        for block in blocks.take(piece) {
            self.cursor = Some(block.id);
            if self.nth < EARS {
                let event = serde_json::from_str(&block.data);
                let event: Event = event.map_err(|error| format!("an event: {error}"))?;
                self.hear(stage, &event, at)?;
            }
        }
        Ok(())
    }

    fn hear(&mut self, stage: &Stage, event: &Event, at: Instant) -> Result<(), String> {
        if event.kind == EventKind::Resync && event.topic != SHOP {
            // The room is read again, and its line begun anew from there.
            self.cursor = None;
            return Err("too much was missed to be told".into());
        }
        let Some(now) = &event.room else { return Ok(()) };
        let mut counts = stage.tally.counts();
        now.comments.iter().for_each(|comment| counts.read(&comment.id, at));
        drop(counts);
        let mut scene = stage.scene();
        if let Some(coupons) = &now.coupons {
            scene.chances.coupons.clone_from(coupons);
        }
        // Of those that are drawn only they are told; who enters one of them is told that it is too late.
        if let (EventKind::Bag, Some(bags)) = (&event.kind, &now.bags) {
            scene.chances.bags.clone_from(bags);
        }
        match &event.kind {
            EventKind::Pin => scene.shown = now.pin.as_ref().map(|pin| pin.product.clone()),
            EventKind::Unpin => scene.shown = None,
            _ => {}
        }
        Ok(())
    }
}
