//! Rule: nothing is sold at a price that has ended between being told and being written.

use picklive_contract::{
    UnixMillis,
    host::{Act, ActKind},
    quotes::LineAsk,
    time::HOUR,
};
use picklive_server::{
    db::{Tx, entities::pick},
    orders::{
        price::Buyer,
        quote::basket,
        units::{self, Offers, Shelf},
        want::{Told, Want},
    },
    storefront::settings,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    rooms_support::{Hall, price},
    support::{NOON, Server, fixtures},
};

/// Takes one unit of the cup at a price told before, as the write of an order does.
async fn takes_at(server: &Server, told: Told, now: UnixMillis) -> bool {
    let variant = "cup-0".to_owned();
    takes(server, &[Want { variant, quantity: 1, told: Some(told), deal: None }], now).await
}

async fn takes(server: &Server, wants: &[Want], now: UnixMillis) -> bool {
    let work = |tx: Tx| async move {
        let refused = units::take(&tx, wants, None, Offers::OpenAt(now), Shelf::Reserved).await?;
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

#[tokio::test]
async fn what_was_priced_by_an_edition_is_not_sold_once_its_price_has_changed() {
    let server = Server::start_still().await;
    let state = &server.state;
    fixtures::product(state, "cup", &[5_000], 100).await;
    fixtures::edition(state, "2026-11-24", NOON.plus(-HOUR), &[("cup", Some(4_000))]).await;
    let shop = settings::get(state).await.unwrap();
    let lines = [LineAsk { variant: "cup-0".into(), quantity: 1 }];
    let buyer = Buyer { person: None, guest: true, now: NOON, room: None };
    let priced = basket(&state.db, &shop, &lines, None, buyer).await.unwrap();
    assert_eq!(priced.quote.goods.amount, 4_000);
    assert!(takes(&server, &priced.wants, NOON).await);
    let dearer = |tx: Tx| async move {
        pick::Entity::update_many()
            .col_expr(pick::Column::Price, Expr::value(4_500))
            .filter(pick::Column::ProductId.eq("cup"))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    state.db.writing(dearer).await.unwrap();
    assert!(!takes(&server, &priced.wants, NOON).await);
}

#[tokio::test]
async fn a_room_s_price_that_was_taken_back_takes_no_units() {
    let hall = Hall::still().await;
    hall.act(price("cup", 0, Some(4_000))).await.unwrap();
    let here = |price| Told::Room("tea-room".into(), price);
    assert!(takes_at(&hall.server, here(4_000), NOON).await);
    assert!(!takes_at(&hall.server, here(3_999), NOON).await);
    assert!(!takes_at(&hall.server, Told::Room("other-room".into(), 4_000), NOON).await);
    hall.act(price("cup", 0, None)).await.unwrap();
    assert!(!takes_at(&hall.server, here(4_000), NOON).await);
    hall.act(price("cup", 0, Some(4_000))).await.unwrap();
    hall.act(Act::new(ActKind::End)).await.unwrap();
    assert!(!takes_at(&hall.server, here(4_000), NOON).await, "the room is over");
}
