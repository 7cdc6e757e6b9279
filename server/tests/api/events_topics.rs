//! Several topics on one line: each is told in order, from where its cursor says, whatever becomes of the others.

use picklive_contract::{
    UnixMillis,
    events::{Event, EventKind, Events, SHOP, Start, path},
    time::{DAY, HOUR},
};
use picklive_server::{
    db::{
        Tx,
        entities::{event, topic},
    },
    events,
};
use sea_orm::{EntityTrait, QueryOrder};

use crate::support::{
    NOON, Server,
    fixtures::{self, variant_id},
    listener::Listener,
};

pub const TEA: &str = "room:tea";
pub const BOTH: &[&str] = &[SHOP, TEA];

/// A shop with a room.
pub async fn with_room(server: Server) -> Server {
    let work = |tx: Tx| async move {
        events::open(&*tx, TEA, NOON).await?;
        // Again, as a second transaction would.
        events::open(&*tx, TEA, NOON).await
    };
    server.state.db.writing(work).await.unwrap();
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    server
}

/// Writes events of the room, as what happens in it does; returns the last number.
pub async fn append(server: &Server, kinds: &[EventKind], at: UnixMillis) -> i64 {
    let work = |tx: Tx| async move {
        let event = |kind: &EventKind| Event::new(TEA, 0, at, kind.clone());
        events::append(&*tx, TEA, kinds.iter().map(event).collect(), at).await
    };
    let last = server.state.db.writing(work).await.unwrap();
    server.state.events.wake(TEA);
    last
}

async fn listen(server: &Server, topics: &[&str], from: &Start) -> Listener {
    let client = server.client();
    Listener::asking(client.request("GET", &path(topics, from, None))).await
}

async fn poll(server: &Server, from: &Start, wait: Option<u32>) -> Events {
    server.client().get(&path(BOTH, from, wait)).await.json().await.unwrap()
}

pub async fn greetings(listener: &mut Listener) -> [EventKind; 2] {
    let (room, shop) = (listener.next().await.unwrap(), listener.next().await.unwrap());
    assert_eq!((&*shop.topic, &*room.topic), (SHOP, TEA));
    [shop.kind, room.kind]
}

/// Changes the product's price and has it told.
async fn reprice(server: &Server, price: i64) {
    fixtures::reprice(&server.state, &variant_id("tea", 0), price, NOON).await;
    while events::tell(&server.state).await.unwrap() {}
    server.state.events.read(&server.state.db).await.unwrap();
}

fn numbers(events: &[Event], topic: &str) -> Vec<i64> {
    events.iter().filter(|event| event.topic == topic).map(|event| event.seq).collect()
}

#[tokio::test]
async fn two_topics_come_by_one_line_and_one_cursor_goes_on_in_both() {
    let server = with_room(Server::start().await).await;
    let mut listener = listen(&server, BOTH, &Start::default()).await;
    assert_eq!(greetings(&mut listener).await, [EventKind::Ready, EventKind::Ready]);
    append(&server, &[EventKind::Opened], NOON).await;
    assert_eq!(listener.until(&EventKind::Opened).await.pop().unwrap().seq, 1);
    fixtures::reprice(&server.state, &variant_id("tea", 0), 900, NOON).await;
    let told = listener.until(&EventKind::Price).await;
    assert_eq!(told.last().unwrap().topic, SHOP);
    let cursor = listener.cursor.clone();
    drop(listener);
    append(&server, &[EventKind::Pin, EventKind::Unpin], NOON).await;
    fixtures::reprice(&server.state, &variant_id("tea", 0), 800, NOON).await;
    let mut again = listen(&server, BOTH, &Start::after(cursor)).await;
    assert_eq!(greetings(&mut again).await, [EventKind::Ready, EventKind::Ready]);
    let mut all = Vec::new();
    while numbers(&all, TEA).len() < 2 || numbers(&all, SHOP).is_empty() {
        all.push(again.next().await.unwrap());
    }
    assert_eq!(numbers(&all, TEA), [2, 3], "nothing twice, nothing left out");
    let next = told.last().unwrap().seq + 1;
    assert_eq!(numbers(&all, SHOP), [next]);
}

#[tokio::test]
async fn each_topic_begins_where_the_first_cursor_that_knows_it_says() {
    let server = with_room(Server::start_still().await).await;
    reprice(&server, 900).await;
    append(&server, &[EventKind::Opened], NOON).await;
    let room = events::cursor(&server.state.db.read, &[TEA]).await.unwrap();
    append(&server, &[EventKind::Pin], NOON).await;
    let both = events::cursor(&server.state.db.read, BOTH).await.unwrap();
    append(&server, &[EventKind::Unpin], NOON).await;
    reprice(&server, 800).await;
    let from = |after: &[&String], since| Start {
        after: after.iter().map(|cursor| (*cursor).clone()).collect(),
        since,
    };
    let told = poll(&server, &from(&[&room, &both], None), None).await;
    assert_eq!((numbers(&told.items, TEA), numbers(&told.items, SHOP).len()), (vec![2, 3], 1));
    let told = poll(&server, &from(&[&both, &room], None), None).await;
    assert_eq!(numbers(&told.items, TEA), [3]);
    // Of what no cursor knows the time is asked, or nothing of the past.
    let told = poll(&server, &from(&[&room], Some(NOON)), None).await;
    assert!(numbers(&told.items, SHOP).len() > 1, "{told:?}");
    let told = poll(&server, &from(&[&room], None), None).await;
    assert_eq!((numbers(&told.items, TEA), numbers(&told.items, SHOP)), (vec![2, 3], vec![]));
    assert!(poll(&server, &Start::after(told.cursor), None).await.items.is_empty());
}

