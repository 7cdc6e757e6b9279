//! The event stream: what changes is told once, in order, to everybody who listens or comes back.

use picklive_contract::{
    ProductId,
    events::{Event, EventKind, Events},
    orders::Cancel,
    time::{HOUR, MINUTE},
};
use picklive_server::withdraw;

use crate::orders_support::place;
use crate::support::{
    NOON, Server,
    fixtures::{self, DealOf, variant_id},
    listener::Listener,
};

const TEA: DealOf<'_> = DealOf { product: "tea", variant: 0, price: 500, quota: 3, limit: None };

/// A shop with one product of which everything is told, and a listener who has just begun.
async fn begun() -> (Server, Listener) {
    let server = Server::start().await;
    let (mut listener, first) = Listener::open(&server.client(), "").await;
    assert_eq!(first.kind, EventKind::Ready);
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    listener.until(&EventKind::Price).await;
    (server, listener)
}

fn left(event: &Event) -> i64 {
    event.variants[0].stock.unwrap().left
}

#[tokio::test]
async fn a_purchase_and_its_end_are_told_to_who_listens() {
    let (server, mut listener) = begun().await;
    let (order, owner) = place(&server.client(), &[("tea", 0, 2)], 2_000).await.unwrap();
    let told = listener.until(&EventKind::Stock).await.pop().unwrap();
    assert_eq!(told.product, Some(ProductId("tea".into())));
    assert_eq!((left(&told), told.variants[0].stock.unwrap().reserved), (3, 2));
    owner.call::<Cancel>(&order.id, &()).await.unwrap();
    assert_eq!(left(&listener.until(&EventKind::Stock).await.pop().unwrap()), 5);
}

#[tokio::test]
async fn numbers_have_no_gap_and_a_cursor_goes_on_where_it_was() {
    let (server, mut listener) = begun().await;
    let cursor = listener.cursor.clone();
    for price in [900, 800, 700] {
        fixtures::reprice(&server.state, &variant_id("tea", 0), price, NOON).await;
        let told = listener.until(&EventKind::Price).await;
        assert_eq!(told.last().unwrap().variants[0].price.amount, price);
    }
    let (mut again, first) = Listener::open(&server.client(), &format!("&after={cursor}")).await;
    assert_eq!(first.kind, EventKind::Ready);
    let mut seq = first.seq;
    for price in [900, 800, 700] {
        let event = again.next().await.unwrap();
        assert_eq!((event.seq, event.variants[0].price.amount), (seq + 1, price));
        seq = event.seq;
    }
    assert_eq!(again.cursor, listener.cursor);
    // The same without a stream, and nothing twice.
    let ask = |after: String| {
        let client = server.client();
        async move {
            let answer = client.get(&format!("/v1/events?topics=shop&after={after}")).await;
            assert_eq!(answer.headers()["cache-control"], "no-store");
            answer.json::<Events>().await.unwrap()
        }
    };
    let told = ask(cursor).await;
    assert_eq!(told.items.iter().map(|event| event.seq).max(), Some(seq));
    assert!(ask(told.cursor).await.items.is_empty());
}

#[tokio::test]
async fn who_cannot_stream_waits_for_what_comes() {
    let (server, listener) = begun().await;
    let path = format!("/v1/events?topics=shop&wait=20&after={}", listener.cursor);
    let client = server.client();
    let waiting = tokio::spawn(async move { client.get(&path).await.json::<Events>().await });
    fixtures::reprice(&server.state, &variant_id("tea", 0), 900, NOON).await;
    let told = waiting.await.unwrap().unwrap();
    assert_eq!(told.items[0].variants[0].price.amount, 900);
}

