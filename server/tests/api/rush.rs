//! A rush: a thousand buyers at once for ten units end with ten orders.
//!
//! They are put to the app itself and not to its port, so that all thousand are at it in the same moment
//! however many connections a machine may have open.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, header},
};
use picklive_contract::{
    Endpoint, Problem,
    headers::IDEMPOTENCY_KEY,
    orders::{Order, PlaceOrder},
    problem::ProblemKind,
    time::HOUR,
};
use picklive_server::{
    app,
    db::entities::{deal_buyer, order},
};
use sea_orm::{EntityTrait, PaginatorTrait};
use tower::Service;

use crate::{
    orders::futures_of,
    orders_books::balance,
    orders_support::{ask, left, people, shelf},
    support::{
        NOON, Server,
        client::{fresh_key, read},
        fixtures::{self, DealOf},
    },
};

/// How many come at once.
const BUYERS: usize = 1_000;
/// How many units there are for them.
const UNITS: i64 = 10;

/// A shop with so many cups, ten of which are a deal of one for each person.
async fn shop(stock: i64) -> Server {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], stock).await;
    let deal = DealOf { product: "cup", variant: 0, price: 3_000, quota: UNITS, limit: Some(1) };
    fixtures::drop(&server.state, "d", NOON, NOON.plus(HOUR), &[deal]).await;
    server
}

/// Places an order for one cup, as a person with this token or as a guest.
async fn buy(mut app: Router, token: Option<String>, total: i64) -> Result<Order, Problem> {
    let mut request = Request::post(PlaceOrder::path(&()))
        .header(header::CONTENT_TYPE, "application/json")
        .header(IDEMPOTENCY_KEY, fresh_key());
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let ask = serde_json::to_vec(&ask(&[("cup", 0, 1)], total)).unwrap();
    let answer = app.call(request.body(Body::from(ask)).unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    // A problem's status is that of its answer: `read` sees to that.
    read::<PlaceOrder>(Response::from_parts(head, body).into()).await
}

/// How many of a thousand were answered how: with an order, which has no problem, or by a problem.
async fn rush(
    server: &Server,
    tokens: Vec<Option<String>>,
    total: i64,
) -> BTreeMap<Option<(u16, String)>, usize> {
    let app = app(server.state.clone());
    let answers = futures_of(tokens.len(), |nth| buy(app.clone(), tokens[nth].clone(), total));
    let mut counts = BTreeMap::new();
    for answer in answers.await {
        let how = answer.err().map(|problem| (problem.status, problem.kind.as_str().to_owned()));
        *counts.entry(how).or_default() += 1;
    }
    counts
}

/// Ten won, everybody else was refused in this way, and nobody was answered otherwise.
fn ten_and(kind: &ProblemKind) -> BTreeMap<Option<(u16, String)>, usize> {
    BTreeMap::from([(None, 10), (Some((409, kind.as_str().to_owned())), BUYERS - 10)])
}

async fn orders(server: &Server) -> u64 {
    order::Entity::find().count(&server.state.db.read).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_guests_for_ten_units_make_ten_orders() {
    let server = shop(UNITS).await;
    let answers = rush(&server, vec![None; BUYERS], 5_000).await;
    assert_eq!(answers, ten_and(&ProblemKind::SoldOut));
    assert_eq!(orders(&server).await, 10);
    assert_eq!(shelf(&server.state, "cup", 0).await, (0, UNITS, 0));
    balance(&server.state).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_persons_for_a_deal_of_ten_units_make_ten_orders() {
    let server = shop(UNITS).await;
    let tokens: Vec<_> = people(&server, BUYERS).await.into_iter().map(|p| p.token).collect();
    let answers = rush(&server, tokens, 3_000).await;
    assert_eq!(answers, ten_and(&ProblemKind::SoldOut));
    assert_eq!(orders(&server).await, 10);
    assert_eq!(shelf(&server.state, "cup", 0).await, (0, UNITS, 0));
    assert_eq!(left(&server.state, "d-0").await, 0);
    balance(&server.state).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_taps_for_a_deal_of_ten_units_leave_the_rest_of_the_shelf() {
    let server = shop(500).await;
    let tokens: Vec<_> = people(&server, BUYERS / 2).await.into_iter().map(|p| p.token).collect();
    // Everybody taps twice, and there are cups for all of them at the everyday price.
    let mut answers = rush(&server, [tokens.clone(), tokens].concat(), 3_000).await;
    let mut told = |kind: &ProblemKind| {
        answers.remove(&Some((409, kind.as_str().to_owned()))).unwrap_or_default()
    };
    // Who has one is told so while there are others; then there is no deal, and the price is another one.
    let (limited, changed) = (told(&ProblemKind::LimitReached), told(&ProblemKind::PriceChanged));
    assert_eq!(limited + changed, BUYERS - 10, "{answers:?}");
    assert!(limited <= 10, "{limited} for ten who won");
    assert_eq!(answers, BTreeMap::from([(None, 10)]));
    let had = deal_buyer::Entity::find().all(&server.state.db.read).await.unwrap();
    let had: Vec<_> = had.into_iter().map(|row| row.units).collect();
    assert_eq!(had, [1; 10], "one each");
    assert_eq!(orders(&server).await, 10);
    assert_eq!(shelf(&server.state, "cup", 0).await, (490, UNITS, 0));
    assert_eq!(left(&server.state, "d-0").await, 0);
    balance(&server.state).await;
}
