//! Pictures behind https, where nearly all of them are.

use std::net::IpAddr;

use axum::{Router, http::header, routing::get};
use picklive_server::import::{
    pictures::{Guard, Sources},
    products::Options,
};

use crate::{
    import::{import, options, shown},
    import_pictures::{png, row},
    support::{Server, tls::Secure},
};

/// As always, but this machine may be asked, and these certificates are believed.
fn believing(believed: Vec<Vec<u8>>) -> Options {
    let guard = Guard::with(|address: IpAddr| address.is_loopback());
    Options { pictures: Sources { guard, believed, ..Sources::default() }, ..options() }
}

#[tokio::test]
async fn a_picture_comes_over_https_from_whom_its_certificate_names() {
    let server = Server::start().await;
    let picture = || async { ([(header::CONTENT_TYPE, "image/png")], png(800, 800)) };
    let secure = Secure::start(Router::new().route("/cup.png", get(picture))).await;
    let rows = row("cup", &format!("{}/cup.png", secure.base));

    let stranger = import(&server, &rows, &believing(Vec::new())).await.unwrap();
    let (_, _, why) = &stranger.failed[0];
    assert!(why.contains("certificate"), "it says {why}");
    assert!(shown(&server, "cup").await.pictures.is_empty(), "nothing comes from a stranger");

    let known = believing(vec![secure.certificate.clone()]);
    let second = import(&server, &rows, &known).await.unwrap();
    assert_eq!((second.fetched, second.failed.len()), (1, 0), "{second:?}");
    assert_eq!(shown(&server, "cup").await.pictures[0].width, Some(800));

    // The certificate names localhost, not this address.
    let elsewhere =
        row("jar", &format!("{}/cup.png", secure.base.replace("localhost", "127.0.0.1")));
    let other = import(&server, &elsewhere, &known).await.unwrap();
    let (_, _, why) = &other.failed[0];
    assert!(why.contains("certificate"), "it says {why}");
}
