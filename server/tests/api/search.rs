//! Search: by the words of a product in any language, and nothing that is not to be seen yet.

use picklive_contract::{List, events::EventKind, product::Product, search, time::HOUR};
use picklive_server::db::{Tx, entities::product};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::support::{NOON, Server, fixtures, listener::Listener};

async fn page(server: &Server, text: &str, after: Option<&str>) -> List<Product> {
    let answer = server.client().get(&search::path(text, after)).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn found(server: &Server, text: &str) -> Vec<String> {
    let found = page(server, text, None).await;
    found.items.into_iter().map(|product| product.id.0).collect()
}

#[tokio::test]
async fn the_demo_shop_is_found_in_both_languages() {
    let server = Server::demo().await;
    for text in ["linen dress", "LINEN", "亚麻", "麻裙", "ｌｉｎｅｎ"] {
        let found = found(&server, text).await;
        assert_eq!(found.first().map(String::as_str), Some("linen-dress"), "{text}: {found:?}");
    }
    assert!(found(&server, "no such thing").await.is_empty());
    assert!(found(&server, "linnen").await.contains(&"linen-dress".to_owned()), "mistyped");
}

#[tokio::test]
async fn what_does_not_fit_on_a_page_is_on_the_next() {
    let server = Server::start().await;
    for n in 0..25 {
        fixtures::product(&server.state, &format!("tea {n}"), &[1_000], n).await;
    }
    let first = page(&server, "tea", None).await;
    let next = page(&server, "tea", first.next.as_deref()).await;
    assert_eq!((first.items.len(), next.items.len(), next.next), (20, 5, None));
    assert!(next.items.iter().all(|item| !first.items.iter().any(|it| it.id == item.id)));
    assert_eq!(next.items.last().unwrap().id.as_str(), "tea 0", "sold out, so last");
    for blank in ["", " ", "　"] {
        assert_eq!(page(&server, blank, None).await.items.len(), 20, "everything");
    }
    assert!(found(&server, "！？").await.is_empty(), "signs are no words");
    let answer = server.client().get("/v1/products?q=tea&after=x").await;
    assert_eq!(answer.status(), 400);
}

#[tokio::test]
async fn what_changes_is_found_as_it_is_now() {
    let server = Server::start().await;
    let (mut listener, _) = Listener::open(&server.client(), "").await;
    assert!(found(&server, "tea").await.is_empty());
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    listener.until(&EventKind::Price).await;
    assert_eq!(found(&server, "tea").await, ["tea"]);
    let rename = |tx: Tx| async move {
        product::Entity::update_many()
            .col_expr(product::Column::Title, Expr::value("\"Coffee\""))
            .filter(product::Column::Id.eq("tea"))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    server.state.db.writing(rename).await.unwrap();
    listener.until(&EventKind::Product).await;
    assert_eq!(found(&server, "coffee").await, ["tea"]);
    assert!(found(&server, "tea").await.is_empty());
}

#[tokio::test]
async fn tomorrow_s_picks_are_not_found_today() {
    let server = Server::start().await;
    let (mut listener, _) = Listener::open(&server.client(), "").await;
    for id in ["apple tea", "black tea"] {
        fixtures::product(&server.state, id, &[1_000], 5).await;
    }
    // What is picked today and tomorrow is known already.
    fixtures::edition(&server.state, "2026-11-24", NOON, &[("black tea", None)]).await;
    let both = [("apple tea", None), ("black tea", None)];
    fixtures::edition(&server.state, "2026-11-25", NOON.plus(HOUR), &both).await;
    listener.until(&EventKind::Edition).await;
    assert_eq!(found(&server, "tea").await, ["black tea"]);
    server.set_clock(NOON.plus(HOUR));
    assert_eq!(found(&server, "tea").await, ["apple tea", "black tea"]);
}
