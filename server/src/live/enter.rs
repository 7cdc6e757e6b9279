//! `POST /v1/rooms/{id}/enter`.

use picklive_contract::live::{EnterRoom, Entered};

use super::{brief, tickets};
use crate::{
    ApiError,
    account::Caller,
    http::{Answer, Call},
};

/// Gives a ticket to one viewer.
pub async fn enter(call: Call<EnterRoom>) -> Result<Answer<EnterRoom>, ApiError> {
    let (state, room) = (&call.state, call.at.as_str());
    let host = brief::of(state, room).await?.host;
    let caller = Caller::of(&call).await?;
    let person = caller.person.map(|person| person.0);
    let viewer = match (&person, tickets::shown(state, room, &call.headers).await?) {
        // A page that still has one needs no other.
        (None, Some((_, ticket))) => ticket,
        _ => tickets::issue(state, room, person.as_deref()).await?,
    };
    Answer::private(&Entered { viewer, host: person.is_some() && person == host })
}
