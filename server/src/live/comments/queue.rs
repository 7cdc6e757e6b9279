//! The queue to the one writer of this process. When nothing waits a comment is written at once; while one is being
//! written, and for the rest of a tenth of a second, others gather and go together.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::http::StatusCode;
use picklive_contract::{UnixMillis, problem::ProblemKind, time::MINUTE};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until},
};

use super::{
    ahead::Ahead,
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
/// After so many failures one after the other it is the database that fails, and none of the others is tried.
const FAILURES: u32 = 3;
/// For how long it is known when somebody wrote last, in milliseconds: the slowest a room may be.
const KNOWN: i64 = 5 * MINUTE;

type Answer = oneshot::Sender<Result<Outcome, ApiError>>;
type Asked = (Said, Answer);

/// The queue; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// How often one may write.
    pub limits: Limits,
    /// Who has entered by a clock that is ahead of this server's.
    pub ahead: Ahead,
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
                let mut alone = Alone { left: said.into_iter().zip(answers), failed: 0 };
                while let Some((said, answer)) = alone.next() {
                    alone.tell(answer, self.written(&[said]).await);
                }
            }
            Err(error) => {
                for answer in answers {
                    let _ = answer.send(Err(ApiError::internal(&error)));
                }
            }
        }
    }

    /// Writes comments in one transaction.
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

/// Comments that are written each alone, as far as that helps.
struct Alone<I> {
    left: I,
    /// How many failed one after the other.
    failed: u32,
}

impl<I: Iterator<Item = Asked>> Alone<I> {
    /// The next one to be tried. Of who is not there to hear it any more nothing is written: they come again, with
    /// the same key.
    fn next(&mut self) -> Option<Asked> {
        let mut there = self.left.by_ref().filter(|(_, answer)| !answer.is_closed());
        if self.failed < FAILURES {
            return there.next();
        }
        for (_, answer) in there {
            let title = "Comments cannot be written now; ask again soon";
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let _ = answer.send(Err(ApiError::problem(ProblemKind::Unavailable, status, title)));
        }
        None
    }

    /// Tells what became of one.
    fn tell(&mut self, answer: Answer, written: Result<Vec<Outcome>, ApiError>) {
        let lost = || ApiError::internal("a comment got lost");
        let alone = written.and_then(|mut all| all.pop().ok_or_else(lost));
        self.failed = if alone.is_err() { self.failed + 1 } else { 0 };
        let _ = answer.send(alone);
    }
}

#[cfg(test)]
mod tests {
    use picklive_contract::comments::Comment;

    use super::*;
    use crate::db::entities::idempotency;

    fn said(text: &str) -> Said {
        let comment = Comment {
            id: text.into(),
            name: "a".into(),
            text: text.into(),
            at: UnixMillis(0),
            host: false,
        };
        let note = idempotency::Model {
            scope: "s".into(),
            endpoint: "e".into(),
            key: text.into(),
            body_hash: String::new(),
            status: 201,
            answer: String::new(),
            at: 0,
        };
        Said {
            room: "r".into(),
            comment,
            viewer: "v".into(),
            entered: UnixMillis(0),
            person: None,
            note,
        }
    }

    /// What was tried, and what each was told; `None` of who had gone.
    async fn tried(texts: &[&str]) -> (Vec<String>, Vec<Option<bool>>) {
        let (mut asked, mut told, mut tried) = (Vec::new(), Vec::new(), Vec::new());
        for text in texts {
            let (answer, hears) = oneshot::channel();
            asked.push((said(text), answer));
            told.push((*text != "gone").then_some(hears));
        }
        let mut alone = Alone { left: asked.into_iter(), failed: 0 };
        while let Some((said, answer)) = alone.next() {
            tried.push(said.comment.text.clone());
            let written = match said.comment.text.as_str() {
                "bad" => Err(ApiError::internal("bad")),
                _ => Ok(vec![Outcome::Kept { note: said.note, first: true }]),
            };
            alone.tell(answer, written);
        }
        let mut heard = Vec::new();
        for hears in told {
            heard.push(match hears {
                Some(hears) => Some(hears.await.unwrap().is_ok()),
                None => None,
            });
        }
        (tried, heard)
    }

    #[tokio::test]
    async fn who_has_gone_is_not_tried_again_and_a_database_that_fails_is_left_alone() {
        let (all, heard) = tried(&["a", "gone", "bad", "b", "bad", "bad", "c"]).await;
        assert_eq!(all, ["a", "bad", "b", "bad", "bad", "c"]);
        assert_eq!(heard[..3], [Some(true), None, Some(false)]);
        let (all, heard) = tried(&["bad"; 200]).await;
        assert_eq!(all.len(), 3);
        assert!(heard.iter().all(|told| *told == Some(false)), "each is told");
    }
}
