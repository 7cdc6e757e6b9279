//! Who listens to a room is known by their ticket.

use picklive_contract::{
    RoomId,
    events::{SHOP, Start, path},
    headers::VIEWER,
    time::SECOND,
};

use crate::{
    events_topics::{BOTH, TEA, greetings, with_room},
    support::{NOON, Server, listener::Listener},
};

async fn ticket(server: &Server) -> String {
    picklive_server::live::tickets::of_guest(&server.state, "tea", "here").await.unwrap()
}

#[tokio::test]
async fn who_watches_is_known_as_long_as_they_hold_a_line_and_a_little_longer() {
    let server = with_room(Server::start_still().await).await;
    let client = server.client();
    let request = client.request("GET", &path(BOTH, &Start::default(), None));
    let (one, two, three) = (ticket(&server).await, ticket(&server).await, ticket(&server).await);
    // One line is one viewer, and a made-up ticket is none.
    let shown = format!("invented, {one}, {three}");
    let mut listener = Listener::asking(request.header(VIEWER, shown)).await;
    greetings(&mut listener).await;
    let asked = client.request("GET", &path(&[TEA], &Start::default(), None));
    asked.header(VIEWER, &two).send().await.unwrap();
    let of_shop = client.request("GET", &path(&[SHOP], &Start::default(), None));
    of_shop.header(VIEWER, &three).send().await.unwrap();
    let seen = |now| {
        let mut all: Vec<_> = server.state.events.watching(now).into_iter().collect();
        assert!(all.iter().all(|who| who.room == RoomId::from("tea")));
        all.sort_by_key(|who| who.ticket != one);
        all.into_iter().map(|who| who.ticket).collect::<Vec<_>>()
    };
    assert_eq!(seen(NOON), [one.clone(), two]);
    assert!(server.state.events.listened().iter().any(|topic| topic == TEA));
    assert_eq!(seen(NOON.plus(30 * SECOND)), std::slice::from_ref(&one));
}
