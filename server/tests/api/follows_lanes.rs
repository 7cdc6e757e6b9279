//! Letters to followers keep nobody's order from being told of, nor the followers of another room from being told, and
//! no carrier keeps the other's from being written.

use std::time::Duration;

use picklive_contract::{
    RoomId,
    address::OrderContact,
    host::{Act, ActInRoom, ActKind},
    orders::PlaceOrder,
    time::{HOUR, MINUTE},
};
use picklive_server::{
    AppState,
    db::{Tx, entities::letter},
    follows::calls,
    letters, live,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::task::JoinHandle;

use crate::{
    follows::follow,
    follows_letters::{House, reached},
    orders_support::{ask, people},
    rooms_support::{draft, last_person},
    support::{Client, Server, fixtures},
};

/// The address and the number of everybody here.
const EMAIL: &str = "lin@b.cn";
const PHONE: &str = "13800138000";

async fn start(host: &Client, room: &RoomId) {
    host.call::<ActInRoom>(room, &Act::new(ActKind::Start)).await.unwrap();
}

/// An order that is paid.
async fn paid(server: &Server, contact: OrderContact) {
    let mut wish = ask(&[("seat", 0, 1)], 0);
    wish.contact = contact;
    // For nothing, so paid at once.
    server.client().call::<PlaceOrder>(&(), &wish).await.unwrap();
}

fn by_phone() -> OrderContact {
    OrderContact { phone: PHONE.into(), ..OrderContact::default() }
}

fn by_mail() -> OrderContact {
    OrderContact { email: EMAIL.into(), ..OrderContact::default() }
}

async fn open() -> House {
    let house = House::open().await;
    fixtures::product_of_kind(&house.hall.server.state, "seat", "voucher", &[0], 99).await;
    house
}

/// Waits until it is so.
async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came: {what}");
}

fn running(state: &AppState) -> JoinHandle<()> {
    tokio::spawn(letters::run(state.clone()))
}

/// Waiting letters about a room.
async fn waiting(state: &AppState, room: &str) -> u64 {
    let found = letter::Entity::find()
        .filter(letter::Column::RoomId.eq(room))
        .filter(letter::Column::NextTryAt.is_not_null());
    found.count(&state.db.read).await.unwrap()
}

#[tokio::test]
async fn letters_about_rooms_leave_half_of_a_day_to_orders() {
    let house = open().await;
    let (hall, state) = (&house.hall, &house.hall.server.state);
    let who = people(&hall.server, 1).await.remove(0);
    reached(state, &who, "phone", PHONE).await;
    follow(&who, &hall.id, None).await.unwrap();
    for nth in 0..10 {
        let room = house.another(&format!("room-{nth}")).await;
        start(&hall.host, &room).await;
    }
    house.sent().await;
    assert_eq!(house.messages.taken().len(), 5, "half of what one number gets in a day");
    for _ in 0..6 {
        paid(&hall.server, by_phone()).await;
    }
    house.sent().await;
    let kinds = house.messages.taken().into_iter().map(|short| short["kind"].to_string());
    let kinds: Vec<_> = kinds.collect();
    assert_eq!(kinds.iter().filter(|kind| kind.contains("paid")).count(), 5, "{kinds:?}");
    // Rooms get none of the half that orders have had.
    hall.server.set_clock(state.clock.now().plus(HOUR));
    house.sent().await;
    assert_eq!(house.messages.taken().len(), 10);
}

#[tokio::test]
async fn a_mail_server_that_hangs_keeps_no_short_message_from_followers() {
    let house = open().await;
    let (hall, state) = (&house.hall, &house.hall.server.state);
    let [first, who] = people(&hall.server, 2).await.try_into().unwrap();
    reached(state, &first, "email", EMAIL).await;
    reached(state, &who, "phone", PHONE).await;
    follow(&first, &hall.id, None).await.unwrap();
    follow(&who, &hall.id, None).await.unwrap();
    let next = house.another("next-room").await;
    house.post.hold(true);
    let sending = running(state);
    // An order's mail and a follower's hang, and with them whatever goes by mail.
    paid(&hall.server, by_mail()).await;
    start(&hall.host, &hall.id).await;
    until("two mails that hang", || house.post.mails().len() == 2).await;
    until("a message", || house.messages.taken().len() == 1).await;
    start(&hall.host, &next).await;
    until("a message of the next room", || house.messages.taken().len() == 2).await;
    assert_eq!(house.post.mails().len(), 2);
    sending.abort();
}

