//! The room of the fixture, its host, and the line that tells what happens in it.

use std::time::{Duration, Instant};

use picklive_contract::{
    Endpoint, RoomId,
    events::{Event, EventKind, room_topic},
    host::{Act, ActInRoom, ActKind, Acted},
    live::{GetRoom, Room, RoomState},
};

use super::{
    brief::Brief,
    door::{enter, host, json, listen, read},
};
use crate::{
    ask::{Ask, fresh_key},
    fixture::Hall,
    listen::{Heard, Listener},
    rules::{self, Rule},
    write::{Caller, Till},
};

pub(super) const OWN: &[&Rule] = &[&rules::ROOM_TOLD];

/// From what is done until it is told and shown, when the line takes no time.
pub(super) const SOON: Duration = Duration::from_secs(2);
/// Between two looks.
pub(super) const PAUSE: Duration = Duration::from_millis(100);

/// The room, and who is in it.
pub(super) struct Stage<'a, 'b> {
    pub(super) till: &'a mut Till<'b>,
    pub(super) room: RoomId,
    pub(super) hall: &'b Hall,
    /// The host, with a ticket.
    pub(super) host: Caller,
    /// The room as the run found it, once its product was on the shelf.
    pub(super) first: Room,
    /// All that the line told.
    pub(super) told: Vec<Event>,
    /// How long after the answer to the host's last act its event was heard, if it was.
    pub(super) after: Option<Duration>,
    line: Listener,
    /// The cursor after it.
    cursor: String,
}

impl<'a, 'b> Stage<'a, 'b> {
    /// Lets the host in, starts the room and has it sell what the fixture names.
    pub(super) async fn open(till: &'a mut Till<'b>) -> Result<Self, String> {
        let hall = till.fixture.room.as_ref().ok_or("a live room in the fixture ([room])")?;
        let host = host(till, hall).await?;
        let mut first = read(till, &hall.id).await?;
        if matches!(first.state, RoomState::Ended | RoomState::Replay) {
            return Err(format!("a room that is not over; {} is", hall.id));
        }
        let sold = |room: &Room| room.shelf.iter().any(|product| product.id == hall.product);
        let mut acts = Vec::new();
        if first.state != RoomState::Live {
            acts.push(Act::new(ActKind::Start));
        }
        if !sold(&first) {
            let shelf = first.shelf.iter().map(|product| product.id.clone());
            let products = shelf.chain([hall.product.clone()]).collect();
            acts.push(Act { products, ..Act::new(ActKind::Shelf) });
        }
        for act in &acts {
            let ask = Ask::to::<ActInRoom>(&hall.id).json(&json(act)?);
            let answer = till.send(&host, ask).await?;
            if !answer.is_success() {
                return Err(format!("a room that its host can start and fill: {}", answer.brief()));
            }
        }
        let end = Instant::now() + SOON;
        while !(first.state == RoomState::Live && sold(&first)) && Instant::now() < end {
            tokio::time::sleep(PAUSE).await;
            first = read(till, &hall.id).await?;
        }
        let cursor = first.cursor.clone();
        let line = listen(till, &hall.id, &cursor).await?;
        let (room, told, after) = (hall.id.clone(), Vec::new(), None);
        Ok(Self { till, room, hall, host, first, told, after, line, cursor })
    }

    /// A question about the room, with a body.
    pub(super) fn ask<E: Endpoint<At = RoomId>>(&self, body: &E::Ask) -> Result<Ask, String> {
        Ok(Ask::to::<E>(&self.room).json(&json(body)?))
    }

    /// Somebody who has just come in.
    pub(super) async fn guest(&mut self) -> Result<Caller, String> {
        let nobody = Caller::default();
        enter(self.till, &nobody, &self.room).await.map(|(_, caller)| caller)
    }

    /// The room now.
    pub(super) async fn read(&mut self) -> Result<Room, String> {
        read(self.till, &self.room).await
    }

