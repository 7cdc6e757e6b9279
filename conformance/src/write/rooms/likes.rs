//! Likes.

use std::time::{Duration, Instant};

use picklive_contract::{
    events::{Event, EventKind},
    live::{LIKES_MAX, LikeAsk, LikeRoom},
};

use super::stage::{SOON, Stage};
use crate::{
    rules::{self, Rule},
    write::Checked,
};

pub(super) const OWN: &[&Rule] = &[&rules::LIKES, &rules::LIKES_BOUNDED];

/// Viewers who like at the same moment, and how often.
const VIEWERS: i64 = 3;
const EACH: u32 = 5;
/// Calls of one viewer at the same moment.
const CALLS: usize = 6;
/// Likes are told once a second.
const SECOND: Duration = Duration::from_secs(1);

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    let viewer = stage.guest().await?;
    for count in [0, LIKES_MAX + 1] {
        let ask = stage.ask::<LikeRoom>(&LikeAsk::new(count))?;
        let answer = stage.till.send(&viewer, ask).await?;
        stage.till.named(&rules::LIKES_BOUNDED, &answer, &["count"]);
    }
    let (before, mark) = (stage.read().await?.likes, stage.told.len());
    let mut asks = Vec::new();
    for _ in 0..VIEWERS {
        let ask = stage.ask::<LikeRoom>(&LikeAsk::new(EACH))?;
        asks.push((stage.guest().await?, ask));
    }
    for (_, answer) in stage.till.together(asks).await {
        stage.till.check(&rules::LIKES, &answer, answer.is_success(), "likes so far");
    }
    let wanted = before + VIEWERS * i64::from(EACH);
    let end = Instant::now() + SECOND + SOON;
    let is = |event: &Event| {
        let likes = event.room.as_ref().and_then(|room| room.likes);
        event.kind == EventKind::Likes && likes.is_some_and(|likes| likes >= wanted)
    };
    let event = stage.heard(mark, end, is).await;
    let told = event.and_then(|event| event.room?.likes);
    let (at, got) = (format!("the line of {}", stage.room), format!("{told:?}"));
    let record = &mut *stage.till.client.record;
    record.check(&rules::LIKES, &at, told == Some(wanted), wanted, got);
    let expected = format!("{wanted} likes");
    let room = stage.shown(&rules::LIKES, &expected, |room| room.likes == wanted).await?;
    many(stage, room.likes).await
}

/// One viewer likes more often than a thumb can.
async fn many(stage: &mut Stage<'_, '_>, before: i64) -> Checked {
    let viewer = stage.guest().await?;
    let mut asks = Vec::new();
    for _ in 0..CALLS {
        let ask = stage.ask::<LikeRoom>(&LikeAsk::new(LIKES_MAX))?;
        asks.push((viewer.clone(), ask));
    }
    stage.till.together(asks).await;
    tokio::time::sleep(SECOND + SOON / 2).await;
    let grown = stage.read().await?.likes - before;
    // The moment may lie on both sides of a second's end.
    let most = 2 * i64::from(LIKES_MAX);
    let at = format!("{CALLS} calls of {LIKES_MAX} likes at the same moment");
    let right = (1..=most).contains(&grown);
    let expected = format!("1 to {most} likes more");
    stage.till.client.record.check(&rules::LIKES_BOUNDED, &at, right, expected, grown);
    Ok(())
}
