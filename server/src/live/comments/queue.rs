//! The queue to the one writer of this process. When nothing waits a comment is written at once; while one is being
//! written, and for the rest of a tenth of a second, others gather and go together.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use picklive_contract::{UnixMillis, time::MINUTE};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until},
};

use super::{
    batch::{self, Outcome, Said},
    limits::Limits,
    who,
};
use crate::{ApiError, AppState, clock::Clock, db::Db, events::Hub, live::tell};

/// For how long comments gather.
const GATHERED: Duration = Duration::from_millis(100);
/// Most comments of one transaction.
const MOST: usize = 200;
/// Most that wait; with more the server does not keep up.
const WAITING: usize = 10_000;
/// For how long it is known when somebody wrote last, in milliseconds: the slowest a room may be.
const KNOWN: i64 = 5 * MINUTE;

type Asked = (Said, oneshot::Sender<Result<Outcome, ApiError>>);

/// The queue; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// How often one may write.
    pub limits: Limits,
    writer: Arc<Mutex<Option<mpsc::Sender<Asked>>>>,
}

impl Queue {
    /// What becomes of a comment, once it is written down or refused.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn write(&self, state: &AppState, said: Said) -> Result<Outcome, ApiError> {
        let (answer, told) = oneshot::channel();
        let sent = self.writer(state).send((said, answer)).await;
        sent.map_err(|_| ApiError::internal("nobody writes comments"))?;
        told.await.map_err(|_| ApiError::internal("a comment got lost"))?
    }

    /// The way to the writer, who is begun with the first comment, and anew should it have ended.
    fn writer(&self, state: &AppState) -> mpsc::Sender<Asked> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = writer.as_ref().filter(|sender| !sender.is_closed()) {
            return sender.clone();
        }
        let (sender, asked) = mpsc::channel(WAITING);
        let (db, clock, hub) = (state.db.clone(), state.clock.clone(), state.events.clone());
        // It has no part in the queue itself, and so ends with the last who may write.
        let writer_ = Writer { db, clock, hub, last: Last::default() };
        tokio::spawn(writer_.run(asked));
        writer.insert(sender).clone()
    }
}

/// When who wrote last, by room and who.
pub type Last = HashMap<(String, String), UnixMillis>;

struct Writer {
    db: Db,
    clock: Clock,
    hub: Hub,
    last: Last,
}

impl Writer {
    async fn run(mut self, mut asked: mpsc::Receiver<Asked>) {
        let mut waiting = Vec::with_capacity(MOST);
        while asked.recv_many(&mut waiting, MOST).await > 0 {
            let next = Instant::now() + GATHERED;
            self.together(std::mem::take(&mut waiting)).await;
            sleep_until(next).await;
        }
    }

    /// Writes comments together; when that fails, each alone, so that one that cannot be written does not keep
    /// the others.
    async fn together(&mut self, asked: Vec<Asked>) {
        let (said, answers): (Vec<Said>, Vec<_>) = asked.into_iter().unzip();
        match self.written(&said).await {
            Ok(outcomes) => {
                for (answer, outcome) in answers.into_iter().zip(outcomes) {
                    // Who asked may be gone.
                    let _ = answer.send(Ok(outcome));
                }
            }
            Err(error) if said.len() > 1 => {
                tracing::warn!(%error, "comments could not be written together; each alone");
                for (said, answer) in said.iter().zip(answers) {
                    let alone = self.written(std::slice::from_ref(said)).await;
                    let lost = || ApiError::internal("a comment got lost");
                    let alone = alone.and_then(|mut all| all.pop().ok_or_else(lost));
                    let _ = answer.send(alone);
                }
            }
            Err(error) => {
                for answer in answers {
                    let _ = answer.send(Err(ApiError::internal(&error)));
                }
            }
        }
    }

    async fn written(&mut self, said: &[Said]) -> Result<Vec<Outcome>, ApiError> {
        let (last, now) = (&self.last, self.clock.now());
        let outcomes = self.db.writing(|tx| batch::write(tx, said, last, now)).await?;
        let taken = said.iter().zip(&outcomes).filter(|(_, outcome)| outcome.is_taken());
        let mut rooms: Vec<&str> = Vec::new();
        for (said, _) in taken {
            for who in who(&said.viewer, said.person.as_deref()) {
                self.last.insert((said.room.clone(), who), said.comment.at);
            }
            rooms.push(&said.room);
        }
        rooms.sort_unstable();
        rooms.dedup();
        for room in rooms {
            self.hub.wake(&tell::topic(room));
        }
        if self.last.len() > 1_000 {
            self.last.retain(|_, at| now.since(*at) < KNOWN);
        }
        Ok(outcomes)
    }
}
