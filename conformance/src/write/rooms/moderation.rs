//! The host keeps the talk pleasant.

use std::time::Duration;

use picklive_contract::{
    CommentId,
    events::{Event, EventKind},
    host::{Act, ActKind},
    live::Room,
    problem::ProblemKind,
};

use super::stage::Stage;
use crate::{
    ask::fresh_key,
    rules::{self, Rule},
    write::Checked,
};

pub(super) const OWN: &[&Rule] = &[
    &rules::HOST_REMOVE,
    &rules::HOST_MUTE,
    &rules::HOST_SWIFT,
    &rules::HOST_SLOW,
    &rules::HOST_BLOCK,
];

/// From the answer to the host until everybody who watches has been told of it.
const SWIFT: Duration = Duration::from_secs(1);
/// So often it is tried: a machine that was busy for a moment is no slow shop.
const TRIES: usize = 2;
/// Seconds between two comments while they are slowed.
const SLOW: u32 = 60;

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    removed(stage).await?;
    muted(stage).await?;
    slowed(stage).await?;
    blocked(stage).await
}

fn about(kind: ActKind, comment: &CommentId) -> Act {
    Act { comment: Some(comment.clone()), ..Act::new(kind) }
}

/// Does an act that takes a comment away, and notes whether it is told and gone; how long after the answer it was told.
async fn gone(
    stage: &mut Stage<'_, '_>,
    rule: &Rule,
    act: &Act,
) -> Result<Option<Duration>, String> {
    let (_, event) = stage.act(rule, act).await?;
    let after = stage.after;
    let id = act.comment.clone().ok_or("a comment")?;
    let told = |event: &Event| {
        let removed = event.room.as_ref().is_some_and(|room| room.removed.contains(&id));
        event.kind == EventKind::CommentRemoved && removed
    };
    let right = event.as_ref().is_some_and(told);
    stage.tells(rule, event.as_ref(), "comment_removed, with the comment", right);
    let is = |room: &Room| !room.comments.iter().any(|comment| comment.id == id);
    stage.shown(rule, "the room without the comment", is).await?;
    Ok(after)
}

fn in_time(after: Option<Duration>) -> bool {
    after.is_some_and(|after| after <= SWIFT)
}

/// Notes how soon it was told.
fn swift(stage: &mut Stage<'_, '_>, kind: &ActKind, after: Option<Duration>) {
    let at = format!("the line of {}, {kind}", stage.room);
    let got =
        after.map_or("nothing within 2 s".into(), |after| format!("{} ms", after.as_millis()));
    let expected = "comment_removed within 1 s of the answer";
    stage.till.client.record.check(&rules::HOST_SWIFT, &at, in_time(after), expected, got);
}

async fn removed(stage: &mut Stage<'_, '_>) -> Checked {
    let (viewer, kind) = (stage.guest().await?, ActKind::RemoveComment);
    let mut after = None;
    for _ in 0..TRIES {
        let comment = stage.say(&viewer, "to be removed").await?;
        after = gone(stage, &rules::HOST_REMOVE, &about(kind.clone(), &comment.id)).await?;
        if in_time(after) {
            break;
        }
    }
    swift(stage, &kind, after);
    Ok(())
}

async fn muted(stage: &mut Stage<'_, '_>) -> Checked {
    let (rule, kind) = (&rules::HOST_MUTE, ActKind::Mute);
    let (loud, other) = (stage.guest().await?, stage.guest().await?);
    let mut comment = stage.say(&loud, "to be muted").await?;
    let mut after = gone(stage, rule, &about(kind.clone(), &comment.id)).await?;
    for _ in 1..TRIES {
        if in_time(after) {
            break;
        }
        stage.act(rule, &about(ActKind::Unmute, &comment.id)).await?;
        comment = stage.say(&loud, "to be muted again").await?;
        after = gone(stage, rule, &about(kind.clone(), &comment.id)).await?;
    }
    swift(stage, &kind, after);
    let answer = stage.try_to_say(&loud, "muted").await?;
    stage.till.expect(rule, &answer, 403, &ProblemKind::Forbidden);
    let answer = stage.try_to_say(&other, "another viewer").await?;
    stage.till.check(rule, &answer, answer.is_success(), "the comment of another viewer");
    stage.act(rule, &about(ActKind::Unmute, &comment.id)).await?;
    let answer = stage.try_to_say(&loud, "unmuted").await?;
    stage.till.check(rule, &answer, answer.is_success(), "the comment of who is unmuted");
    Ok(())
}

async fn slowed(stage: &mut Stage<'_, '_>) -> Checked {
    let rule = &rules::HOST_SLOW;
    for seconds in [SLOW, 0] {
        let act = Act { seconds: Some(seconds), ..Act::new(ActKind::Slow) };
        let (_, event) = stage.act(rule, &act).await?;
        let told = event.as_ref().and_then(|event| event.room.as_ref()?.slow_seconds);
        let right = told == Some(seconds)
            && event.as_ref().is_some_and(|event| event.kind == EventKind::Slowed);
        stage.tells(rule, event.as_ref(), "slowed, with the seconds", right);
        let expected = format!("slow_seconds {seconds}");
        stage.shown(rule, &expected, |room| room.slow_seconds == seconds).await?;
        if seconds > 0 {
            let viewer = stage.guest().await?;
            // Or entering counts as writing: guests have tickets without end.
            let answer = stage.try_to_say(&viewer, "not too soon").await?;
            let right = answer.is_success() || answer.status == 429;
            stage.till.check(rule, &answer, right, "the comment, or 429 so soon after entering");
            let answer = stage.try_to_say(&viewer, "too soon").await?;
            stage.till.expect(rule, &answer, 429, &ProblemKind::TooMany);
        }
    }
    Ok(())
}

async fn blocked(stage: &mut Stage<'_, '_>) -> Checked {
    let rule = &rules::HOST_BLOCK;
    // A word that nobody writes by chance.
    let word = format!("zq{}", &fresh_key()[..8]);
    let act = Act { words: vec![word.clone()], ..Act::new(ActKind::Block) };
    stage.act(rule, &act).await?;
    for said in [word.clone(), format!("see {}!", word.to_uppercase())] {
        let viewer = stage.guest().await?;
        let answer = stage.try_to_say(&viewer, &said).await?;
        stage.till.named(rule, &answer, &["text"]);
    }
    let viewer = stage.guest().await?;
    let answer = stage.try_to_say(&viewer, "another word").await?;
    stage.till.check(rule, &answer, answer.is_success(), "a comment without the word");
    stage.act(rule, &Act::new(ActKind::Block)).await?;
    let viewer = stage.guest().await?;
    let answer = stage.try_to_say(&viewer, &word).await?;
    stage.till.check(rule, &answer, answer.is_success(), "the word, once it is not blocked");
    Ok(())
}
