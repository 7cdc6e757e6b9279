//! A room that another one hosts by now: no letter that was to tell of the first one's speaks for the other.

use picklive_contract::host::{Act, ActKind};
use picklive_server::{
    db::entities::letter,
    follows::calls,
    live::rooms::{Change, change},
};
use sea_orm::EntityTrait;

use crate::{
    follows::follow,
    follows_letters::{House, reached},
    orders_support::people,
    rooms_support::{draft, last_person},
};

#[tokio::test]
async fn who_follows_both_is_not_told_of_one_for_the_other() {
    let house = House::open().await;
    let (hall, state) = (&house.hall, &house.hall.server.state);
    let [who, other] = people(&hall.server, 2).await.try_into().unwrap();
    reached(state, &who, "email", "a@b.cn").await;
    reached(state, &other, "email", "host@b.cn").await;
    let next = last_person(state).await;
    let made = draft("other-room", Some(&next), &[]);
    picklive_server::live::rooms::create(state, &made).await.unwrap();
    follow(&who, &hall.id, Some("en")).await.unwrap();
    follow(&who, &"other-room".into(), Some("en")).await.unwrap();

    hall.act(Act::new(ActKind::Start)).await.unwrap();
    while calls::write(state).await.unwrap() {}
    let to_next = Change { host_person: Some(Some(next)), ..Change::default() };
    change(state, hall.id.as_str(), &to_next).await.unwrap();
    assert!(house.sent().await.is_empty(), "the letter was about the first one");
    let row = letter::Entity::find().one(&state.db.read).await.unwrap().unwrap();
    assert_eq!((row.next_try_at, row.sent_at), (None, None), "and is not tried again");
}

#[tokio::test]
async fn no_letter_is_written_once_another_one_hosts() {
    let house = House::open().await;
    let (hall, state) = (&house.hall, &house.hall.server.state);
    let who = people(&hall.server, 1).await.remove(0);
    reached(state, &who, "email", "a@b.cn").await;
    follow(&who, &hall.id, Some("en")).await.unwrap();
    hall.act(Act::new(ActKind::Start)).await.unwrap();
    let nobody = Change { host_person: Some(None), ..Change::default() };
    change(state, hall.id.as_str(), &nobody).await.unwrap();
    assert!(house.sent().await.is_empty());
    let left = letter::Entity::find().one(&state.db.read).await.unwrap();
    assert!(left.is_none() && !calls::write(state).await.unwrap(), "nothing waits: {left:?}");
}
