//! What another ticket is not good for: being somebody else a moment after a mute, or for ever.

use futures_util::future::join_all;
use picklive_contract::{
    host::{Act, ActKind},
    live::{EnterRoom, LikeAsk, LikeRoom},
    time::{DAY, HOUR, SECOND},
};
use picklive_server::{AppState, clock::Clock, config::Config, db::connect, live::tickets};

use crate::{
    orders_support::people,
    rooms_support::{Hall, about, enter, say},
    support::{Client, NOON, Server},
};

/// A room behind a proxy that says where callers come from.
async fn hall() -> Hall {
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let config = Config { dev: true, trusted_proxies, ..Config::default() };
    Hall::live_on(Server::start_quiet(config, |state| state).await).await
}

/// A guest who enters from an address.
async fn from(hall: &Hall, address: &str) -> Client {
    enter(&hall.server.client().from(address), &hall.id).await
}

fn viewer(client: &Client) -> &str {
    client.viewer.as_deref().unwrap().split('.').nth(1).unwrap()
}

#[tokio::test]
async fn after_a_mute_who_enters_from_there_waits_and_nobody_else() {
    let hall = hall().await;
    let rude = from(&hall, "203.0.113.7").await;
    let elsewhere = elsewhere(&hall, &rude).await;
    hall.server.set_clock(NOON.plus(3 * 60 * SECOND - 1));
    let beside = from(&hall, "203.0.113.7").await;
    hall.server.set_clock(NOON.plus(3 * 60 * SECOND));
    let said = say(&rude, &hall.id, "spam").await.unwrap();
    hall.act(about(ActKind::Mute, &said)).await.unwrap();
    assert_eq!(say(&rude, &hall.id, "spam").await.unwrap_err().status, 403);
    let again = from(&hall, "203.0.113.7").await;
    assert_ne!(viewer(&again), viewer(&rude));
    let told = say(&again, &hall.id, "spam").await.unwrap_err();
    assert_eq!((told.status, told.retry_at), (429, Some(NOON.plus(5 * 60 * SECOND))));
    // Who was there before, who comes from elsewhere, and who is signed in do not wait.
    say(&beside, &hall.id, "a").await.unwrap();
    let new = from(&hall, &elsewhere).await;
    say(&new, &hall.id, "a").await.unwrap();
    let person = people(&hall.server, 1).await.remove(0).from("203.0.113.7");
    say(&enter(&person, &hall.id).await, &hall.id, "a").await.unwrap();
    hall.server.set_clock(NOON.plus(5 * 60 * SECOND));
    say(&again, &hall.id, "a").await.unwrap();
    // Half an hour later it is forgotten.
    hall.server.set_clock(NOON.plus(33 * 60 * SECOND));
    say(&from(&hall, "203.0.113.7").await, &hall.id, "a").await.unwrap();
}

/// An address whose guests are not taken for those of another one.
async fn elsewhere(hall: &Hall, rude: &Client) -> String {
    let place = |client: &Client| viewer(client).rsplit_once('~').unwrap().1.to_owned();
    for nth in 1..=9 {
        let address = format!("198.51.100.{nth}");
        if place(&from(hall, &address).await) != place(rude) {
            return address;
        }
    }
    unreachable!("one in 4,096 is the same")
}

#[tokio::test]
async fn a_ticket_grows_old_and_is_given_anew_to_the_same_viewer() {
    let hall = hall().await;
    let mine = from(&hall, "203.0.113.7").await;
    let asked = async || mine.call::<EnterRoom>(&hall.id, &()).await;
    hall.server.set_clock(NOON.plus(11 * HOUR));
    assert_eq!(Some(asked().await.unwrap().viewer), mine.viewer, "good for long");
    hall.server.set_clock(NOON.plus(DAY));
    assert_eq!(say(&mine, &hall.id, "a").await.unwrap_err().status, 401);
    let liked = mine.call::<LikeRoom>(&hall.id, &LikeAsk::new(1)).await;
    assert_eq!(liked.unwrap_err().status, 401);
    let new = Client { viewer: Some(asked().await.unwrap().viewer), ..mine.clone() };
    assert_eq!(viewer(&new), viewer(&mine), "and who is muted stays it");
    assert_ne!(new.viewer, mine.viewer);
    say(&new, &hall.id, "a").await.unwrap();
}

