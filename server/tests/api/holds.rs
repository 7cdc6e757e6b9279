//! Holds: what is set aside returns once, whoever else is at it in the same moment.

use picklive_contract::{
    orders::{Cancel, OrderState},
    problem::ProblemKind,
    time::{HOUR, MINUTE},
};
use picklive_server::{
    orders::holds,
    payments::{provider::Outcome, settle::settle},
};

use crate::{
    orders::futures_of,
    orders_books::balance,
    orders_support::{catch_up, cny, left, pass, people, place, shelf, show, start},
    support::{
        Client, NOON, Server,
        fixtures::{self, DealOf},
    },
};

async fn shop(stock: i64) -> Server {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], stock).await;
    let deal = DealOf { product: "cup", variant: 0, price: 3_000, quota: stock, limit: Some(1) };
    fixtures::drop(&server.state, "d", NOON, NOON.plus(HOUR), &[deal]).await;
    server
}

#[tokio::test]
async fn a_lapsed_hold_is_sellable_again_to_the_unit() {
    let server = shop(1).await;
    let mut people = people(&server, 2).await;
    let (next, first) = (people.remove(1), people.remove(0));
    let (order, _) = place(&first, &[("cup", 0, 1)], 3_000).await.unwrap();
    assert_eq!(
        (shelf(&server.state, "cup", 0).await, left(&server.state, "d-0").await),
        ((0, 1, 0), 0)
    );
    pass(&server, 15 * MINUTE - 1).await;
    assert_eq!(show(&first, &order.id).await.state, OrderState::AwaitingPayment);
    let refused = place(&next, &[("cup", 0, 1)], 3_000).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::SoldOut);
    pass(&server, 1).await;
    assert_eq!(show(&first, &order.id).await.state, OrderState::Expired);
    assert_eq!(
        (shelf(&server.state, "cup", 0).await, left(&server.state, "d-0").await),
        ((1, 0, 0), 1)
    );
    place(&next, &[("cup", 0, 1)], 3_000).await.unwrap();
    place(&first, &[("cup", 0, 1)], 3_000).await.unwrap_err();
    assert_eq!(holds::sweep(&server.state).await.unwrap(), 0);
    balance(&server.state).await;
}

#[tokio::test]
async fn the_sweep_runs_by_itself() {
    let server = shop(1).await;
    let guest = server.client();
    let (order, owner) = place(&guest, &[("cup", 0, 1)], 5_000).await.unwrap();
    server.set_clock(NOON.plus(15 * MINUTE));
    crate::orders_support::until(&owner, &order.id, OrderState::Expired).await;
}

#[tokio::test]
async fn a_cancelled_order_gives_everything_back_once() {
    let server = shop(2).await;
    let person = people(&server, 1).await.remove(0);
    let (order, _) = place(&person, &[("cup", 0, 1)], 3_000).await.unwrap();
    let answers = futures_of(8, |_| {
        let (person, id) = (person.clone(), order.id.clone());
        async move { person.call::<Cancel>(&id, &()).await.unwrap().state }
    })
    .await;
    assert!(answers.iter().all(|state| *state == OrderState::Cancelled));
    assert_eq!(shelf(&server.state, "cup", 0).await, (2, 0, 0));
    assert_eq!(left(&server.state, "d-0").await, 2);
    pass(&server, HOUR - 1).await;
    balance(&server.state).await;

    let (again, _) = place(&person, &[("cup", 0, 1)], 3_000).await.unwrap();
    let payment = start(&person, &again.id, "sandbox_qr").await.unwrap();
    settle(&server.state, payment.id.as_str(), Outcome::Paid(cny(3_000))).await.unwrap();
    let refused = person.call::<Cancel>(&again.id, &()).await.unwrap_err();
    assert_eq!((refused.kind, refused.status), (ProblemKind::WrongState, 409));
    balance(&server.state).await;
}

