//! Rule: nothing is sold at a price that has ended between being told and being written.

use picklive_contract::{UnixMillis, time::HOUR};
use picklive_server::orders::{
    units::{self, Offers, Shelf},
    want::{Told, Want},
};

use crate::support::{NOON, Server, fixtures};

/// Takes one unit of the cup at a price told before, as the write of an order does.
async fn takes_at(server: &Server, told: Told, now: UnixMillis) -> bool {
    let variant = "cup-0".to_owned();
    let want = &[Want { variant, quantity: 1, told: Some(told), deal: None }];
    let work = |tx: picklive_server::db::Tx| async move {
        let refused = units::take(&tx, want, None, Offers::OpenAt(now), Shelf::Reserved).await?;
        Ok(refused.is_none())
    };
    server.state.db.writing(work).await.unwrap()
}

#[tokio::test]
async fn a_price_that_changed_after_it_was_told_takes_no_units() {
    let server = Server::start_still().await;
    fixtures::product(&server.state, "cup", &[5_000], 100).await;
    fixtures::edition(&server.state, "2026-11-24", NOON.plus(-HOUR), &[("cup", Some(4_000))]).await;
    fixtures::edition(&server.state, "2026-11-25", NOON.plus(HOUR), &[("cup", Some(3_000))]).await;
    assert!(takes_at(&server, Told::List(5_000), NOON).await);
    assert!(!takes_at(&server, Told::List(4_999), NOON).await);
    assert!(takes_at(&server, Told::Edition(4_000), NOON).await);
    assert!(!takes_at(&server, Told::Edition(3_000), NOON).await, "it is not published yet");
    let later = NOON.plus(HOUR);
    assert!(!takes_at(&server, Told::Edition(4_000), later).await, "it is the latest no more");
    assert!(takes_at(&server, Told::Edition(3_000), later).await);
}
