//! Comments of many viewers in one transaction, with one event a room.

use std::collections::{BTreeMap, HashMap, HashSet};

use axum::http::StatusCode;
use picklive_contract::{
    UnixMillis,
    comments::{Comment, WriteComment},
    events::EventKind,
    live::{RoomNow, RoomState},
    problem::ProblemKind,
    time::SECOND,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{fresh, queue::Last, who, words};
use crate::{
    ApiError,
    db::{
        Tx,
        entities::{comment, idempotency, room, room_mute, room_word},
        locks,
    },
    http::{Answer, Wish, idempotency as notes},
    live::{act::wrong_state, rooms::is_on, tell},
};

/// A comment to be written.
#[derive(Clone, Debug)]
pub struct Said {
    /// In which room.
    pub room: String,
    /// What is said.
    pub comment: Comment,
    /// With whose ticket.
    pub viewer: String,
    /// When they entered, by this server's clock.
    pub entered: UnixMillis,
    /// Who says it, when they are signed in.
    pub person: Option<String>,
    /// The note that it was done.
    pub note: idempotency::Model,
}

/// What became of a comment.
#[derive(Debug)]
pub enum Outcome {
    /// It, or the one that had its key before, is kept; the note says the answer.
    Kept { note: idempotency::Model, first: bool },
    /// It was not taken.
    Refused(ApiError),
}

impl Outcome {
    /// Whether this very comment was written down.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Kept { first: true, .. })
    }

    /// The answer to who asked.
    ///
    /// # Errors
    /// Why it was not taken; 422 when its key came with another body before.
    pub fn answer(self, wish: &Wish) -> Result<Answer<WriteComment>, ApiError> {
        match self {
            Self::Kept { note, .. } => notes::repeat(note, wish),
            Self::Refused(error) => Err(error),
        }
    }
}

/// Writes comments down, in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn write(
    tx: Tx,
    said: &[Said],
    last: &Last,
    now: UnixMillis,
) -> Result<Vec<Outcome>, ApiError> {
    let rooms = Rooms::read(&tx, said, now).await?;
    let mut last = lately(last, said);
    let key = |note: &idempotency::Model| (note.scope.clone(), note.key.clone());
    let notes: Vec<idempotency::Model> = said.iter().map(|said| said.note.clone()).collect();
    let before = notes::kept(&tx, &notes).await?;
    let mut kept: HashMap<_, _> = before.into_iter().map(|note| (key(&note), note)).collect();
    // What was kept before is not judged again, whatever has changed since; of one key in one batch the first that
    // is taken answers for the others.
    let mut wanted: HashMap<_, idempotency::Model> = HashMap::new();
    let mut refusals = Vec::new();
    for said in said {
        let key = key(&said.note);
        let repeats = kept.contains_key(&key) || wanted.contains_key(&key);
        let refusal = if repeats { None } else { rooms.refusal(said, &mut last) };
        if !repeats && refusal.is_none() {
            wanted.insert(key, said.note.clone());
        }
        refusals.push(refusal);
    }
    let wanted: Vec<_> = wanted.into_values().collect();
    kept.extend(notes::keep(&tx, &wanted).await?.into_iter().map(|note| (key(&note), note)));
    let mut outcomes = Vec::new();
    let mut by_room: BTreeMap<&str, Vec<&Said>> = BTreeMap::new();
    for (said, refusal) in said.iter().zip(refusals) {
        if let Some(refusal) = refusal {
            outcomes.push(Outcome::Refused(refusal));
            continue;
        }
        let note = kept.get(&key(&said.note)).cloned();
        let note = note.ok_or_else(|| ApiError::internal("a claimed key is gone"))?;
        // The answer has the comment's own id in it.
        let first = note.answer == said.note.answer;
        if first {
            by_room.entry(&said.room).or_default().push(said);
        }
        outcomes.push(Outcome::Kept { note, first });
    }
    for (room, said) in by_room {
        keep(&tx, room, &said, now).await?;
    }
    Ok(outcomes)
}

/// When those who write now wrote last.
fn lately(last: &Last, said: &[Said]) -> Last {
    let keys = said.iter().flat_map(|said| {
        who(&said.viewer, said.person.as_deref()).map(|who| (said.room.clone(), who))
    });
    keys.filter_map(|key| Some((key.clone(), *last.get(&key)?))).collect()
}