    /// Notes whether the room comes to be so, within the time that a copy may be kept.
    pub(super) async fn shown(
        &mut self,
        rule: &Rule,
        expected: &str,
        is: impl Fn(&Room) -> bool,
    ) -> Result<Room, String> {
        let end = Instant::now() + SOON;
        let mut room = self.read().await?;
        while !is(&room) && Instant::now() < end {
            tokio::time::sleep(PAUSE).await;
            room = self.read().await?;
        }
        let (at, right) = (format!("GET {}", GetRoom::path(&self.room)), is(&room));
        let got = serde_json::to_string(&Brief::of(&room)).unwrap_or_default();
        self.till.client.record.check(rule, &at, right, expected, got);
        Ok(room)
    }

    /// What the line tells, if it is told in time; what was told before counts from `mark` on.
    pub(super) async fn heard(
        &mut self,
        mark: usize,
        end: Instant,
        is: impl Fn(&Event) -> bool,
    ) -> Option<Event> {
        let mut looked = mark;
        loop {
            while let Some(event) = self.told.get(looked) {
                if is(event) {
                    return Some(event.clone());
                }
                looked += 1;
            }
            let left = end.saturating_duration_since(Instant::now());
            match self.line.next(left).await {
                Ok(heard) => self.keep(heard),
                // A line lasts as long as one waits for an answer; then another one goes on from there.
                Err(_) if Instant::now() < end => self.line = self.listen().await.ok()?,
                Err(_) => return None,
            }
        }
    }

    fn keep(&mut self, heard: Heard) {
        self.cursor = heard.id;
        if heard.event.kind != EventKind::Ready {
            self.told.push(heard.event);
        }
    }

    async fn listen(&mut self) -> Result<Listener, String> {
        listen(self.till, &self.room, &self.cursor).await
    }

    /// The host acts; whether that is answered is noted under `rule`, whether it is told in time under its own.
    pub(super) async fn act(
        &mut self,
        rule: &Rule,
        act: &Act,
    ) -> Result<(Acted, Option<Event>), String> {
        self.act_by_key(rule, act, &fresh_key()).await
    }

    /// The same with this key.
    pub(super) async fn act_by_key(
        &mut self,
        rule: &Rule,
        act: &Act,
        key: &str,
    ) -> Result<(Acted, Option<Event>), String> {
        let (begun, ask) = (Instant::now(), self.ask::<ActInRoom>(act)?.key(key));
        let answer = self.till.send(&self.host.clone(), ask).await?;
        let answered = Instant::now();
        let end = answered + SOON + begun.elapsed();
        let acted: Option<Acted> = answer.read().filter(|_| answer.is_success());
        self.till.check(rule, &answer, acted.is_some(), format!("at and seq of {}", act.kind));
        let acted = acted.ok_or_else(|| format!("an act that is done ({})", act.kind))?;
        let topic = room_topic(&self.room);
        let is = |event: &Event| event.topic == topic && event.seq == acted.seq;
        let event = self.heard(0, end, is).await;
        self.after = event.is_some().then(|| answered.elapsed());
        let at = format!("{}, {}, on the line", answer.at, act.kind);
        let got = self
            .told
            .last()
            .map_or(String::new(), |last| format!("{} {} last", last.seq, last.kind));
        let expected = format!("event {} within 2 s", acted.seq);
        self.till.client.record.check(&rules::ROOM_TOLD, &at, event.is_some(), expected, got);
        Ok((acted, event))
    }

    /// Notes whether an event tells what it should; one that was not told is noted elsewhere.
    pub(super) fn tells(
        &mut self,
        rule: &Rule,
        event: Option<&Event>,
        expected: &str,
        right: bool,
    ) {
        let Some(event) = event else { return };
        let at = format!("the line of {}", self.room);
        let got = serde_json::to_string(event).unwrap_or_default();
        self.till.client.record.check(rule, &at, right, expected, got);
    }
}
