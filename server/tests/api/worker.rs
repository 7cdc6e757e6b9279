//! What opens the shop without a line: the worker's file, and the page that it keeps.

use std::fs;

use picklive_server::{db::Tx, storefront::settings};

use crate::support::Server;

#[tokio::test]
async fn the_page_to_start_the_app_from_without_a_line_has_nothing_of_anybody() {
    let server = Server::start().await;
    let dist = server.folder().join("dist");
    fs::create_dir_all(&dist).unwrap();
    fs::write(dist.join("index.html"), "<html lang=\"zh-CN\"><base href=\"./\"><b>bare</b>")
        .unwrap();
    fs::write(dist.join("sw.js"), "keep()").unwrap();
    let ask = server.client().request("GET", "/shell.html").header("accept-language", "en");
    let shell = ask.send().await.unwrap();
    assert_eq!((shell.status().as_u16(), shell.headers().get("set-cookie")), (200, None));
    assert!(shell.headers()["content-security-policy"].to_str().unwrap().contains("script-src"));
    assert_eq!(shell.text().await.unwrap(), "<html lang=\"en\"><base href=\"/\"><b>bare</b>");
    // Of the languages that its pages are in.
    let mut shop = settings::get(&server.state).await.unwrap();
    shop.languages = vec!["zh".into()];
    let shop = &shop;
    let save = |tx: Tx| async move { settings::save(&*tx, shop).await };
    server.state.db.writing(save).await.unwrap();
    let ask = server.client().request("GET", "/shell.html").header("accept-language", "en");
    assert!(ask.send().await.unwrap().text().await.unwrap().contains("lang=\"zh-CN\""));
    // A browser asks for it again and again, and finds a new one at once.
    let worker = server.client().get("/sw.js").await;
    assert_eq!(worker.headers()["cache-control"], "no-cache");
    let policy = worker.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("connect-src 'self'"), "it fetches for pages: {policy}");
}
