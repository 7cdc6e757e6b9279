//! Letters take their turn: each is claimed when it comes, and none overtakes another one about the same order.

use std::time::Duration;

use picklive_contract::time::{DAY, MINUTE, SECOND};
use picklive_server::{db::entities::letter, letters};
use sea_orm::EntityTrait;

use crate::{
    letters::{Shop, email},
    support::NOON,
};

/// Waits until the mail server has so many mails.
async fn has(shop: &Shop, mails: usize) {
    for _ in 0..400 {
        if shop.post.mails().len() == mails {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the mail server has {:?}", shop.post.mails());
}

/// When the letters that wait are tried next.
async fn waiting(shop: &Shop) -> Vec<i64> {
    let rows = letter::Entity::find().all(&shop.server.state.db.read).await.unwrap();
    rows.iter().filter_map(|row| row.next_try_at).collect()
}

#[tokio::test]
async fn a_letter_is_claimed_when_its_turn_comes_however_long_the_one_before_took() {
    let shop = Shop::open(true, false).await;
    let (order, _) = shop.ordered(email(), Some("en")).await;
    shop.pay(&order.id).await;
    assert!(shop.ship(&order.id).await);
    shop.post.hold(true);
    let state = shop.server.state.clone();
    let sending = tokio::spawn(async move { letters::send_due(&state).await });
    has(&shop, 1).await;
    // The mail server takes its time with the first, and none of the second.
    let later = NOON.plus(10 * MINUTE);
    shop.server.set_clock(later);
    shop.post.set_broken(true);
    shop.post.hold(false);
    assert_eq!(sending.await.unwrap().unwrap(), 1);
    assert_eq!(waiting(&shop).await, [later.plus(MINUTE).0], "another server has it before that");
}

#[tokio::test]
async fn a_carrier_that_never_answers_holds_up_no_letter_for_ever() {
    let mut shop = Shop::open(true, false).await;
    let (order, _) = shop.ordered(email(), Some("en")).await;
    shop.pay(&order.id).await;
    shop.server.state.carriers.patience = Duration::from_millis(200);
    shop.post.hold(true);
    assert_eq!(send(&shop).await, 0);
    assert_eq!(waiting(&shop).await, [NOON.plus(MINUTE).0], "it is tried again");
    shop.post.hold(false);
    shop.server.set_clock(NOON.plus(MINUTE));
    assert_eq!(send(&shop).await, 1);
}

/// Has everything sent that is due; returns how many letters were taken.
async fn send(shop: &Shop) -> u64 {
    letters::send_due(&shop.server.state).await.unwrap()
}

#[tokio::test]
async fn no_letter_overtakes_another_one_about_the_same_order() {
    let shop = Shop::open(true, false).await;
    let (order, _) = shop.ordered(email(), Some("en")).await;
    shop.pay(&order.id).await;
    shop.post.set_broken(true);
    assert_eq!(send(&shop).await, 0);
    shop.server.set_clock(NOON.plus(10 * SECOND));
    assert!(shop.ship(&order.id).await);
    shop.post.set_broken(false);
    assert_eq!(send(&shop).await, 0, "that it is paid comes first, and not yet");
    shop.server.set_clock(NOON.plus(MINUTE));
    assert_eq!(send(&shop).await, 2);
    let mails = shop.post.mails();
    assert!(mails[0].text.contains("is paid") && mails[1].text.contains("is on its way"));
}

#[tokio::test]
async fn of_what_happens_in_one_moment_nothing_is_tried_once_the_first_is_not_taken() {
    let shop = Shop::open(true, false).await;
    let (order, _) = shop.ordered(email(), Some("en")).await;
    shop.pay(&order.id).await;
    assert!(shop.ship(&order.id).await);
    shop.post.set_broken(true);
    assert_eq!(send(&shop).await, 0);
    shop.post.set_broken(false);
    assert_eq!(send(&shop).await, 0);
    assert_eq!(waiting(&shop).await.len(), 2);
    shop.server.set_clock(NOON.plus(MINUTE));
    assert_eq!(send(&shop).await, 2);
}

#[tokio::test]
async fn a_letter_that_is_given_up_holds_up_none() {
    let shop = Shop::open(true, false).await;
    let (order, _) = shop.ordered(email(), Some("en")).await;
    shop.pay(&order.id).await;
    shop.post.set_broken(true);
    send(&shop).await;
    shop.server.set_clock(NOON.plus(3 * DAY));
    assert!(shop.ship(&order.id).await);
    send(&shop).await;
    shop.post.set_broken(false);
    shop.server.set_clock(NOON.plus(3 * DAY + 1));
    assert_eq!(send(&shop).await, 1);
    assert!(shop.post.mails()[0].text.contains("is on its way"));
}
