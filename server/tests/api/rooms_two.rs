//! Two servers on one database: what is done at one is known at the other.

use futures_util::future::join_all;
use picklive_contract::{
    Endpoint,
    events::EventKind,
    host::{Act, ActKind},
    live::{GetRoom, LikeAsk, LikeRoom, Room, room_path},
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
        let liked = who.call::<LikeRoom>(&hall.id, &LikeAsk::new(2)).await;
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

#[tokio::test]
async fn a_room_is_no_older_than_what_its_reader_was_told() {
    let hall = Hall::live().await;
    let config = (*hall.server.state.config).clone();
    let db = connect::open(&config.data, false).await.unwrap();
    let other = AppState::new(db, Clock::standing(NOON), config);
    let client = hall.server.client();
    let read = async |path: String| -> Room {
        let answer = client.get(&path).await;
        assert_eq!(answer.status(), 200, "{path}");
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    };
    for amount in 1..=5 {
        // It is kept for half a second.
        read(GetRoom::path(&hall.id)).await;
        let act = Act { text: format!("{amount}"), ..Act::new(ActKind::Announce) };
        let told = live::act(&other, hall.id.as_str(), &act).await.unwrap();
        let room = read(room_path(&hall.id, told.seq)).await;
        assert_eq!(room.announcement.unwrap().text, format!("{amount}"));
    }
    // So is what was never told, by either.
    for bad in ["x", "-1", "1.5", "", "9223372036854775807", "99999999999999999999"] {
        let path = format!("{}?seq={bad}", GetRoom::path(&hall.id));
        assert_eq!(client.get(&path).await.status(), 422, "{bad}");
    }
}

/// A viewer who is at one or the other.
async fn one_of(hall: &Hall, other: &Server, nth: usize) -> crate::support::Client {
    let client = if nth.is_multiple_of(2) { hall.server.client() } else { other.client() };
    enter(&client, &hall.id).await
}
