//! Limits under a rush: as many units a person as allowed, whatever is tapped at the same time.

use picklive_contract::{problem::ProblemKind, quotes::Trouble, time::HOUR};
use picklive_server::orders::ceilings::UNPAID_MAX;

use crate::{
    orders::futures_of,
    orders_books::balance,
    orders_support::{ask, left, people, place, quote, shelf},
    support::{
        Client, NOON, Server,
        client::fresh_key,
        fixtures::{self, DealOf},
    },
};
use picklive_contract::orders::PlaceOrder;

async fn shop(stock: i64, quota: i64, limit: Option<i32>) -> Server {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], stock).await;
    let deal = DealOf { product: "cup", variant: 0, price: 3_000, quota, limit };
    fixtures::drop(&server.state, "d", NOON, NOON.plus(HOUR), &[deal]).await;
    server
}

async fn rush(people: Vec<Client>, taps: usize) -> (usize, Vec<ProblemKind>) {
    let answers = futures_of(people.len() * taps, |nth| {
        let person = people[nth % people.len()].clone();
        async move { place(&person, &[("cup", 0, 1)], 3_000).await.map(|_| ()) }
    })
    .await;
    let won = answers.iter().filter(|answer| answer.is_ok()).count();
    (won, answers.into_iter().filter_map(Result::err).map(|problem| problem.kind).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_person_who_taps_often_gets_no_more_than_the_limit() {
    let server = shop(99, 99, Some(2)).await;
    let (won, refused) = rush(people(&server, 5).await, 12).await;
    assert_eq!(won, 10, "two each");
    assert!(refused.iter().all(|kind| *kind == ProblemKind::LimitReached), "{refused:?}");
    assert_eq!(shelf(&server.state, "cup", 0).await, (89, 10, 0));
    balance(&server.state).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn baskets_with_the_same_things_in_another_order_do_not_lock_each_other() {
    let server = shop(60, 60, None).await;
    fixtures::product(&server.state, "bowl", &[1_000], 60).await;
    let deal = DealOf { product: "bowl", variant: 0, price: 500, quota: 60, limit: None };
    fixtures::drop(&server.state, "e", NOON, NOON.plus(HOUR), &[deal]).await;
    let client = server.client();
    let answers = futures_of(60, |nth| {
        let client = client.clone();
        let mut lines = [("cup", 0, 1), ("bowl", 0, 1)];
        if nth % 2 == 0 {
            lines.reverse();
        }
        async move { place(&client, &lines, 3_500).await.map(|_| ()) }
    })
    .await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(shelf(&server.state, "bowl", 0).await, (0, 60, 0));
    balance(&server.state).await;
}

#[tokio::test]
async fn nobody_holds_the_whole_shop_without_paying() {
    let server = shop(99, 99, None).await;
    let guest = server.client();
    let mut same = ask(&[("cup", 0, 1)], 3_000);
    same.contact.email = "Lin@Example.cn".into();
    for _ in 0..UNPAID_MAX {
        guest.call::<PlaceOrder>(&(), &same).await.unwrap();
    }
    same.contact.email = " lin@example.cn".into();
    let answer = guest.raw::<PlaceOrder>(&(), &same, &fresh_key()).await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "900");
    place(&guest, &[("cup", 0, 1)], 3_000).await.unwrap();
    balance(&server.state).await;
}

#[tokio::test]
async fn a_deal_that_closes_or_changes_is_not_sold_at_its_old_price() {
    let server = shop(9, 9, None).await;
    let guest = server.client();
    server.set_clock(NOON.plus(HOUR - 1));
    place(&guest, &[("cup", 0, 1)], 3_000).await.unwrap();
    server.set_clock(NOON.plus(HOUR));
    let refused = place(&guest, &[("cup", 0, 1)], 3_000).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::PriceChanged);
    server.set_clock(NOON.plus(-1));
    let refused = place(&guest, &[("cup", 0, 1)], 3_000).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::PriceChanged);
    fixtures::reprice(&server.state, &fixtures::variant_id("cup", 0), 5_500, NOON).await;
    let refused = place(&guest, &[("cup", 0, 1)], 5_000).await.unwrap_err();
    assert_eq!(refused.quote.unwrap().total.amount, 5_500);
    balance(&server.state).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn taps_at_the_same_moment_do_not_slip_past_the_limit_of_unpaid_orders() {
    let server = shop(999, 999, None).await;
    let person = people(&server, 1).await.remove(0);
    let answers = futures_of(60, |_| {
        let person = person.clone();
        async move { place(&person, &[("cup", 0, 1)], 3_000).await.map(|_| ()) }
    })
    .await;
    let placed = answers.iter().filter(|answer| answer.is_ok()).count();
    let (_, reserved, _) = shelf(&server.state, "cup", 0).await;
    assert_eq!((placed, reserved), (UNPAID_MAX, i64::try_from(UNPAID_MAX).unwrap()));
    balance(&server.state).await;
}

#[tokio::test]
async fn who_has_had_their_share_pays_the_next_lowest_price() {
    let server = shop(99, 99, Some(2)).await;
    let person = people(&server, 1).await.remove(0);
    place(&person, &[("cup", 0, 1)], 3_000).await.unwrap();
    // One of the deal is left to them: asked for two, they are told so.
    let two = quote(&person, &[("cup", 0, 2)]).await;
    assert_eq!(
        (two.lines[0].trouble.clone(), two.lines[0].available),
        (Some(Trouble::LimitReached), Some(1))
    );
    // In two lines, the second one is at the everyday price.
    let lines = quote(&person, &[("cup", 0, 1), ("cup", 0, 1)]).await;
    let told: Vec<_> =
        lines.lines.iter().map(|line| (line.total.amount, line.used_up.clone())).collect();
    assert_eq!(told, [(3_000, None), (5_000, Some("d-0".into()))]);
    place(&person, &[("cup", 0, 1), ("cup", 0, 1)], 8_000).await.unwrap();
    let more = quote(&person, &[("cup", 0, 3)]).await;
    assert!(more.buyable() && more.lines[0].used_up == Some("d-0".into()));
    assert_eq!((more.total.amount, more.lines[0].offer.deal.clone()), (15_000, None));
    // Who still expects the deal's price is told why, and what it costs now.
    let refused = place(&person, &[("cup", 0, 1)], 3_000).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::LimitReached);
    assert_eq!(refused.quote.unwrap().total.amount, 5_000);
    place(&person, &[("cup", 0, 3)], 15_000).await.unwrap();
    assert_eq!(left(&server.state, "d-0").await, 97);
    balance(&server.state).await;
}