#[tokio::test]
async fn a_crowd_of_followers_holds_up_no_order() {
    let house = open().await;
    let (hall, state) = (&house.hall, &house.hall.server.state);
    for who in people(&hall.server, 20).await {
        follow(&who, &hall.id, None).await.unwrap();
    }
    house.post.hold(true);
    let sending = running(state);
    start(&hall.host, &hall.id).await;
    until("mails that hang", || !house.post.mails().is_empty()).await;
    paid(&hall.server, by_mail()).await;
    until("the order's", || house.post.mails().iter().any(|mail| mail.to == EMAIL)).await;
    assert!(house.post.mails().len() < 20, "those to followers are still on their way");
    sending.abort();
}

#[tokio::test]
async fn what_keeps_letters_to_followers_from_being_written_keeps_no_order_from_being_told() {
    let house = open().await;
    let state = &house.hall.server.state;
    let work = |tx: Tx| async move {
        tx.execute_unprepared("DROP TABLE follow_calls").await?;
        Ok(())
    };
    state.db.writing(work).await.unwrap();
    calls::write(state).await.unwrap_err();
    paid(&house.hall.server, by_mail()).await;
    assert_eq!(letters::send_due(state).await.unwrap(), 1);
}

#[tokio::test]
async fn rooms_share_what_is_sent_and_one_that_is_over_has_no_part_in_it() {
    let house = open().await;
    let (hall, state) = (&house.hall, &house.hall.server.state);
    let crowd = people(&hall.server, 80).await;
    let other_host = last_person(state).await;
    let made = draft("their-room", Some(&other_host), &[]);
    live::rooms::create(state, &made).await.unwrap();
    let theirs = RoomId::from("their-room");
    for who in &crowd[..79] {
        follow(who, &hall.id, None).await.unwrap();
    }
    for who in &crowd[..30] {
        follow(who, &theirs, None).await.unwrap();
    }
    start(&hall.host, &hall.id).await;
    hall.server.set_clock(state.clock.now().plus(MINUTE));
    start(&crowd[79], &theirs).await;
    assert_eq!(letters::send_due(state).await.unwrap(), 50);
    assert_eq!((waiting(state, "tea-room").await, waiting(state, "their-room").await), (54, 5));
    // What a small one leaves of its share is the big one's.
    assert_eq!(letters::send_due(state).await.unwrap(), 50);
    assert_eq!((waiting(state, "tea-room").await, waiting(state, "their-room").await), (9, 0));

    hall.host.call::<ActInRoom>(&hall.id, &Act::new(ActKind::End)).await.unwrap();
    assert_eq!(letters::send_due(state).await.unwrap(), 0);
    assert_eq!(waiting(state, "tea-room").await, 0, "they are given up at once");
    assert_eq!(house.post.mails().len(), 100);
}

#[tokio::test]
async fn who_followed_by_a_clock_that_is_ahead_is_told() {
    let house = open().await;
    let (hall, state) = (&house.hall, &house.hall.server.state);
    let [ahead, far] = people(&hall.server, 2).await.try_into().unwrap();
    let now = state.clock.now();
    for (who, by) in [(&ahead, MINUTE), (&far, MINUTE + 1)] {
        hall.server.set_clock(now.plus(by));
        follow(who, &hall.id, None).await.unwrap();
    }
    hall.server.set_clock(now);
    start(&hall.host, &hall.id).await;
    assert_eq!(house.sent().await.len(), 1);
}
