//! Products as they are told: stock, holds, sales.

use picklive_contract::{
    Currency, Money,
    address::{Address, OrderContact},
    orders::{OrderAsk, PlaceOrder},
    product::{GetProduct, Product},
    quotes::LineAsk,
    time::MINUTE,
};
use picklive_server::db::{Tx, entities::variant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::support::{NOON, Server, fixtures};

async fn tea(server: &Server) -> Product {
    server.client().call::<GetProduct>(&"tea".into(), &()).await.unwrap()
}

fn order(quantity: u32, price: i64) -> OrderAsk {
    OrderAsk {
        lines: vec![LineAsk { variant: fixtures::variant_id("tea", 0).as_str().into(), quantity }],
        contact: OrderContact { email: "li@mail.example".into(), ..OrderContact::default() },
        address: Some(Address {
            country: "CN".into(),
            name: "林".into(),
            phone: "13800138000".into(),
            province: "浙江".into(),
            city: "杭州".into(),
            district: "西湖".into(),
            street: "清晨路 7 号".into(),
            ..Address::default()
        }),
        note: String::new(),
        expected_total: Money::new(price * i64::from(quantity), Currency::parse("CNY").unwrap()),
        shop: None,
        lang: None,
        room: None,
        at_stream_time: None,
    }
}

#[tokio::test]
async fn units_that_are_held_are_told_with_the_moment_they_may_return() {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    let client = server.client();
    client.call::<PlaceOrder>(&(), &order(1, 1_000)).await.unwrap();
    server.set_clock(NOON.plus(MINUTE));
    client.call::<PlaceOrder>(&(), &order(2, 1_000)).await.unwrap();
    let stock = tea(&server).await.variants[0].stock.unwrap();
    assert_eq!((stock.left, stock.reserved), (2, 3));
    assert_eq!(stock.reserved_until, Some(NOON.plus(15 * MINUTE)));
}

#[tokio::test]
async fn sales_are_told_from_ten_on() {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000, 2_000], 5).await;
    let sell = async |index: usize, units: i64| {
        let work = |tx: Tx| async move {
            variant::Entity::update_many()
                .col_expr(variant::Column::Sold, Expr::value(units))
                .filter(variant::Column::Id.eq(fixtures::variant_id("tea", index)))
                .exec(&*tx)
                .await?;
            Ok(())
        };
        server.state.db.writing(work).await.unwrap();
    };
    sell(0, 9).await;
    assert_eq!(tea(&server).await.sold, None);
    sell(1, 1).await;
    assert_eq!(tea(&server).await.sold, Some(10));
}

#[tokio::test]
async fn every_change_of_a_price_is_a_row_also_one_made_by_hand() {
    use picklive_server::db::entities::price_change;
    use sea_orm::QueryOrder;
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    let id = fixtures::variant_id("tea", 0);
    fixtures::reprice(&server.state, &id, 900, NOON.plus(1)).await;
    fixtures::reprice(&server.state, &id, 900, NOON.plus(2)).await;
    // By hand, without the moment: it counts from the database's own clock.
    fixtures::reprice(&server.state, &id, 800, NOON.plus(2)).await;
    let rows = price_change::Entity::find()
        .order_by_asc(price_change::Column::Id)
        .all(&server.state.db.read)
        .await
        .unwrap();
    let prices: Vec<_> = rows.iter().map(|row| row.price).collect();
    assert_eq!(prices, [1_000, 900, 800]);
    assert_eq!((rows[0].at, rows[1].at), (NOON.0, NOON.plus(1).0));
    assert_ne!(rows[2].at, NOON.plus(2).0);
}

#[tokio::test]
async fn an_id_that_does_not_exist_is_404_whatever_it_looks_like() {
    let server = Server::start().await;
    for id in ["nothing", "../storefront", "a' OR '1'='1", "é", &"x".repeat(300)] {
        let problem = server.client().call::<GetProduct>(&id.into(), &()).await.unwrap_err();
        assert_eq!(problem.status, 404, "{id}");
    }
}
