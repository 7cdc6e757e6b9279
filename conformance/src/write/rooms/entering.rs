//! Tickets, and who counts as a viewer.

use std::time::{Duration, Instant};

use picklive_contract::{
    Endpoint as _, RoomId,
    comments::{CommentAsk, WriteComment},
    events::{self, EventKind, Start, room_topic},
    headers,
    live::{EnterRoom, GetRoom, LikeAsk, LikeRoom},
    problem::ProblemKind,
};
use reqwest::Method;

use super::{
    door::enter,
    stage::{SOON, Stage},
};
use crate::{
    ask::Ask,
    rules::{self, Rule},
    write::{Caller, Checked},
};

pub(super) const OWN: &[&Rule] =
    &[&rules::ENTER, &rules::ENTER_HOST, &rules::TICKET, &rules::VIEWERS];

/// No room's id.
const NOWHERE: &str = "there-is-no-such-room";
/// A ticket that nobody has.
const STRANGE: &str = "this-is-the-ticket-of-nobody";
/// Longest wait for a number of viewers, which servers tell now and then.
const COUNTED: Duration = Duration::from_secs(15);
/// Between two looks at it.
const LOOK: Duration = Duration::from_millis(300);

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    let nowhere = RoomId::from(NOWHERE);
    let answer = stage.till.call::<EnterRoom>(&Caller::default(), &nowhere).await?;
    stage.till.expect(&rules::ENTER, &answer, 404, &ProblemKind::NotFound);
    let (one, other) = (stage.guest().await?, stage.guest().await?);
    let own = one.viewer != other.viewer;
    let at = format!("POST {}", EnterRoom::path(&stage.room));
    stage.till.client.record.check(&rules::ENTER, &at, own, "two tickets", "the same twice");
    let persons = stage.till.persons.clone();
    for caller in [Caller::default()].iter().chain(&persons) {
        let (entered, _) = enter(stage.till, caller, &stage.room).await?;
        let record = &mut *stage.till.client.record;
        record.check(&rules::ENTER_HOST, &at, !entered.host, "false for others", "true");
    }
    let strange = Caller::default().with_ticket(STRANGE);
    for caller in [Caller::default(), strange] {
        let said = CommentAsk { name: "Nobody".into(), text: "nobody says this".into() };
        let asks = [stage.ask::<WriteComment>(&said)?, stage.ask::<LikeRoom>(&LikeAsk::new(1))?];
        for ask in asks {
            let answer = stage.till.send(&caller, ask).await?;
            stage.till.check(&rules::TICKET, &answer, answer.status == 401, "401");
        }
    }
    viewers(stage, &one, &other).await
}

/// One with two lines, another with one: two more viewers.
async fn viewers(stage: &mut Stage<'_, '_>, one: &Caller, other: &Caller) -> Checked {
    let before = stage.read().await?.viewers.ok_or("a room that says how many watch")?;
    let (wanted, mark) = (before + 2, stage.told.len());
    let path = events::path(&[&room_topic(&stage.room)], &Start::default(), None);
    let mut lines = Vec::new();
    for viewer in [one, one, other] {
        let ticket = viewer.viewer.as_deref().unwrap_or("");
        let ask = Ask::new(Method::GET, path.as_str()).with(headers::VIEWER, ticket);
        lines.push(stage.till.client.listen_by(ask).await?);
    }
    let end = Instant::now() + COUNTED;
    let mut now = stage.read().await?.viewers;
    while now.is_none_or(|now| now < wanted) && Instant::now() < end {
        tokio::time::sleep(LOOK).await;
        now = stage.read().await?.viewers;
    }
    let at = format!("GET {}", GetRoom::path(&stage.room));
    let got = format!("{now:?}");
    let right = now == Some(wanted);
    stage.till.client.record.check(&rules::VIEWERS, &at, right, wanted, got);
    let is = |event: &events::Event| {
        let told = event.room.as_ref().and_then(|room| room.viewers);
        event.kind == EventKind::Viewers && told.is_some_and(|told| told >= wanted)
    };
    let event = stage.heard(mark, Instant::now() + SOON, is).await;
    let told = event.and_then(|event| event.room?.viewers);
    let (at, got) = (format!("the line of {}", stage.room), format!("{told:?}"));
    let record = &mut *stage.till.client.record;
    record.check(&rules::VIEWERS, &at, told == Some(wanted), wanted, got);
    Ok(())
}
