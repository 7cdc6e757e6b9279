//! A shop below a path of a host, with a proxy in front that takes the path away, or does not.

use std::fs;

use picklive_contract::account::{Contact, ContactKind, GetSession, SendCode, SignIn, SignInAsk};
use picklive_server::config::{Config, public_url};

use crate::support::{Client, Server, client::cookie};

const PAGE: &str = "<!doctype html><html lang=\"zh-CN\"><head><base href=\"/\">\
    <!--picklive:head--><title>x</title><!--/picklive:head--></head><body>\
    <div id=\"app\"><!--picklive:app-->…<!--/picklive:app--></div><!--picklive:first--></body></html>";

/// The demo shop at `https://example.org/shop/`, with a built app.
async fn shop() -> Server {
    let public_url = Some(public_url("https://example.org/shop").unwrap());
    let config = Config { dev: true, demo: true, public_url, ..Config::default() };
    let server = Server::start_with(config).await;
    let dist = server.folder().join("dist");
    fs::create_dir_all(&dist).unwrap();
    fs::write(dist.join("index.html"), PAGE).unwrap();
    fs::write(dist.join("app-0123456789abcdef.js"), "script").unwrap();
    server
}

/// A browser, whose requests arrive with this in front of the path.
fn browser(server: &Server, front: &str) -> Client {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let (http, base) = (http.build().unwrap(), format!("{}{front}", server.base));
    Client { http, base, origin: Some("https://example.org".into()), ..server.client() }
}

/// The proxy leaves the path as it is, or takes the shop's away.
const FRONTS: [&str; 2] = ["/shop", ""];

#[tokio::test]
async fn everything_answers_with_the_path_and_without() {
    let server = shop().await;
    for front in FRONTS {
        let client = browser(&server, front);
        for (path, status) in [
            ("/", 200),
            ("/products/linen-dress", 200),
            ("/nowhere", 404),
            ("/policies/returns", 200),
            ("/policies/nothing", 404),
            ("/live/morning-tea", 200),
            ("/live/nothing", 404),
            ("/live/nothing/bags/b1", 404),
            ("/app-0123456789abcdef.js", 200),
            ("/v1/editions/today", 200),
            ("/v1/nothing", 404),
            ("/media/demo/linen-dress-1.webp", 200),
            ("/sandbox/bridge.js", 200),
            ("/healthz", 200),
        ] {
            let answer = client.get(path).await;
            assert_eq!(answer.status(), status, "{front}{path}");
            assert!(answer.headers().contains_key("picklive-time"), "{front}{path}");
        }
        let page = client.get("/products/linen-dress").await.text().await.unwrap();
        assert!(page.contains("<base href=\"/shop/\">"), "{page}");
        let here = "og:url\" content=\"https://example.org/shop/products/linen-dress\"";
        let shown = "og:image\" content=\"https://example.org/shop/media/demo/linen-dress-1";
        assert!(page.contains(here) && page.contains(shown), "{page}");
        assert!(page.contains("href=\"/shop/deals\""), "{page}");
        assert!(page.contains("as=\"image\" href=\"/shop/media/demo/"), "{page}");
        assert!(page.contains("src=\"/shop/media/demo/"), "{page}");
        assert!(page.contains("href=\"sandbox/bridge.js\""), "{page}");
    }
}

#[tokio::test]
async fn a_link_to_a_room_tells_chats_its_title_host_day_and_picture() {
    let server = shop().await;
    let client = browser(&server, "/shop");
    let page = |path: &'static str| {
        let client = client.clone();
        async move { client.get(path).await.text().await.unwrap() }
    };
    let on = page("/live/morning-tea?lang=en").await;
    assert!(
        on.contains("<title>At the morning tea table: a sip first · Dawn Window</title>"),
        "{on}"
    );
    // A day that holds also when the chat shows it tomorrow.
    let line = on.split("og:description\" content=\"").nth(1).and_then(|it| it.split('"').next());
    let line = line.unwrap();
    assert!(line.starts_with("Shen Weixi · Live on ") && line.contains(':'), "{line}");
    let cover = "og:image\" content=\"https://example.org/shop/media/demo/white-tea-1";
    assert!(on.contains(cover), "{on}");
    assert!(!on.contains("rel=\"preload\" as=\"image\""), "the page does not begin with it: {on}");
    let coming = page("/live/evening-cups?lang=zh").await;
    assert!(coming.contains("晚上看杯子：青瓷和粗陶 · 晓窗"), "{coming}");
    assert!(coming.contains("沈未晞 · ") && coming.contains("20:00 开始"), "{coming}");
}

#[tokio::test]
async fn what_only_begins_like_the_path_is_not_below_it() {
    let server = shop().await;
    let client = browser(&server, "");
    let bare = client.get("/shop?lang=en").await;
    assert_eq!(bare.status(), 308);
    assert_eq!(bare.headers()["location"], "/shop/?lang=en");
    assert_eq!(bare.headers()["x-content-type-options"], "nosniff");
    for path in ["/shopping/", "/shop/shop/", "/shopv1/time"] {
        assert_eq!(client.get(path).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn somebody_signs_in_and_the_cookies_are_for_the_path() {
    let server = shop().await;
    let contact = |name: &str| {
        let value = format!("{name}@picklive.example");
        Contact { kind: ContactKind::Email, value }
    };
    for (front, name) in FRONTS.into_iter().zip(["a", "b"]) {
        let client = browser(&server, front);
        let chosen = client.get("/?lang=en").await;
        let set = chosen.headers()["set-cookie"].to_str().unwrap();
        assert!(set.starts_with("picklive_lang=en; Path=/shop/;"), "{set}");

        let sent = client.call::<SendCode>(&(), &contact(name)).await.unwrap();
        let ask = SignInAsk { contact: contact(name), code: sent.demo_code.unwrap() };
        let signed = client.raw::<SignIn>(&(), &ask, "").await;
        let set = signed.headers()["set-cookie"].to_str().unwrap();
        assert!(set.starts_with("__Secure-picklive=") && set.contains("; Secure"), "{set}");
        assert!(set.contains("; Path=/shop/;"), "{set}");
        let client = Client { cookie: Some(cookie(&signed)), ..client };
        assert!(client.call::<GetSession>(&(), &()).await.unwrap().person.is_some());
    }
}
