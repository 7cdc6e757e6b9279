//! Lists of a shop that sells a lot.

use picklive_contract::{UnixMillis, orders::Order};
use picklive_server::db::{
    Tx,
    entities::{order, order_line},
};
use sea_orm::{ActiveModelTrait, EntityTrait};

use crate::{
    cli::{bad, good, paid, shop},
    support::Server,
};

/// More orders like the first: so many, each with fifty lines of other products, placed two a moment.
async fn many(server: &Server, count: usize) {
    let read = &server.state.db.read;
    let order = &order::Entity::find().one(read).await.unwrap().unwrap();
    let line = &order_line::Entity::find().one(read).await.unwrap().unwrap();
    let id = |nth: usize| format!("more-{nth:05}");
    let copy = |nth: usize| order::Model {
        id: id(nth),
        number: format!("{:08}", 10_000_000 + nth),
        placed_at: order.placed_at + 1 + i64::try_from(nth / 2).unwrap(),
        ..order.clone()
    };
    let lines = |nth: usize| {
        (0..50).map(move |at| {
            let product_id = format!("{nth}-{at}");
            order_line::Model { order_id: id(nth), position: at, product_id, ..line.clone() }
        })
    };
    let all: Vec<_> = (0..count).collect();
    let all = &all;
    let work = |tx: Tx| async move {
        for some in all.chunks(40) {
            let orders = some.iter().map(|nth| order::ActiveModel::from(copy(*nth)).reset_all());
            order::Entity::insert_many(orders).exec_without_returning(&*tx).await?;
            let lines = some.iter().flat_map(|nth| lines(*nth));
            let lines = lines.map(|line| order_line::ActiveModel::from(line).reset_all());
            order_line::Entity::insert_many(lines).exec_without_returning(&*tx).await?;
        }
        Ok(())
    };
    server.state.db.writing(work).await.unwrap();
}

async fn listed(server: &Server, args: &[&str]) -> Vec<Order> {
    serde_json::from_str(&good(server, &[&["list", "--json"], args].concat()).await).unwrap()
}

#[tokio::test]
async fn a_limit_is_a_number_of_orders() {
    let server = shop().await;
    for wrong in ["0", "10001", "9223372036854775808", "-1", "x"] {
        let (code, err) = bad(&server, &["list", &format!("--limit={wrong}")]).await;
        assert!(code == 2 && err.contains("--limit"), "{wrong}: {code} {err}");
    }
    assert!(listed(&server, &["--limit", "10000"]).await.is_empty());
    let (code, err) = bad(&server, &["list", "--before", "12345678"]).await;
    assert!(code == 1 && err.contains("there is no order 12345678"), "{err}");
}

#[tokio::test]
async fn a_busy_shop_lists_all_its_orders_and_goes_on_from_the_last() {
    let server = shop().await;
    let (first, _) = paid(&server, "cup", 1, 5_000).await;
    many(&server, 700).await;
    // More products than SQLite takes names in one query.
    let all = listed(&server, &["--limit", "10000"]).await;
    assert_eq!(all.len(), 701);
    assert!(all[..700].iter().all(|order| order.lines.len() == 50));
    assert_eq!(all[700].id, first.id);
    assert!(all.is_sorted_by_key(|order| UnixMillis(-order.placed_at.0)));
    let (mut pages, mut before) = (Vec::new(), None::<String>);
    loop {
        let mut args = vec!["--limit", "137"];
        if let Some(before) = &before {
            args.extend(["--before", before]);
        }
        let page = listed(&server, &args).await;
        let Some(last) = page.last() else { break };
        before = Some(last.number.clone());
        pages.extend(page);
    }
    let ids = |orders: &[Order]| -> Vec<_> { orders.iter().map(|one| one.id.clone()).collect() };
    assert_eq!(ids(&pages), ids(&all));
    let table = good(&server, &["list", "--limit", "2"]).await;
    assert!(table.contains(&all[1].number) && !table.contains(&all[2].number), "{table}");
}
