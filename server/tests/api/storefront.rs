//! The storefront and the time.

use picklive_contract::{
    account::ContactKind,
    storefront::{Capability, GetStorefront, GetTime},
};
use picklive_server::config::Config;

use crate::support::{NOON, Server};

#[tokio::test]
async fn the_demo_shop_tells_who_it_is() {
    let server = Server::demo().await;
    let shop = server.client().call::<GetStorefront>(&(), &()).await.unwrap();
    assert!(shop.demo && shop.can(&Capability::Deals) && shop.can(&Capability::Account));
    assert_eq!(shop.currency.code(), "CNY");
    assert_eq!(shop.contact_kinds, [ContactKind::Phone, ContactKind::Email]);
    assert_eq!(shop.zone.unwrap().offset_minutes, 480);
    assert_eq!((shop.publish_at.as_deref(), shop.hold_seconds), (Some("07:00"), Some(900)));
    assert_eq!(shop.policies.len(), 4);
    assert!(shop.shipping.unwrap().countries.contains(&"CN".into()));
}

#[tokio::test]
async fn without_a_sender_nobody_is_asked_to_sign_in() {
    let server = Server::start_with(Config::default()).await;
    let shop = server.client().call::<GetStorefront>(&(), &()).await.unwrap();
    assert!(shop.contact_kinds.is_empty() && !shop.can(&Capability::Account) && !shop.demo);
}

#[tokio::test]
async fn the_time_is_the_server_s_and_is_never_stored() {
    let server = Server::start().await;
    let time = server.client().call::<GetTime>(&(), &()).await.unwrap();
    assert_eq!(time.now, NOON);
    server.set_clock(NOON.plus(1));
    let answer = server.client().get("/v1/time").await;
    assert_eq!(answer.headers()["picklive-time"], (NOON.0 + 1).to_string());
    assert_eq!(answer.headers()["cache-control"], "no-store");
}
