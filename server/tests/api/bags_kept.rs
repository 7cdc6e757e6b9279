//! Lucky bags stay what they are: nothing changes after the draw, and one that cannot be drawn keeps nobody.

use std::time::Duration;

use picklive_contract::{
    bags::{Bag, BagFor, BagState},
    events::EventKind,
    host::{Act, ActKind},
    live::RoomState,
    time::{MINUTE, SECOND},
};
use picklive_server::{
    db::{Tx, entities::bag as bags, entities::bag_entry},
    live,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    bags_support::{bag, dropped, enter, entries, is_right, now},
    orders_support::{balance, people},
    rooms_support::{Hall, last_person},
    support::{Client, hold::Held},
};

/// A bag that this many have entered and that is drawn.
pub async fn drawn(hall: &Hall, act: Act, entrants: usize) -> (Bag, Vec<Client>) {
    let bag = dropped(hall, act).await;
    let crowd = people(&hall.server, entrants.max(1)).await;
    for (nth, who) in crowd.iter().take(entrants).enumerate() {
        enter(who, &bag, nth).await.unwrap();
    }
    hall.server.set_clock(bag.closes_at);
    live::tick(&hall.server.state).await.unwrap();
    (now(&crowd[0], &bag).await, crowd)
}

/// Whether the database takes a change that is made by hand.
async fn takes(hall: &Hall, sql: String) -> bool {
    let sql = &sql;
    let work = |tx: Tx| async move { Ok(tx.execute_unprepared(sql).await.map(|_| ())?) };
    hall.server.state.db.writing(work).await.is_ok()
}

/// An entry that is written by hand.
fn entry(bag: &Bag, person: &str, number: u32) -> String {
    format!(
        "INSERT INTO bag_entries (bag_id, person_id, number, id, nonce, name, entered_at)
         VALUES ('{}', '{person}', {number}, 'by-hand-{number}', '00ff00ff00ff00ff', '', 1)",
        bag.id
    )
}

