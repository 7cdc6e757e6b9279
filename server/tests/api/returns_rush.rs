//! Returns under a rush: a unit is in one return, a return is refunded once.

use picklive_contract::{
    problem::ProblemKind,
    returns::{AskReturn, ReturnState},
};
use picklive_server::{
    db::entities::{order_line, refund, return_request},
    returns::refund::Refunded,
};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::{
    orders::futures_of,
    orders_books::balance,
    orders_support::show,
    returns_support::{asked, delivered, done, give_only, shop, wish},
    support::client::fresh_key,
};

/// How many come at once.
const MANY: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_requests_for_one_unit_make_one_return() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 1)], 6_000).await;
    let answers = futures_of(MANY, |_| {
        let (owner, id) = (owner.clone(), order.id.clone());
        async move { owner.call::<AskReturn>(&id, &wish(&[(0, 1)])).await.map(|_| ()) }
    });
    let answers = answers.await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let refused = answers.into_iter().filter_map(Result::err);
    assert!(refused.map(|problem| problem.kind).all(|kind| kind == ProblemKind::WrongState));
    let read = &server.state.db.read;
    assert_eq!(return_request::Entity::find().count(read).await.unwrap(), 1);
    let line = order_line::Entity::find().one(read).await.unwrap().unwrap();
    assert_eq!((line.in_return, line.returned), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn repeats_of_one_wish_at_once_make_one_return() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 9)], 46_000).await;
    let key = fresh_key();
    let answers = futures_of(MANY, |_| {
        let (owner, id, key) = (owner.clone(), order.id.clone(), key.clone());
        async move { owner.call_with_key::<AskReturn>(&id, &wish(&[(0, 1)]), &key).await.unwrap() }
    });
    let first = show(&owner, &order.id).await;
    for answer in answers.await {
        assert_eq!(answer.returns.len(), 1);
    }
    assert!(first.returns.len() <= 1 && show(&owner, &order.id).await.returns.len() == 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_return_is_refunded_once_whoever_refunds_it() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 2)], 11_000).await;
    let request = asked(&owner, &order.id, &[(0, 1)]).await;
    let answers = futures_of(MANY, |_| {
        let (state, id) = (server.state.clone(), request.id.clone());
        async move { give_only(&state, &id, None, "all").await }
    });
    let answers = answers.await;
    let over = Refunded::WrongState(ReturnState::Refunded);
    let won = answers.iter().filter(|answer| **answer == done(5_000, 1, false)).count();
    assert!(won == 1 && answers.iter().filter(|answer| **answer == over).count() == MANY - 1);
    assert_eq!(refund::Entity::find().count(&server.state.db.read).await.unwrap(), 1);
    balance(&server.state).await;
}
