//! Following the room's host.

use picklive_contract::{
    Endpoint as _,
    follows::{Follow, FollowAsk, FollowHost, GetFollow, UnfollowHost},
    problem::ProblemKind,
    storefront::Capability,
};

use super::stage::Stage;
use crate::{
    answer::Answer,
    rules::{self, Rule},
    write::{Caller, Checked},
};

pub(super) const OWN: &[&Rule] = &[&rules::FOLLOW_PERSON, &rules::FOLLOW_ONCE, &rules::FOLLOW_ENDS];

/// Requests of one person at the same moment.
const AT_ONCE: usize = 4;

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    stage.till.needs(&Capability::Follows)?;
    if !stage.first.can_follow {
        return Err("a room whose host can be followed (can_follow)".into());
    }
    let (person, room) = (stage.till.person(0)?, stage.room.clone());
    let (guest, host) = (Caller::default(), stage.host.clone());
    let rule = &rules::FOLLOW_PERSON;
    for answer in
        [follow(stage, &guest).await?, stage.till.call::<UnfollowHost>(&guest, &room).await?]
    {
        stage.till.expect(rule, &answer, 401, &ProblemKind::SignInNeeded);
    }
    let answer = follow(stage, &host).await?;
    stage.till.expect(rule, &answer, 403, &ProblemKind::Forbidden);

    // A run before may have been broken off.
    stage.till.call::<UnfollowHost>(&person, &room).await?;
    let before = known(stage, &person).await?;
    let mut asks = Vec::new();
    for _ in 0..AT_ONCE {
        asks.push((person.clone(), stage.ask::<FollowHost>(&FollowAsk::default())?));
    }
    let one = Follow { following: true, followers: before.followers + 1 };
    for (_, answer) in stage.till.together(asks).await {
        stands(stage, &rules::FOLLOW_ONCE, &answer, one);
    }
    let answer = stage.till.call::<GetFollow>(&person, &room).await?;
    stands(stage, &rules::FOLLOW_ONCE, &answer, one);

    let none = Follow { following: false, ..before };
    for _ in 0..2 {
        let answer = stage.till.call::<UnfollowHost>(&person, &room).await?;
        stands(stage, &rules::FOLLOW_ENDS, &answer, none);
    }
    let answer = stage.till.call::<GetFollow>(&person, &room).await?;
    stands(stage, &rules::FOLLOW_ENDS, &answer, none);
    Ok(())
}

async fn follow(stage: &mut Stage<'_, '_>, caller: &Caller) -> Result<Answer, String> {
    let ask = stage.ask::<FollowHost>(&FollowAsk::default())?;
    stage.till.send(caller, ask).await
}

async fn known(stage: &mut Stage<'_, '_>, caller: &Caller) -> Result<Follow, String> {
    let room = stage.room.clone();
    let answer = stage.till.call::<GetFollow>(caller, &room).await?;
    let read = stage.till.client.parse(&answer, &rules::FOLLOW_ONCE);
    read.ok_or(format!("an answer of GET {} that can be read", GetFollow::PATH))
}

fn stands(stage: &mut Stage<'_, '_>, rule: &Rule, answer: &Answer, wanted: Follow) {
    let told: Option<Follow> = answer.read().filter(|_| answer.is_success());
    let Follow { following, followers } = wanted;
    let expected = format!("following {following}, {followers} followers");
    stage.till.check(rule, answer, told == Some(wanted), expected);
}
