//! Rule: one visitor has one price on every page, also once they have had their share of a limited deal.

use picklive_contract::{
    account::GetSession, offer::Visitor, orders::Cancel, product::GetProduct, time::HOUR,
};

use crate::{
    orders_support::{people, place, quote},
    support::{
        Client, NOON, Server,
        fixtures::{self, DealOf},
    },
};

/// What the session says of a person's shares, as a page takes it.
async fn visitor(client: &Client) -> Visitor {
    let session = client.call::<GetSession>(&(), &()).await.unwrap();
    Visitor { guest: session.person.is_none(), used_up: session.used_up }
}

/// The price on the product's page, which is that of a quote.
async fn price(client: &Client, now: picklive_contract::UnixMillis) -> i64 {
    let tea = client.call::<GetProduct>(&"tea".into(), &()).await.unwrap();
    let shown = tea.variants[0].offer(now, &visitor(client).await).price;
    assert_eq!(quote(client, &[("tea", 0, 1)]).await.lines[0].offer.price, shown);
    shown.amount
}

#[tokio::test]
async fn a_share_that_is_used_up_is_told_and_comes_back_with_the_order() {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 50).await;
    let deal = DealOf { product: "tea", variant: 0, price: 500, quota: 9, limit: Some(2) };
    fixtures::drop(&server.state, "noon", NOON, NOON.plus(HOUR), &[deal]).await;
    let mut both = people(&server, 2).await;
    let (other, person) = (both.remove(1), both.remove(0));

    assert_eq!(price(&person, NOON).await, 500);
    place(&person, &[("tea", 0, 1)], 500).await.unwrap();
    assert_eq!((price(&person, NOON).await, visitor(&person).await), (500, Visitor::PERSON));
    let (order, owner) = place(&person, &[("tea", 0, 1)], 500).await.unwrap();
    assert_eq!(visitor(&person).await.used_up, ["noon-0".into()]);
    assert_eq!(price(&person, NOON).await, 1_000, "also on the page");
    assert_eq!((price(&other, NOON).await, visitor(&other).await), (500, Visitor::PERSON));
    assert_eq!(visitor(&server.client()).await, Visitor::GUEST);

    owner.call::<Cancel>(&order.id, &()).await.unwrap();
    assert_eq!((price(&person, NOON).await, visitor(&person).await), (500, Visitor::PERSON));
    place(&person, &[("tea", 0, 1)], 500).await.unwrap();
    assert_eq!(visitor(&person).await.used_up.len(), 1);
    server.set_clock(NOON.plus(HOUR));
    assert_eq!(visitor(&person).await, Visitor::PERSON, "nothing is told of a drop that is over");
}
