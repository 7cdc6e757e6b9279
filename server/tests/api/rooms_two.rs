//! Two servers on one database: what is done at one is known at the other.

use futures_util::future::join_all;
use picklive_contract::{
    events::EventKind,
    live::{LikeAsk, LikeRoom},
};
use picklive_server::{AppState, background, clock::Clock, db::connect, live};

use crate::{
    rooms_support::{Hall, enter, pin, say, shelf},
    support::{NOON, Server, listener::Listener},
};

#[tokio::test]
async fn what_is_done_at_one_is_known_at_the_other() {
    let hall = Hall::live().await;
    hall.act(shelf(&["tea", "cup"])).await.unwrap();
    let config = (*hall.server.state.config).clone();
    let db = connect::open(&config.data, false).await.unwrap();
    let state = AppState::new(db, Clock::standing(NOON), config);
    let other = Server::start_on(state).await;
    let _tasks = background(&other.state);
    // A ticket of one is good at the other.
    let here = hall.viewer().await;
    let there = crate::support::Client { base: other.base.clone(), origin: None, ..here.clone() };
    let line = there.request("GET", "/v1/events?topics=room:tea-room");
    let mut line = Listener::asking(line).await;
    assert_eq!(line.next().await.unwrap().kind, EventKind::Ready);
    hall.act(pin("cup")).await.unwrap();
    assert_eq!(line.until(&EventKind::Pin).await.len(), 1);
    say(&here, &hall.id, "hello").await.unwrap();
    let told = line.until(&EventKind::Comment).await.pop().unwrap();
    assert_eq!(told.room.unwrap().comments[0].text, "hello");
    // Both write at once.
    let viewers = join_all((0..30).map(|nth| one_of(&hall, &other, nth))).await;
    let said = join_all(viewers.iter().map(|who| say(who, &hall.id, "at once"))).await;
    assert!(said.iter().all(Result::is_ok), "{said:?}");
    for (nth, who) in viewers.iter().enumerate() {
        let liked = who.call::<LikeRoom>(&hall.id, &LikeAsk { count: 2 }).await;
        assert!(liked.is_ok(), "{nth}");
    }
    for state in [&hall.server.state, &other.state] {
        live::tick(state).await.unwrap();
    }
    let theirs = live::shot(&other.state, &hall.id).await.unwrap().unwrap().room;
    let mine = hall.room().await;
    assert_eq!((mine.likes, mine.comments.len()), (60, 31));
    assert_eq!((mine.viewers, theirs.viewers), (Some(1), Some(1)), "the line is at the other");
    assert_eq!(mine.comments, theirs.comments);
    let numbers: Vec<_> = hall.told(0).await.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (1..=i64::try_from(numbers.len()).unwrap()).collect::<Vec<_>>());
}

/// A viewer who is at one or the other.
async fn one_of(hall: &Hall, other: &Server, nth: usize) -> crate::support::Client {
    let client = if nth.is_multiple_of(2) { hall.server.client() } else { other.client() };
    enter(&client, &hall.id).await
}
