//! The end of the room.

use picklive_contract::{
    comments::WriteComment,
    events::EventKind,
    host::{Act, ActInRoom, ActKind},
    live::{LikeAsk, LikeRoom, Room, RoomState},
    problem::ProblemKind,
};

use super::{comments::said, stage::Stage};
use crate::{
    rules::{self, Rule},
    write::Checked,
};

pub(super) const OWN: &[&Rule] = &[&rules::HOST_END];

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    if !stage.hall.ends {
        return Err("a room that may be ended (`ends = true` in [room])".into());
    }
    let (rule, viewer) = (&rules::HOST_END, stage.guest().await?);
    let (acted, event) = stage.act(rule, &Act::new(ActKind::End)).await?;
    let over = |state: &RoomState| matches!(state, RoomState::Ended | RoomState::Replay);
    let told = event.as_ref().and_then(|event| event.room.as_ref());
    let right = told.is_some_and(|now| now.state.as_ref().is_some_and(over))
        && told.is_some_and(|now| now.ended_at == Some(acted.at))
        && event.as_ref().is_some_and(|event| event.kind == EventKind::Ended);
    stage.tells(rule, event.as_ref(), "ended, with the state and when", right);
    let is = |room: &Room| over(&room.state) && room.ended_at == Some(acted.at);
    stage.shown(rule, "over, with when", is).await?;
    let asks = [
        (viewer.clone(), stage.ask::<WriteComment>(&said("too late"))?),
        (viewer, stage.ask::<LikeRoom>(&LikeAsk::new(1))?),
        (stage.host.clone(), stage.ask::<ActInRoom>(&Act::new(ActKind::Start))?),
        (stage.host.clone(), stage.ask::<ActInRoom>(&Act::new(ActKind::Unpin))?),
    ];
    for (caller, ask) in asks {
        let answer = stage.till.send(&caller, ask).await?;
        stage.till.expect(rule, &answer, 409, &ProblemKind::WrongState);
    }
    Ok(())
}