#[tokio::test]
async fn nothing_changes_in_a_bag_that_is_drawn() {
    let hall = Hall::still().await;
    let (bag, _) = drawn(&hall, bag(1_000, 1), 3).await;
    let id = bag.id.as_str();
    let change = |column: bags::Column, value: sea_orm::Value| {
        let work = move |tx: Tx| {
            let value = value.clone();
            async move {
                bags::Entity::update_many()
                    .col_expr(column, Expr::value(value))
                    .filter(bags::Column::Id.eq(id))
                    .exec(&*tx)
                    .await?;
                Ok(())
            }
        };
        hall.server.state.db.writing(work)
    };
    assert!(change(bags::Column::Entries, 4_i64.into()).await.is_err());
    assert!(change(bags::Column::Seed, "00".repeat(32).into()).await.is_err());
    assert!(change(bags::Column::State, "open".into()).await.is_err());
    let work = |tx: Tx| async move {
        bag_entry::Entity::update_many()
            .col_expr(bag_entry::Column::Nonce, Expr::value("0".repeat(16)))
            .filter(bag_entry::Column::BagId.eq(id))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    assert!(hall.server.state.db.writing(work).await.is_err());
    assert_eq!(entries(&hall.host, &bag).await.0.len(), 3);
    is_right(&hall.host, &bag).await;
}

#[tokio::test]
async fn no_entry_comes_into_a_bag_that_is_closed_and_none_leaves() {
    let hall = Hall::still().await;
    let (bag, _) = drawn(&hall, bag(1_000, 1), 3).await;
    people(&hall.server, 1).await;
    let late = last_person(&hall.server.state).await;
    let id = &bag.id;
    assert!(!takes(&hall, entry(&bag, &late, 4)).await, "an entry after the draw");
    let gone = format!("DELETE FROM bag_entries WHERE bag_id = '{id}' AND number = 3");
    assert!(!takes(&hall, gone).await, "an entry less");
    let place = format!(
        "UPDATE bag_entries SET place = 2 WHERE bag_id = '{id}' AND place IS NULL AND number =
         (SELECT MAX(number) FROM bag_entries WHERE bag_id = '{id}' AND place IS NULL)"
    );
    assert!(!takes(&hall, place).await, "a winner more");
    let name = format!("UPDATE bag_entries SET name = 'X**' WHERE bag_id = '{id}'");
    assert!(!takes(&hall, name).await, "another name");
    let empty = dropped(&hall, crate::bags_support::bag(100, 1)).await;
    hall.act(Act { bag: Some(empty.id.clone()), ..Act::new(ActKind::CancelBag) }).await.unwrap();
    assert!(!takes(&hall, entry(&empty, &late, 1)).await, "one that was taken back");
    assert!(!takes(&hall, format!("DELETE FROM bags WHERE id = '{}'", empty.id)).await);
    let open = dropped(&hall, crate::bags_support::bag(100, 1)).await;
    assert!(takes(&hall, entry(&open, &late, 1)).await, "one that is open is entered");
    let gone = format!("DELETE FROM bag_entries WHERE bag_id = '{}'", open.id);
    assert!(!takes(&hall, gone).await, "and left by nobody");
    let other = format!("UPDATE bag_entries SET bag_id = '{id}' WHERE bag_id = '{}'", open.id);
    assert!(!takes(&hall, other).await, "nor moved into another bag");
    is_right(&hall.host, &bag).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_enter_waits_for_nobody() {
    let hall = Hall::still().await;
    let bag = dropped(&hall, Act { who: Some(BagFor::Buyers), ..bag(100, 2) }).await;
    let stranger = people(&hall.server, 1).await.remove(0);
    let change = format!("UPDATE bags SET told = told WHERE id = '{}'", bag.id);
    let held = Held::of(&hall.server.state, &change).await;
    for who in [&hall.host, &stranger] {
        let tried = tokio::time::timeout(Duration::from_secs(4), enter(who, &bag, 1)).await;
        assert_eq!(tried.expect("an answer while the bag is held").unwrap_err().status, 403);
    }
    held.commit().await;
}

#[tokio::test]
async fn where_nothing_could_be_drawn_no_draw_is_told() {
    let hall = Hall::still().await;
    let broken = dropped(&hall, bag(100, 2)).await;
    let count = format!("UPDATE bags SET entries = entries + 1 WHERE id = '{}'", broken.id);
    assert!(takes(&hall, count).await);
    let seq = hall.seq().await;
    hall.act(Act::new(ActKind::End)).await.unwrap();
    assert_eq!(hall.kinds(seq).await, [EventKind::Ended]);
}

#[tokio::test]
async fn a_bag_that_cannot_be_drawn_does_not_keep_its_room_from_ending() {
    let hall = Hall::still().await;
    let (broken, whole) = (dropped(&hall, bag(100, 2)).await, dropped(&hall, bag(100, 2)).await);
    let crowd = people(&hall.server, 2).await;
    for (nth, who) in crowd.iter().enumerate() {
        enter(who, &broken, nth).await.unwrap();
        enter(who, &whole, nth).await.unwrap();
    }
    // An entry is counted that is not there.
    let count = format!("UPDATE bags SET entries = entries + 1 WHERE id = '{}'", broken.id);
    assert!(takes(&hall, count).await);
    let (seq, at) = (hall.seq().await, hall.server.state.clock.now().plus(SECOND));
    hall.server.set_clock(at);
    hall.act(Act::new(ActKind::End)).await.unwrap();
    assert_eq!(hall.room().await.state, RoomState::Ended);
    assert!(hall.kinds(seq).await.contains(&EventKind::BagDrawn));
    is_right(&crowd[0], &whole).await;
    let left = now(&crowd[0], &broken).await;
    assert_eq!((left.state, left.closes_at, left.won.len()), (BagState::Open, at, 0));
    assert_eq!(left.seed, None, "what is not drawn is not told");
    // It is tried at once, and again in a minute, not every second.
    let state = &hall.server.state;
    assert!(live::tick(state).await.is_err());
    hall.server.set_clock(at.plus(MINUTE - 1));
    live::tick(state).await.unwrap();
    hall.server.set_clock(at.plus(MINUTE));
    assert!(live::tick(state).await.is_err());
    people(&hall.server, 1).await;
    assert!(takes(&hall, entry(&broken, &last_person(state).await, 3)).await);
    let seq = hall.seq().await;
    hall.server.set_clock(at.plus(2 * MINUTE));
    live::tick(state).await.unwrap();
    assert_eq!(hall.kinds(seq).await, [EventKind::BagDrawn]);
    let (drawn, list) = is_right(&crowd[0], &broken).await;
    assert_eq!((drawn.state, list.len()), (BagState::Drawn, 3));
    balance(state).await;
}