#[tokio::test]
async fn lapse_cancel_and_payment_at_the_same_instant_have_one_winner() {
    let server = shop(40).await;
    let people = people(&server, 40).await;
    let mut orders = Vec::new();
    for person in &people {
        let (order, _) = place(person, &[("cup", 0, 1)], 3_000).await.unwrap();
        let payment = start(person, &order.id, "sandbox_qr").await.unwrap();
        orders.push((order, payment));
    }
    server.set_clock(NOON.plus(15 * MINUTE));
    let sweeps = futures_of(2, |_| {
        let state = server.state.clone();
        async move { holds::sweep(&state).await.unwrap() }
    });
    let payments = futures_of(80, |nth| {
        let (state, payment) = (server.state.clone(), orders[nth / 2].1.clone());
        async move { settle(&state, payment.id.as_str(), Outcome::Paid(cny(3_000))).await.unwrap() }
    });
    let cancels = futures_of(20, |nth| {
        let (person, id) = (people[nth * 2].clone(), orders[nth * 2].0.id.clone());
        async move { person.call::<Cancel>(&id, &()).await.map(|order| order.state) }
    });
    tokio::join!(sweeps, payments, cancels);
    catch_up(&server).await;
    // There is a unit for everybody, so whoever won the race, every payment ends in a paid order.
    for (person, (order, _)) in people.iter().zip(&orders) {
        assert_eq!(show(person, &order.id).await.state, OrderState::Paid);
    }
    assert_eq!(shelf(&server.state, "cup", 0).await, (0, 0, 40));
    assert_eq!(left(&server.state, "d-0").await, 0);
    balance(&server.state).await;
}

/// `count` unpaid orders of one unit each by as many guests.
pub async fn held(
    server: &Server,
    count: usize,
) -> Vec<(picklive_contract::orders::Order, Client)> {
    let mut orders = Vec::new();
    for _ in 0..count {
        orders.push(place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap());
    }
    orders
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn under_load_every_lapsed_unit_is_sellable_without_waiting_for_the_sweep() {
    let server = Server::start_still().await;
    fixtures::product(&server.state, "cup", &[5_000], 30).await;
    let deal = DealOf { product: "cup", variant: 0, price: 3_000, quota: 20, limit: Some(1) };
    fixtures::drop(&server.state, "d", NOON, NOON.plus(HOUR), &[deal]).await;
    let persons = people(&server, 120).await;
    for person in &persons[..20] {
        place(person, &[("cup", 0, 1)], 3_000).await.unwrap();
    }
    held(&server, 10).await;
    server.set_clock(NOON.plus(15 * MINUTE));
    // Nobody sweeps; a crowd comes, among them those who held the deal's units before.
    let won = futures_of(240, |nth| {
        let person = persons[nth % persons.len()].clone();
        async move { place(&person, &[("cup", 0, 1)], 3_000).await.is_ok() }
    });
    assert_eq!(won.await.into_iter().filter(|won| *won).count(), 20);
    assert_eq!(left(&server.state, "d-0").await, 0);
    let (stock, reserved, sold) = shelf(&server.state, "cup", 0).await;
    assert_eq!((stock + reserved + sold, sold), (30, 0));
    balance(&server.state).await;
    let late = server.client();
    for _ in 0..10 {
        place(&late, &[("cup", 0, 1)], 5_000).await.unwrap();
    }
    let refused = place(&late, &[("cup", 0, 1)], 5_000).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::SoldOut);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_thousand_lapsed_holds_are_swept_in_one_round() {
    let server = Server::start_still().await;
    fixtures::product(&server.state, "cup", &[5_000], 1_000).await;
    let client = server.client();
    let held = futures_of(1_000, |_| {
        let client = client.clone();
        async move { place(&client, &[("cup", 0, 1)], 5_000).await.is_ok() }
    });
    assert!(held.await.into_iter().all(|held| held));
    server.set_clock(NOON.plus(15 * MINUTE));
    assert_eq!(holds::sweep(&server.state).await.unwrap(), 1_000);
    assert_eq!(shelf(&server.state, "cup", 0).await, (1_000, 0, 0));
    balance(&server.state).await;
}