/// The caller with the ticket that is given to them anew.
async fn renewed(hall: &Hall, old: &Client) -> Client {
    let entered = old.call::<EnterRoom>(&hall.id, &()).await.unwrap();
    assert_ne!(Some(&entered.viewer), old.viewer.as_ref());
    Client { viewer: Some(entered.viewer), ..old.clone() }
}

#[tokio::test]
async fn with_a_new_ticket_who_was_there_before_is_nobody_new() {
    let hall = hall().await;
    let (mine, rude) = (from(&hall, "203.0.113.7").await, from(&hall, "203.0.113.7").await);
    hall.server.set_clock(NOON.plus(13 * HOUR));
    let rude = renewed(&hall, &rude).await;
    hall.act(about(ActKind::Mute, &say(&rude, &hall.id, "spam").await.unwrap())).await.unwrap();
    let slow = Act { seconds: Some(30), ..Act::new(ActKind::Slow) };
    hall.act(slow).await.unwrap();
    let mine = renewed(&hall, &mine).await;
    say(&mine, &hall.id, "a").await.unwrap();
    let told = say(&mine, &hall.id, "b").await.unwrap_err();
    assert_eq!(told.retry_at, Some(NOON.plus(13 * HOUR + 30 * SECOND)), "slow as everybody");
    let new = from(&hall, "203.0.113.7").await;
    let told = say(&new, &hall.id, "a").await.unwrap_err();
    assert_eq!(told.retry_at, Some(NOON.plus(13 * HOUR + 120 * SECOND)), "who is new waits");
}

#[tokio::test]
async fn a_clock_that_is_ahead_keeps_nobody_from_writing() {
    let hall = hall().await;
    let config = (*hall.server.state.config).clone();
    let db = connect::open(&config.data, false).await.unwrap();
    let ahead = AppState::new(db, Clock::standing(NOON.plus(40 * SECOND)), config);
    let guest = async || {
        let ticket = tickets::of_guest(&ahead, hall.id.as_str(), "there").await.unwrap();
        Client { viewer: Some(ticket), ..hall.server.client() }
    };
    let one = guest().await;
    say(&one, &hall.id, "a").await.unwrap();
    hall.act(Act { seconds: Some(10), ..Act::new(ActKind::Slow) }).await.unwrap();
    let other = guest().await;
    let told = say(&other, &hall.id, "a").await.unwrap_err();
    assert_eq!(told.retry_at, Some(NOON.plus(10 * SECOND)), "as long as anybody who enters");
    hall.server.set_clock(NOON.plus(10 * SECOND));
    say(&other, &hall.id, "a").await.unwrap();
}

#[tokio::test]
async fn a_thousand_viewers_behind_one_address_enter_like_and_talk() {
    let hall = &hall().await;
    let one = async |nth: usize| {
        let viewer = from(hall, "203.0.113.7").await;
        viewer.call::<LikeRoom>(&hall.id, &LikeAsk::new(1)).await.unwrap();
        if nth.is_multiple_of(100) {
            say(&viewer, &hall.id, "a").await.unwrap();
        }
    };
    for part in 0..40 {
        join_all((0..25).map(|nth| one(part * 25 + nth))).await;
    }
    let last = from(hall, "203.0.113.7").await;
    let told = last.call::<LikeRoom>(&hall.id, &LikeAsk::new(1)).await.unwrap();
    assert_eq!((told.likes, hall.room().await.comments.len()), (1_001, 10));
}
