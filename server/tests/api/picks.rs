//! Editions.

use picklive_contract::offer::Visitor;
use picklive_contract::{
    Date,
    picks::{GetEdition, GetToday},
    product::GetProduct,
    time::DAY,
};

use crate::support::{Server, at, fixtures};

const SEVEN: &str = "2026-11-24T23:00:00Z";

async fn with_two_editions() -> Server {
    let server = Server::start().await;
    for handle in ["tea", "cup"] {
        fixtures::product(&server.state, handle, &[1_000, 2_000], 5).await;
    }
    let seven = at(SEVEN);
    let today = [("tea", Some(900)), ("cup", None)];
    fixtures::edition(&server.state, "2026-11-24", seven.plus(-DAY), &today).await;
    fixtures::edition(&server.state, "2026-11-25", seven, &[("cup", Some(1_500))]).await;
    server
}

#[tokio::test]
async fn an_edition_publishes_itself_at_its_hour() {
    let server = with_two_editions().await;
    let (client, seven) = (server.client(), at(SEVEN));
    let day = |text: &str| Date::parse(text).unwrap();

    server.set_clock(seven.plus(-1));
    let today = client.call::<GetToday>(&(), &()).await.unwrap();
    assert_eq!((today.date, today.closes_at), (day("2026-11-24"), Some(seven)));
    assert_eq!((today.previous, today.next), (None, None));
    assert_eq!(today.picks[0].product.id.as_str(), "tea");
    assert_eq!(today.picks[0].product.body, None);
    let hidden = client.call::<GetEdition>(&day("2026-11-25"), &()).await.unwrap_err();
    let never = client.call::<GetEdition>(&day("2030-01-01"), &()).await.unwrap_err();
    assert_eq!((hidden.status, &hidden), (404, &never));

    server.set_clock(seven);
    let today = client.call::<GetToday>(&(), &()).await.unwrap();
    assert_eq!((today.date, today.closes_at), (day("2026-11-25"), None));
    assert_eq!(today.previous, Some(day("2026-11-24")));
    let before = client.call::<GetEdition>(&day("2026-11-24"), &()).await.unwrap();
    assert_eq!((before.next, before.closes_at), (Some(day("2026-11-25")), Some(seven)));
}

#[tokio::test]
async fn an_edition_s_price_counts_while_it_is_the_latest_and_everywhere() {
    let server = with_two_editions().await;
    let (client, seven) = (server.client(), at(SEVEN));
    let price = async |now| {
        server.set_clock(now);
        let product = client.call::<GetProduct>(&"tea".into(), &()).await.unwrap();
        product
            .variants
            .iter()
            .map(|v| v.offer(now, &Visitor::GUEST).price.amount)
            .collect::<Vec<_>>()
    };
    assert_eq!(price(seven.plus(-1)).await, [900, 900]);
    assert_eq!(price(seven).await, [1_000, 2_000]);
    // A page that was loaded before changes its price at the second.
    server.set_clock(seven.plus(-1));
    let product = client.call::<GetProduct>(&"tea".into(), &()).await.unwrap();
    assert_eq!(product.variants[0].offer(seven.plus(-1), &Visitor::GUEST).price.amount, 900);
    assert_eq!(product.variants[0].offer(seven, &Visitor::GUEST).price.amount, 1_000);
    // A pick's price is no rise: the cheaper variant of the cup stays at its own.
    server.set_clock(seven);
    let cup = client.call::<GetProduct>(&"cup".into(), &()).await.unwrap();
    let amounts: Vec<_> =
        cup.variants.iter().map(|v| v.offer(seven, &Visitor::GUEST).price.amount).collect();
    assert_eq!(amounts, [1_000, 1_500]);
}

#[tokio::test]
async fn a_product_carries_the_note_of_the_latest_edition_that_is_out() {
    let server = with_two_editions().await;
    let note = async |now| {
        server.set_clock(now);
        let cup = server.client().call::<GetProduct>(&"cup".into(), &()).await.unwrap();
        cup.note.unwrap().get(picklive_contract::Lang::En).to_owned()
    };
    assert_eq!(note(at(SEVEN).plus(-1)).await, "2026-11-24 cup");
    assert_eq!(note(at(SEVEN)).await, "2026-11-25 cup");
}

#[tokio::test]
async fn what_is_kept_of_an_edition_never_outlives_it() {
    let server = with_two_editions().await;
    let kept = async |now| {
        server.set_clock(now);
        let answer = server.client().get("/v1/editions/today").await;
        answer.headers()["cache-control"].to_str().unwrap().to_owned()
    };
    let seven = at(SEVEN);
    assert_eq!(kept(seven.plus(-DAY)).await, "public, max-age=5, stale-while-revalidate=30");
    assert_eq!(kept(seven.plus(-7_000)).await, "public, max-age=5, stale-while-revalidate=2");
    assert_eq!(kept(seven.plus(-900)).await, "public, max-age=0, stale-while-revalidate=0");
}

#[tokio::test]
async fn before_the_first_edition_there_is_none() {
    let server = Server::start().await;
    let none = server.client().call::<GetToday>(&(), &()).await.unwrap_err();
    assert_eq!(none.status, 404);
    let answer = server.client().get("/v1/editions/2026-02-30").await;
    assert_eq!(answer.status(), 404);
}
