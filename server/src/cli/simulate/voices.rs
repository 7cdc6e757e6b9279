//! Those who say something, or that they like it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use picklive_contract::{
    comments::{CommentAsk, WriteComment},
    live::{LikeAsk, LikeRoom},
    problem::ProblemKind,
};
use tokio::{sync::watch, task::JoinSet};

use super::{
    caller::Caller,
    play::{Stage, waited},
};

/// Most comments whose answer is waited for.
const UNDER_WAY: usize = 2_000;
/// One in so many likes it, each second.
const LIKE: usize = 30;
/// Most taps of one.
const TAPS: u32 = 8;

/// Lets the audience speak until the end, one after the other, and waits for their answers.
pub async fn speak(stage: Arc<Stage>, mut ended: watch::Receiver<bool>) {
    let (rate, mut nth) = (stage.play.comments, 0);
    if rate <= 0.0 || stage.play.viewers == 0 {
        return;
    }
    let (mut all, begun, mut said) = (JoinSet::new(), Instant::now(), 0.0);
    loop {
        // By the clock, so that what comes late is made up for.
        said += 1.0;
        let due = Duration::from_secs_f64(said / rate).saturating_sub(begun.elapsed());
        if waited(due, &mut ended).await {
            break;
        }
        while all.try_join_next().is_some() {}
        if all.len() >= UNDER_WAY {
            stage.tally.trouble("comment", "too many wait for their answers");
            continue;
        }
        let Some((who, viewer)) = in_the_room(&stage, &mut nth) else { continue };
        all.spawn(say(Arc::clone(&stage), who, viewer));
    }
    while all.join_next().await.is_some() {}
}

/// The next one who has come in; `None` when nobody has.
fn in_the_room(stage: &Stage, nth: &mut usize) -> Option<(Caller, usize)> {
    for _ in 0..stage.play.viewers {
        let viewer = *nth % stage.play.viewers;
        *nth += 1;
        if let Some(caller) = stage.viewer(viewer) {
            return Some((caller, viewer));
        }
    }
    None
}

async fn say(stage: Arc<Stage>, who: Caller, viewer: usize) {
    let Some((voice, name)) = stage.play.script.person(viewer) else { return };
    let shown = stage.scene().shown.clone();
    let says: Vec<&str> = voice.says(shown.as_ref()).collect();
    let Some(text) = says.get(rand::random_range(0..says.len().max(1))) else { return };
    let ask = CommentAsk { name, text: (*text).into() };
    stage.tally.counts().sent += 1;
    let posted = Instant::now();
    match who.call::<WriteComment>(&stage.play.room, &ask).await {
        Ok(comment) => {
            stage.scene().latest = Some(comment.id.clone());
            stage.tally.counts().posted(comment.id, posted);
        }
        Err(no) => stage.tally.trouble("comment", &no.words),
    }
}

/// Lets some of the audience like it, each second until the end.
pub async fn like(stage: Arc<Stage>, mut ended: watch::Receiver<bool>) {
    let viewers = stage.play.viewers;
    let mut all = JoinSet::new();
    while viewers > 0 && !waited(Duration::from_secs(1), &mut ended).await {
        while all.try_join_next().is_some() {}
        for _ in 0..viewers.div_ceil(LIKE) {
            if let Some(who) = stage.viewer(rand::random_range(0..viewers)) {
                all.spawn(tap(Arc::clone(&stage), who));
            }
        }
    }
}

async fn tap(stage: Arc<Stage>, who: Caller) {
    let ask = LikeAsk::new(rand::random_range(1..=TAPS));
    match who.call::<LikeRoom>(&stage.play.room, &ask).await {
        // Of a room that is not on there is nothing to like.
        Ok(_) | Err(super::caller::Refusal { kind: Some(ProblemKind::WrongState), .. }) => {}
        Err(no) => stage.tally.trouble("like", &no.words),
    }
}
