//! What viewers say.

use std::time::Instant;

use picklive_contract::{
    comments::{COMMENT_MAX, Comment, CommentAsk, NAME_MAX, WriteComment},
    events::{Event, EventKind},
    live::Room,
    problem::ProblemKind,
};

use super::{
    door::json,
    stage::{SOON, Stage},
};
use crate::{
    answer::Answer,
    ask::{Ask, fresh_key},
    rules::{self, Rule},
    write::{Caller, Checked},
};

pub(super) const OWN: &[&Rule] = &[
    &rules::COMMENT_KEPT,
    &rules::COMMENT_HOST,
    &rules::COMMENT_REPEAT,
    &rules::COMMENT_TEXT,
    &rules::COMMENT_NAME,
    &rules::COMMENT_OFTEN,
];

/// With what a comment may have.
const TEXT: &str = "早安 <b>&amp; https://a.example";
/// Comments of one viewer at the same moment, more than anybody types.
const AT_ONCE: usize = 40;

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    let viewer = stage.guest().await?;
    let key = fresh_key();
    let ask = stage.ask::<WriteComment>(&said(TEXT))?.key(&key);
    let (first, event) = written(stage, &viewer, ask.clone()).await?;
    told(stage, &first, event.as_ref(), TEXT);
    host_told(stage, &first, false);
    let again = stage.till.send(&viewer, ask.clone()).await?;
    let repeated: Option<Comment> = again.read().filter(|_| again.is_success());
    let same = repeated.is_some_and(|comment| comment.id == first.id);
    stage.till.check(&rules::COMMENT_REPEAT, &again, same, format!("the comment {}", first.id));
    let is = |comment: &&Comment| comment.text == TEXT && comment.at >= first.at;
    let count = |room: &Room| room.comments.iter().filter(is).count();
    let once = "the comment, once";
    stage.shown(&rules::COMMENT_REPEAT, once, |room| count(room) <= 1).await?;
    let kept = |room: &Room| room.comments.contains(&first);
    stage.shown(&rules::COMMENT_KEPT, "the comment as it was answered", kept).await?;
    let other = json(&said("another one"))?;
    stage.till.keyed(&viewer, &ask, Some(&other)).await?;

    let (viewer, long) = (stage.guest().await?, "长".repeat(COMMENT_MAX));
    let ask = stage.ask::<WriteComment>(&said(&long))?;
    let (comment, event) = written(stage, &viewer, ask).await?;
    told(stage, &comment, event.as_ref(), &long);
    let host = stage.host.clone();
    let ask = stage.ask::<WriteComment>(&said("the host says"))?;
    let (comment, _) = written(stage, &host, ask).await?;
    host_told(stage, &comment, true);
    fields(stage, &format!("{long}x")).await?;
    often(stage).await
}

pub(super) fn said(text: &str) -> CommentAsk {
    CommentAsk { name: "Conformance".into(), text: text.into() }
}

impl Stage<'_, '_> {
    /// Somebody says something, and is answered that it is kept.
    pub(super) async fn say(&mut self, viewer: &Caller, text: &str) -> Result<Comment, String> {
        let ask = self.ask::<WriteComment>(&said(text))?;
        written(self, viewer, ask).await.map(|(comment, _)| comment)
    }

    /// Somebody says something, and is answered whatever it is.
    pub(super) async fn try_to_say(
        &mut self,
        viewer: &Caller,
        text: &str,
    ) -> Result<Answer, String> {
        let ask = self.ask::<WriteComment>(&said(text))?;
        self.till.send(viewer, ask).await
    }
}

/// A comment that should be taken, and how the line tells it.
async fn written(
    stage: &mut Stage<'_, '_>,
    viewer: &Caller,
    ask: Ask,
) -> Result<(Comment, Option<Event>), String> {
    let begun = Instant::now();
    let answer = stage.till.send(viewer, ask).await?;
    let end = Instant::now() + SOON + begun.elapsed();
    if answer.status == 429 {
        return Err(format!("a comment that is not one too many: {}", answer.brief()));
    }
    let comment: Option<Comment> = answer.read().filter(|_| answer.is_success());
    stage.till.check(&rules::COMMENT_KEPT, &answer, comment.is_some(), "the comment");
    let comment = comment.ok_or("a comment that is taken")?;
    let is = |event: &Event| {
        event.kind == EventKind::Comment
            && event
                .room
                .as_ref()
                .is_some_and(|room| room.comments.iter().any(|told| told.id == comment.id))
    };
    let event = stage.heard(0, end, is).await;
    Ok((comment, event))
}

/// Notes whether a comment is answered, and told, as it was written.
fn told(stage: &mut Stage<'_, '_>, comment: &Comment, event: Option<&Event>, text: &str) {
    let same = comment.text == text && comment.name == said("").name && !comment.id.0.is_empty();
    let record = &mut *stage.till.client.record;
    let (at, got) = (format!("comment {}", comment.id), format!("{comment:?}"));
    let expected = format!("{} characters, as they were written", text.chars().count());
    record.check(&rules::COMMENT_KEPT, &at, same, expected, got);
    let told = event.and_then(|event| event.room.as_ref()).map(|room| &room.comments);
    let right = told.is_some_and(|told| told.contains(comment));
    let (at, got) = (format!("the line of {}", stage.room), format!("{told:?}"));
    let expected = "the comment as it was answered, within 2 s";
    stage.till.client.record.check(&rules::COMMENT_KEPT, &at, right, expected, got);
}

fn host_told(stage: &mut Stage<'_, '_>, comment: &Comment, host: bool) {
    let (at, right) = (format!("comment {}", comment.id), comment.host == host);
    stage.till.client.record.check(&rules::COMMENT_HOST, &at, right, host, comment.host);
}

async fn fields(stage: &mut Stage<'_, '_>, longer: &str) -> Checked {
    for text in ["", "  ", longer, "a\u{0}b", "a\nb", "a\u{1b}[1m", "a\u{7f}"] {
        let viewer = stage.guest().await?;
        let answer = stage.try_to_say(&viewer, text).await?;
        stage.till.named(&rules::COMMENT_TEXT, &answer, &["text"]);
    }
    let longer = "名".repeat(NAME_MAX + 1);
    for name in ["", " ", &longer, "Lin\nhost", "a\u{202e}\u{1b}"] {
        let viewer = stage.guest().await?;
        let named = CommentAsk { name: name.into(), text: "good morning".into() };
        let ask = stage.ask::<WriteComment>(&named)?;
        let answer = stage.till.send(&viewer, ask).await?;
        stage.till.named(&rules::COMMENT_NAME, &answer, &["name"]);
    }
    Ok(())
}

async fn often(stage: &mut Stage<'_, '_>) -> Checked {
    let viewer = stage.guest().await?;
    let mut asks = Vec::new();
    for nth in 0..AT_ONCE {
        asks.push((viewer.clone(), stage.ask::<WriteComment>(&said(&format!("again {nth}")))?));
    }
    let answers = stage.till.together(asks).await;
    let refused = |(_, answer): &&(Caller, Answer)| answer.refuses(429, &ProblemKind::TooMany);
    let count = answers.iter().filter(refused).count();
    let at = format!("{AT_ONCE} comments of one viewer at the same moment");
    let got = format!("{count} of {} with 429", answers.len());
    let record = &mut *stage.till.client.record;
    record.check(&rules::COMMENT_OFTEN, &at, count > 0, "429 for some of them", got);
    Ok(())
}
