//! Imports and orders at once: rows are locked in one order, so neither waits for who waits for it.

use picklive_server::{
    db::{Tx, connect},
    import::products,
    live,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{
    import::options,
    import_kinds::HEAD,
    orders::futures_of,
    orders_support::{balance, place},
    rooms_support::draft,
    support::{Server, hold::Held},
};

/// A list in this order, at these prices.
fn list(rows: &[(&str, &str, u32)]) -> String {
    listed(rows, 500)
}

/// The same with so many units of each.
fn listed(rows: &[(&str, &str, u32)], stock: usize) -> String {
    let row = |(handle, kind, price): &(&str, &str, u32)| {
        let access = if *kind == "course" { "How" } else { "" };
        format!("{handle},{handle},{kind},{access},,,{price},{stock},false\n")
    };
    format!("{HEAD}\n{}", rows.iter().map(row).collect::<String>())
}

async fn rows(server: &Server, sql: &str) -> usize {
    let work = |tx: Tx| async move {
        let asked = Statement::from_string(DbBackend::Postgres, sql);
        Ok(tx.query_all_raw(asked).await?.len())
    };
    server.state.db.writing(work).await.unwrap()
}

/// The first list, and one that changes everything in an order that is not the ids'.
async fn shop() -> (Server, String) {
    let server = Server::start_still().await;
    let first = list(&[("a", "", 50), ("m", "", 50), ("z", "", 50)]);
    products::run(&server.state, first.as_bytes(), &options()).await.unwrap();
    (server, list(&[("z", "", 40), ("m", "", 40), ("a", "", 40)]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_waits_holds_nothing_that_comes_later() {
    let (server, second) = shop().await;
    let held = Held::of(&server.state, "UPDATE variants SET stock = stock WHERE id = 'm-0'").await;
    let state = server.state.clone();
    let importing =
        async move { products::run(&state, second.as_bytes(), &options()).await.is_ok() };
    let importing = [tokio::spawn(importing)];
    held.until_waiting(1, &importing).await;
    // SQLite has one writer.
    if server.state.db.backend() == DbBackend::Postgres {
        let free =
            async |what: &str| rows(&server, &format!("{what} FOR UPDATE SKIP LOCKED")).await;
        assert_eq!(free("SELECT id FROM variants WHERE id = 'z-0'").await, 1);
        assert_eq!(free("SELECT id FROM variants WHERE id = 'a-0'").await, 0, "it comes first");
        // Who orders meanwhile does not wait for the import's hold on the product.
        let shared = "SELECT id FROM products WHERE id = 'z' FOR KEY SHARE SKIP LOCKED";
        assert_eq!(rows(&server, shared).await, 1);
    }
    held.commit().await;
    let [importing] = importing;
    assert!(importing.await.unwrap());
    place(&server.client(), &[("a", 0, 1), ("z", 0, 1)], 8_000).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_waits_for_an_order_holds_no_variant() {
    let (server, _) = shop().await;
    let shared = match server.state.db.backend() {
        DbBackend::Postgres => "SELECT 1 FROM products WHERE id = 'z' FOR KEY SHARE",
        _ => "UPDATE products SET kind = kind WHERE id = 'z'",
    };
    let held = Held::of(&server.state, shared).await;
    let state = server.state.clone();
    let other = list(&[("a", "", 40), ("z", "course", 40)]);
    let importing =
        async move { products::run(&state, other.as_bytes(), &options()).await.is_ok() };
    let importing = [tokio::spawn(importing)];
    held.until_waiting(1, &importing).await;
    if server.state.db.backend() == DbBackend::Postgres {
        assert!(!importing[0].is_finished(), "it waits for the order");
        let all = "SELECT id FROM variants FOR UPDATE SKIP LOCKED";
        assert_eq!(rows(&server, all).await, 3);
    }
    held.commit().await;
    let [importing] = importing;
    assert!(importing.await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_waits_for_a_room_holds_none_that_comes_later() {
    let (server, _) = shop().await;
    // The product that is left out first may be sold in the later room.
    for (room, products) in [("a-room", ["z"]), ("b-room", ["a"])] {
        live::rooms::create(&server.state, &draft(room, None, &products)).await.unwrap();
    }
    let held = Held::of(&server.state, "UPDATE rooms SET likes = likes WHERE id = 'a-room'").await;
    let state = server.state.clone();
    let left_out =
        format!("{HEAD},Published\na,a,,,,,50,5,false,false\nz,z,,,,,50,5,false,false\n");
    let importing = async move { products::run(&state, left_out.as_bytes(), &options()).await };
    let importing = [tokio::spawn(importing)];
    held.until_waiting(1, &importing).await;
    if server.state.db.backend() == DbBackend::Postgres {
        let free = "SELECT id FROM rooms WHERE id = 'b-room' FOR UPDATE SKIP LOCKED";
        assert_eq!(rows(&server, free).await, 1);
    }
    held.commit().await;
    let [importing] = importing;
    assert_eq!(importing.await.unwrap().unwrap().written.products_withdrawn, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rush_of_imports_and_orders_meets_no_deadlock() {
    let (server, _) = shop().await;
    let told = futures_of(120, |nth| {
        let (client, state) = (server.client(), server.state.clone());
        async move {
            if nth % 6 != 0 {
                let mut lines = vec![("a", 0, 1), ("m", 0, 1), ("z", 0, 1)];
                lines.rotate_left(nth % 3);
                return place(&client, &lines, 15_000).await.map_or_else(|it| it.status, |_| 201);
            }
            // Each changes all of them; some want another kind, which stays once it was ordered.
            let kind = if nth % 24 == 0 { "course" } else { "" };
            let mut rows = [("z", "", 50), ("m", kind, 50), ("a", "", 50)];
            rows.rotate_left(nth / 6 % 3);
            let list = listed(&rows, 500 + nth);
            let done = products::run(&state, list.as_bytes(), &options()).await;
            match done {
                Ok(_) => 200,
                Err(picklive_server::import::ImportError::Input(_)) => 422,
                Err(other) => panic!("{other:?}"),
            }
        }
    })
    .await;
    assert!(told.iter().all(|status| [200, 201, 409, 422].contains(status)), "{told:?}");
    assert!(told.contains(&201) && told.contains(&200), "{told:?}");
    balance(&server.state).await;
    if server.state.db.backend() != DbBackend::Postgres {
        return;
    }
    // Each connection tells what it met when it ends.
    let config = (*server.state.config).clone();
    server.state.db.clone().close().await.unwrap();
    let db = connect::open(&config.data, false).await.unwrap();
    let met = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    let met = Statement::from_string(DbBackend::Postgres, met);
    let met = db.read.query_one_raw(met).await.unwrap().unwrap();
    assert_eq!(met.try_get_by_index::<i64>(0).unwrap(), 0);
    db.close().await.unwrap();
}