/// Writes the comments of one room down, and the event that tells them.
async fn keep(tx: &Tx, room: &str, said: &[&Said], now: UnixMillis) -> Result<(), ApiError> {
    let comments = said.iter().map(|said| said.comment.clone()).collect();
    let told = RoomNow { comments, ..RoomNow::default() };
    let told = tell::event(room, EventKind::Comment, now, told);
    let seq = tell::tell(tx, room, vec![told], now).await?;
    let rows = (0..).zip(said).map(|(place, said)| comment::ActiveModel {
        id: Set(said.comment.id.0.clone()),
        room_id: Set(room.into()),
        seq: Set(seq),
        place: Set(place),
        viewer: Set(said.viewer.clone()),
        person_id: Set(said.person.clone()),
        name: Set(said.comment.name.clone()),
        body: Set(said.comment.text.clone()),
        host: Set(said.comment.host),
        at: Set(said.comment.at.0),
        removed_at: Set(None),
    });
    comment::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    Ok(())
}

/// What comments are held against.
struct Rooms {
    rooms: HashMap<String, room::Model>,
    muted: HashSet<(String, String)>,
    /// From where guests came who were muted lately, by room.
    strays: fresh::Strays,
    words: HashMap<String, Vec<String>>,
}

impl Rooms {
    /// Reads the rooms that are written in; none of them changes until the transaction ends.
    async fn read(tx: &Tx, said: &[Said], now: UnixMillis) -> Result<Self, ApiError> {
        let mut ids: Vec<&str> = said.iter().map(|said| said.room.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let found = room::Entity::find().filter(room::Column::Id.is_in(ids.iter().copied()));
        let found = locks::in_order(tx, found).lock_shared().all(&**tx).await?;
        let whose = said.iter().flat_map(|said| who(&said.viewer, said.person.as_deref()));
        let muted = room_mute::Entity::find()
            .filter(room_mute::Column::RoomId.is_in(ids.iter().copied()))
            .filter(room_mute::Column::Who.is_in(whose))
            .all(&**tx)
            .await?;
        let strays = match said.iter().any(fresh::is_new) {
            true => fresh::strays(tx, &ids, now).await?,
            false => fresh::Strays::new(),
        };
        let mut words: HashMap<String, Vec<String>> = HashMap::new();
        let blocked = room_word::Entity::find().filter(room_word::Column::RoomId.is_in(ids));
        for row in blocked.all(&**tx).await? {
            words.entry(row.room_id).or_default().push(row.word);
        }
        Ok(Self {
            rooms: found.into_iter().map(|room| (room.id.clone(), room)).collect(),
            muted: muted.into_iter().map(|mute| (mute.room_id, mute.who)).collect(),
            strays,
            words,
        })
    }

    /// Why a comment is not taken; else it counts for those of its viewer that come after it.
    fn refusal(&self, said: &Said, last: &mut Last) -> Option<ApiError> {
        let Some(room) = self.rooms.get(&said.room) else { return Some(ApiError::not_found()) };
        if !is_on(&RoomState::from(room.state.as_str())) {
            return Some(wrong_state("The room is not on"));
        }
        let (now, host) = (said.comment.at, said.comment.host);
        // Who hosts the room was looked up a moment ago, and is another one now.
        if host && room.host_person != said.person {
            let title = "Who hosts the room has just changed";
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return Some(ApiError::problem(ProblemKind::Unavailable, status, title));
        }
        let keys = who(&said.viewer, said.person.as_deref()).map(|who| (said.room.clone(), who));
        let keys: Vec<_> = keys.collect();
        if !host && keys.iter().any(|key| self.muted.contains(key)) {
            let title = "The host lets this viewer write no more";
            let status = StatusCode::FORBIDDEN;
            return Some(ApiError::problem(ProblemKind::Forbidden, status, title));
        }
        let texts = [said.comment.name.as_str(), said.comment.text.as_str()];
        if self.words.get(&said.room).is_some_and(|blocked| words::has_one(blocked, texts)) {
            return Some(ApiError::invalid([("text", "blocked")]));
        }
        let rest = i64::from(room.slow_seconds) * SECOND;
        // A guest rests after entering as after a comment: a new ticket is no way around it.
        let entered = said.person.is_none().then_some(said.entered);
        let before = keys.iter().filter_map(|key| last.get(key).copied()).max().max(entered);
        let until = before.map(|at| at.plus(rest)).max(fresh::rests_until(said, &self.strays));
        if let Some(until) = until.filter(|at| !host && *at > now) {
            return Some(ApiError::too_many(now, until));
        }
        for key in keys {
            last.insert(key, now);
        }
        None
    }
}
