//! A product that becomes one of another kind while somebody orders it: an order names the kind that the product has.

use picklive_contract::{product::ProductKind, quotes::QuoteLine};
use picklive_server::{
    db::entities::order_line,
    import::{ImportError, products},
};
use sea_orm::{DbBackend, EntityTrait};

use crate::{
    import::options,
    import_kinds::{HEAD, good, list, row},
    orders_support::place,
    support::{Server, hold::Held},
};

const COURSE: &str = "cup,Cup,course,How it is made,,,50,9,false\n";

/// The kinds that orders say the cup is of.
async fn ordered(server: &Server) -> Vec<ProductKind> {
    let lines = order_line::Entity::find().all(&server.state.db.read).await.unwrap();
    let kind =
        |line: &order_line::Model| serde_json::from_str::<QuoteLine>(&line.bought).unwrap().kind;
    lines.iter().map(kind).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_becomes_a_course_while_it_is_ordered_is_ordered_as_a_course() {
    let server = Server::start_still().await;
    good(&server, &list()).await;
    // An import that is not committed, and so nobody sees.
    let lock = if server.state.db.backend() == DbBackend::Postgres {
        "SELECT 1 FROM products WHERE id = 'cup' FOR UPDATE;"
    } else {
        ""
    };
    let change =
        format!("{lock} UPDATE products SET kind = 'course', access = '\"x\"' WHERE id = 'cup'");
    let held = Held::of(&server.state, &change).await;
    let client = server.client();
    let placing = async move { place(&client, &[("cup", 0, 1)], 5_000).await };
    let placing = [tokio::spawn(placing)];
    held.until_waiting(1, &placing).await;
    held.commit().await;
    let [placing] = placing;
    let (order, _) = placing.await.unwrap().unwrap();
    assert_eq!(order.lines[0].bought.kind, ProductKind::Course);
    assert_eq!(ordered(&server).await, [ProductKind::Course]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_being_ordered_does_not_become_a_course() {
    let server = Server::start_still().await;
    good(&server, &list()).await;
    // The order has looked at everything, and waits for a unit.
    let held =
        Held::of(&server.state, "UPDATE variants SET stock = stock WHERE product_id = 'cup'").await;
    let client = server.client();
    let placing = async move { place(&client, &[("cup", 0, 1)], 5_000).await.is_ok() };
    let placing = [tokio::spawn(placing)];
    held.until_waiting(1, &placing).await;
    let state = server.state.clone();
    let list = format!("{HEAD}\n{COURSE}");
    let importing =
        async move { products::run(&state, list.as_bytes(), &options()).await.map(|_| ()) };
    let importing = [tokio::spawn(importing)];
    held.until_waiting(2, &importing).await;
    held.commit().await;
    let ([placing], [importing]) = (placing, importing);
    assert!(placing.await.unwrap());
    let imported = importing.await.unwrap();
    let kind = row(&server, "cup").await.kind;
    assert_eq!(ordered(&server).await.iter().map(ProductKind::as_str).collect::<Vec<_>>(), [kind]);
    if server.state.db.backend() == DbBackend::Postgres {
        assert!(matches!(imported, Err(ImportError::Input(_))), "{imported:?}");
    }
}
