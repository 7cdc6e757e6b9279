//! The way into the room: its line, a ticket, the host.

use picklive_contract::{
    Endpoint as _, RoomId,
    events::{self, SHOP, Start, room_topic},
    live::{EnterRoom, Entered, GetRoom, Room},
};
use serde::Serialize;

use crate::{
    fixture::Hall,
    listen::Listener,
    rules,
    write::{Caller, Till, people::of_this_run},
};

/// A line of the room and the shop from a cursor on.
pub(super) async fn listen(
    till: &mut Till<'_>,
    room: &RoomId,
    cursor: &str,
) -> Result<Listener, String> {
    let topic = room_topic(room);
    let path = events::path(&[&topic, SHOP], &Start::after(cursor), None);
    till.client.listen(&path).await
}

/// A ticket for a caller; whether there is one is noted.
pub(super) async fn enter(
    till: &mut Till<'_>,
    caller: &Caller,
    room: &RoomId,
) -> Result<(Entered, Caller), String> {
    let answer = till.call::<EnterRoom>(caller, room).await?;
    let entered: Option<Entered> = answer.read().filter(|_| answer.is_success());
    let entered = entered.filter(|entered| !entered.viewer.is_empty());
    till.check(&rules::ENTER, &answer, entered.is_some(), "a ticket");
    let entered = entered.ok_or("a ticket to the room")?;
    let caller = caller.with_ticket(&entered.viewer);
    Ok((entered, caller))
}

pub(super) async fn host(till: &mut Till<'_>, hall: &Hall) -> Result<Caller, String> {
    let person = hall.host.get_ref();
    let caller = match (&person.token, &person.contact) {
        (Some(token), _) => Caller::bearer(token),
        (None, Some(contact)) => {
            let from = till.usual();
            till.signed_in(&of_this_run(contact), from).await?.1
        }
        (None, None) => return Err("a host in the fixture ([room])".into()),
    };
    let (entered, caller) = enter(till, &caller, &hall.id).await?;
    let (at, got) = (format!("POST {}", EnterRoom::path(&hall.id)), format!("{}", entered.host));
    till.client.record.check(&rules::ENTER_HOST, &at, entered.host, "true for the host", got);
    Ok(caller)
}

pub(super) async fn read(till: &mut Till<'_>, room: &RoomId) -> Result<Room, String> {
    let answer = till.call::<GetRoom>(&Caller::default(), room).await?;
    till.client.parse(&answer, &rules::ROOM).ok_or_else(|| format!("the room {room}"))
}

pub(super) fn json(of: &impl Serialize) -> Result<serde_json::Value, String> {
    serde_json::to_value(of).map_err(|error| error.to_string())
}