#[tokio::test]
async fn what_cannot_be_told_any_more_is_to_be_read_again() {
    let (server, mut listener) = begun().await;
    for after in ["shop%4099999", "other", "shop%40-1"] {
        let (_, first) = Listener::open(&server.client(), &format!("&after={after}")).await;
        assert_eq!(first.kind, EventKind::Resync, "{after}");
    }
    // Away for longer than events are kept.
    let cursor = listener.cursor.clone();
    fixtures::reprice(&server.state, &variant_id("tea", 0), 900, NOON).await;
    listener.until(&EventKind::Price).await;
    server.set_clock(NOON.plus(2 * HOUR));
    picklive_server::background::prune::once(&server.state).await.unwrap();
    let (_, first) = Listener::open(&server.client(), &format!("&after={cursor}")).await;
    assert_eq!((first.kind, first.seq > 0), (EventKind::Resync, true));
    let since = format!("&since={}", NOON.0);
    assert_eq!(Listener::open(&server.client(), &since).await.1.kind, EventKind::Resync);
    let since = format!("&since={}", server.state.clock.now().0);
    assert_eq!(Listener::open(&server.client(), &since).await.1.kind, EventKind::Ready);
}

#[tokio::test]
async fn a_drop_that_is_ended_is_told_with_the_prices_of_its_products() {
    let (server, mut listener) = begun().await;
    fixtures::drop(&server.state, "d", NOON.plus(-MINUTE), NOON.plus(HOUR), &[TEA]).await;
    let told = listener.until(&EventKind::Price).await.pop().unwrap();
    assert_eq!(told.variants[0].offers.len(), 1);
    withdraw::drop::end(&server.state, "d").await.unwrap();
    let told = listener.until(&EventKind::Price).await.pop().unwrap();
    assert!(told.variants[0].offers.is_empty(), "{told:?}");
}

#[tokio::test]
async fn what_happens_by_the_clock_is_told_at_its_moment_and_no_date_before() {
    let (server, mut listener) = begun().await;
    let (opens, closes) = (NOON.plus(10 * MINUTE), NOON.plus(20 * MINUTE));
    fixtures::drop(&server.state, "d", opens, closes, &[TEA]).await;
    fixtures::edition(&server.state, "2026-11-24", NOON, &[("tea", None)]).await;
    listener.until(&EventKind::Drops).await;
    fixtures::edition(&server.state, "2026-11-25", NOON.plus(HOUR), &[("tea", Some(800))]).await;
    // One that is not out only changes until when the latest is.
    let told = listener.until(&EventKind::Edition).await.pop().unwrap();
    assert_eq!(told.date.unwrap().to_string(), "2026-11-24");
    server.set_clock(opens);
    let told = listener.until(&EventKind::DealOpened).await.pop().unwrap();
    assert_eq!(told.drop.unwrap().as_str(), "d");
    server.set_clock(closes);
    listener.until(&EventKind::DealClosed).await;
    server.set_clock(NOON.plus(HOUR));
    let told = listener.until(&EventKind::Price).await;
    assert_eq!(told[0].date.unwrap().to_string(), "2026-11-25");
    assert_eq!(told.last().unwrap().variants[0].offers[0].price.amount, 800);
}

#[tokio::test]
async fn two_servers_on_one_database_tell_each_change_once() {
    let (server, mut listener) = begun().await;
    let mut seq = None;
    for price in 1..=20 {
        fixtures::reprice(&server.state, &variant_id("tea", 0), price, NOON).await;
        // As a second process would, at the same time as the first.
        let (one, two) = tokio::join!(
            picklive_server::events::tell(&server.state),
            picklive_server::events::tell(&server.state)
        );
        one.unwrap();
        two.unwrap();
        let told = listener.until(&EventKind::Price).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].variants[0].price.amount, price);
        assert!(seq.is_none_or(|seq| told[0].seq == seq + 1));
        seq = Some(told[0].seq);
    }
}

#[tokio::test]
async fn a_server_that_ends_lets_listeners_go() {
    let (server, mut listener) = begun().await;
    server.state.events.end();
    assert!(listener.next().await.is_none());
    let answer = server.client().get("/v1/events?topics=shop").await;
    assert_eq!(
        (answer.status().as_u16(), answer.headers().contains_key("retry-after")),
        (503, true)
    );
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_refused() {
    let server = Server::start().await;
    for (query, status) in
        [("", 400), ("?topics=", 404), ("?topics=room:x", 404), ("?topics=shop&since=x", 400)]
    {
        let answer = server.client().get(&format!("/v1/events{query}")).await;
        assert_eq!(answer.status(), status, "{query}");
    }
}