#[tokio::test]
async fn one_topic_s_loss_leaves_the_other_alone() {
    let server = with_room(Server::start_still().await).await;
    reprice(&server, 900).await;
    append(&server, &[const { EventKind::Opened }; 3], NOON).await;
    let rows = topic::Entity::find().all(&server.state.db.read).await.unwrap();
    let epoch = &rows.iter().find(|row| row.topic == SHOP).unwrap().epoch;
    // A room of a copy of the shop that a backup was put back over.
    let cursor = events::cursor_at(&[(SHOP, epoch, 0), (TEA, "other", 1)]);
    let mut listener = listen(&server, BOTH, &Start::after(&*cursor)).await;
    assert_eq!(greetings(&mut listener).await, [EventKind::Ready, EventKind::Resync]);
    let next = listener.next().await.unwrap();
    assert_eq!((&*next.topic, next.seq), (SHOP, 1));
    let told = poll(&server, &Start::after(cursor), None).await;
    let room: Vec<_> = told.items.iter().filter(|event| event.topic == TEA).collect();
    assert_eq!((room.len(), &room[0].kind, room[0].seq), (1, &EventKind::Resync, 3));
    assert_eq!(numbers(&told.items, SHOP)[0], 1);
    // The cursor after the first greeting alone does not forget what is owed.
    let strange = Start::after("strange");
    let mut listener = listen(&server, BOTH, &strange).await;
    assert_eq!(listener.next().await.unwrap().kind, EventKind::Resync);
    let mut again = listen(&server, BOTH, &Start::after(&*listener.cursor)).await;
    assert_eq!(greetings(&mut again).await, [EventKind::Resync, EventKind::Ready]);
}

#[tokio::test]
async fn numbers_have_no_gap_however_many_write_at_once() {
    let server = with_room(Server::start().await).await;
    let mut listener = listen(&server, &[TEA], &Start::default()).await;
    assert_eq!(listener.next().await.unwrap().kind, EventKind::Ready);
    let write = || append(&server, &[EventKind::Pin, EventKind::Unpin], NOON);
    let lasts = futures_util::future::join_all((0..20).map(|_| write())).await;
    assert_eq!(lasts.into_iter().max(), Some(40));
    for seq in 1..=40 {
        assert_eq!(listener.next().await.unwrap().seq, seq);
    }
}

#[tokio::test]
async fn who_cannot_stream_asks_for_both() {
    let server = with_room(Server::start().await).await;
    let begun = poll(&server, &Start::default(), None).await;
    assert!(begun.items.is_empty());
    let from = Start::after(begun.cursor);
    let (told, _) =
        tokio::join!(poll(&server, &from, Some(20)), append(&server, &[EventKind::Opened], NOON));
    let mut all = told.items;
    let mut cursor = told.cursor;
    fixtures::reprice(&server.state, &variant_id("tea", 0), 900, NOON).await;
    while numbers(&all, TEA).is_empty() || all.last().unwrap().kind != EventKind::Price {
        let told = poll(&server, &Start::after(cursor), Some(20)).await;
        all.extend(told.items);
        cursor = told.cursor;
    }
    assert_eq!(numbers(&all, TEA), [1]);
}

#[tokio::test]
async fn a_topic_that_is_not_there_is_not_found_and_nine_are_too_many() {
    let server = with_room(Server::start_still().await).await;
    for topics in ["room:cup", "shop,room:cup", "shop,", "room:", "ROOM:tea", "shop,room:tea%0A"] {
        let answer = server.client().get(&format!("/v1/events?topics={topics}")).await;
        assert_eq!(answer.status(), 404, "{topics}");
    }
    let nine = (1..=9).map(|nth| format!("room:{nth}")).collect::<Vec<_>>().join(",");
    let answer = server.client().get(&format!("/v1/events?topics={nine}")).await;
    assert_eq!(answer.status(), 400);
    assert_eq!(server.client().get("/v1/events?topics=shop,room:tea,shop").await.status(), 200);
}

#[tokio::test]
async fn what_happened_in_a_room_is_kept_and_its_numbers_are_not() {
    let server = with_room(Server::start_still().await).await;
    reprice(&server, 900).await;
    let kinds = [EventKind::Opened, EventKind::Likes, EventKind::Comment, EventKind::Viewers];
    append(&server, &kinds, NOON).await;
    let later = NOON.plus(2 * HOUR);
    append(&server, &[EventKind::Likes, EventKind::Ended], later).await;
    let kept = async |now: UnixMillis| {
        server.set_clock(now);
        picklive_server::background::prune::once(&server.state).await.unwrap();
        let rows = event::Entity::find().order_by_asc(event::Column::Seq);
        let rows = rows.all(&server.state.db.read).await.unwrap();
        assert!(rows.iter().all(|row| row.topic == TEA));
        rows.iter().map(|row| row.seq).collect::<Vec<_>>()
    };
    assert_eq!(kept(later).await, [1, 3, 5, 6]);
    // What is old is not told with gaps: who was away so long reads everything again.
    let rows = topic::Entity::find_by_id(TEA).one(&server.state.db.read).await.unwrap();
    let epoch = rows.unwrap().epoch;
    for (seq, kinds) in
        [(0, [EventKind::Resync].as_slice()), (4, &[EventKind::Likes, EventKind::Ended])]
    {
        let told =
            poll(&server, &Start::after(events::cursor_at(&[(TEA, &epoch, seq)])), None).await;
        let told: Vec<_> = told.items.into_iter().map(|event| event.kind).collect();
        assert_eq!(told, kinds);
    }
    assert_eq!(kept(later.plus(2 * HOUR)).await, [1, 3, 6]);
    assert_eq!(kept(NOON.plus(89 * DAY)).await, [1, 3, 6]);
    assert_eq!(kept(NOON.plus(90 * DAY + HOUR)).await, [6]);
}
