//! Nobody sees another's order.

use picklive_contract::{
    OrderId, headers,
    orders::{Cancel, GetOrder, ListOrders, PlaceOrder},
    problem::ProblemKind,
    time::MINUTE,
};
use picklive_server::db::entities::{idempotency, order};
use sea_orm::EntityTrait;

use crate::{
    orders_support::{ask, people, place, show},
    support::{
        Client, NOON, Server,
        client::{fresh_key, read},
        fixtures,
    },
};

#[tokio::test]
async fn only_the_owner_sees_an_order() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 9).await;
    let mut people = people(&server, 2).await;
    let (other, owner) = (people.remove(1), people.remove(0));
    let (mine, _) = place(&owner, &[("cup", 0, 1)], 5_000).await.unwrap();
    let (guests, guest) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    assert!(mine.secret.is_none() && guests.secret.as_ref().unwrap().len() == 43);
    assert!(show(&owner, &mine.id).await.secret.is_none());
    assert_eq!(show(&guest, &guests.id).await.number, guests.number);

    let wrong = Client { secret: Some("x".repeat(43)), ..server.client() };
    let empty = Client { secret: Some(String::new()), ..server.client() };
    for stranger in [&other, &server.client(), &wrong, &empty] {
        for id in [&mine.id, &guests.id, &OrderId("\0".into()), &OrderId("nothing".into())] {
            let answer = stranger.raw::<GetOrder>(id, &(), "").await;
            assert_eq!(answer.headers()["cache-control"], "no-store");
            assert_eq!(read::<GetOrder>(answer).await.unwrap_err().kind, ProblemKind::NotFound);
            let cancelled = stranger.call::<Cancel>(id, &()).await.unwrap_err();
            assert_eq!(cancelled.kind, ProblemKind::NotFound);
        }
    }
    assert_eq!(guest.call::<GetOrder>(&mine.id, &()).await.unwrap_err().status, 404);
    let answer = owner.raw::<GetOrder>(&mine.id, &(), "").await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let list = owner.call::<ListOrders>(&(), &()).await.unwrap();
    assert_eq!(list.items.iter().map(|order| &order.id).collect::<Vec<_>>(), [&mine.id]);
    assert!(other.call::<ListOrders>(&(), &()).await.unwrap().items.is_empty());
    assert_eq!(guest.call::<ListOrders>(&(), &()).await.unwrap_err().status, 401);
}

#[tokio::test]
async fn a_list_of_orders_has_pages() {
    let server = Server::start().await;
    fixtures::product_of_kind(&server.state, "tea", "course", &[0], 99).await;
    let owner = people(&server, 1).await.remove(0);
    for minute in 0..25 {
        server.set_clock(NOON.plus(minute / 2 * MINUTE));
        place(&owner, &[("tea", 0, 1)], 0).await.unwrap();
    }
    let first = owner.call::<ListOrders>(&(), &()).await.unwrap();
    let cursor = first.next.clone().unwrap();
    // What is bought between two pages moves nothing from one to the other.
    let (newest, _) = place(&owner, &[("tea", 0, 1)], 0).await.unwrap();
    let rest = owner.get(&format!("/v1/orders?after={cursor}")).await;
    let rest = read::<ListOrders>(rest).await.unwrap();
    assert_eq!((first.items.len(), rest.items.len(), rest.next), (20, 5, None));
    let mut all: Vec<_> = first.items.iter().chain(&rest.items).collect();
    assert!(all.is_sorted_by_key(|order| std::cmp::Reverse(order.placed_at)));
    all.sort_by_key(|order| order.id.clone());
    all.dedup_by_key(|order| order.id.clone());
    assert!(all.len() == 25 && all.iter().all(|order| order.id != newest.id));
    for bad in ["", "x", "1", ".", "1.", "9999999999999999999.x", "1.%00"] {
        let answer = owner.get(&format!("/v1/orders?after={bad}")).await;
        let refused = read::<ListOrders>(answer).await.unwrap_err();
        assert_eq!((refused.kind, refused.status), (ProblemKind::Invalid, 422), "{bad}");
    }
}

#[tokio::test]
async fn no_answer_but_the_first_tells_a_secret_and_none_is_kept() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 1).await;
    let answer =
        server.client().raw::<PlaceOrder>(&(), &ask(&[("cup", 0, 1)], 5_000), &fresh_key()).await;
    assert_eq!(answer.status(), 201);
    assert!(answer.headers().get(headers::ORDER_SECRET).is_none());
    let order = read::<PlaceOrder>(answer).await.unwrap();
    let secret = order.secret.unwrap();
    let rows = &server.state.db.read;
    let kept = idempotency::Entity::find().all(rows).await.unwrap();
    assert!(kept.iter().all(|row| !row.answer.contains(&secret)));
    let row = order::Entity::find_by_id(order.id.as_str());
    let row = row.one(rows).await.unwrap().unwrap();
    assert_ne!(row.secret_hash.as_deref(), Some(secret.as_str()));
}
