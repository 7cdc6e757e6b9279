//! The host keeps the talk pleasant.

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

pub(super) const OWN: &[&Rule] =
    &[&rules::HOST_REMOVE, &rules::HOST_MUTE, &rules::HOST_SLOW, &rules::HOST_BLOCK];

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

/// Does an act that takes a comment away, and notes whether it is told and gone.
async fn gone(stage: &mut Stage<'_, '_>, rule: &Rule, act: &Act) -> Checked {
    let (_, event) = stage.act(rule, act).await?;
    let id = act.comment.clone().ok_or("a comment")?;
    let told = |event: &Event| {
        let removed = event.room.as_ref().is_some_and(|room| room.removed.contains(&id));
        event.kind == EventKind::CommentRemoved && removed
    };
    let right = event.as_ref().is_some_and(told);
    stage.tells(rule, event.as_ref(), "comment_removed, with the comment", right);
    let is = |room: &Room| !room.comments.iter().any(|comment| comment.id == id);
    stage.shown(rule, "the room without the comment", is).await?;
    Ok(())
}

async fn removed(stage: &mut Stage<'_, '_>) -> Checked {
    let viewer = stage.guest().await?;
    let comment = stage.say(&viewer, "to be removed").await?;
    let act = about(ActKind::RemoveComment, &comment.id);
    gone(stage, &rules::HOST_REMOVE, &act).await
}

async fn muted(stage: &mut Stage<'_, '_>) -> Checked {
    let rule = &rules::HOST_MUTE;
    let (loud, other) = (stage.guest().await?, stage.guest().await?);
    let comment = stage.say(&loud, "to be muted").await?;
    gone(stage, rule, &about(ActKind::Mute, &comment.id)).await?;
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
            stage.say(&viewer, "not too soon").await?;
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
