//! `POST /v1/rooms/{id}/enter`.

use picklive_contract::live::{EnterRoom, Entered};

use super::{brief, tickets};
use crate::{
    ApiError,
    account::Caller,
    http::{Answer, Call, address},
};

/// Gives a ticket to one viewer.
pub async fn enter(call: Call<EnterRoom>) -> Result<Answer<EnterRoom>, ApiError> {
    let (state, room) = (&call.state, call.at.as_str());
    let host = brief::of(state, room).await?.host;
    let person = Caller::of(&call).await?.person.map(|person| person.0);
    let now = state.clock.now();
    let viewer = match (&person, tickets::shown(state, room, &call.headers).await?) {
        (Some(person), _) => tickets::of_person(state, room, person).await?,
        // A page that still has one needs no other; with an old one it stays the same viewer, who entered long ago.
        (None, Some(ticket)) if ticket.is_young(now) => ticket.text,
        (None, Some(old)) => tickets::again(state, room, &old).await?,
        (None, None) => {
            let from = address::key(call.address);
            state.live.comments.limits.enter(&from, now)?;
            tickets::of_guest(state, room, &from).await?
        }
    };
    Answer::private(&Entered { viewer, host: person.is_some() && person == host })
}
