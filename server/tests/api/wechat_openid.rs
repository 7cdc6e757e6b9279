//! Who a reader is at WeChat's: only who began it comes back, to the shop, with what this server found out.

use reqwest::{Response, header, redirect::Policy};
use url::Url;

use crate::support::{
    Server,
    client::cookie,
    log::Log,
    wechat::{APP_SECRET, APPID, Wechat},
};

fn browser() -> reqwest::Client {
    reqwest::Client::builder().redirect(Policy::none()).build().unwrap()
}

async fn get(server: &Server, path: &str, cookie: &str) -> Response {
    let request = browser().get(format!("{}{path}", server.base));
    request.header(header::COOKIE, cookie).send().await.unwrap()
}

fn to(answer: &Response) -> Url {
    Url::parse(answer.headers()[header::LOCATION].to_str().unwrap()).unwrap()
}

/// Begins; gives the cookie and the word that WeChat has to repeat.
async fn begun(server: &Server, back: &str) -> (String, String) {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("return_url", back)
        .finish();
    let answer = get(server, &format!("/v1/wechat/openid?{query}"), "").await;
    assert_eq!(answer.status(), 303);
    let state = to(&answer).query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    (cookie(&answer), state)
}

/// What a page gets to know about its reader, the whole way.
pub async fn openid(wechat: &Wechat, server: &Server, who: &str) -> String {
    wechat.book().codes.insert("code-1".into(), who.into());
    let (cookie, state) = begun(server, "/orders/1?a=b#secret").await;
    let path = format!("/v1/wechat/openid/done?code=code-1&state={state}");
    let answer = get(server, &path, &cookie).await;
    assert_eq!(answer.status(), 303);
    let url = to(&answer);
    assert_eq!(&url[..url::Position::AfterQuery], "http://127.0.0.1:4000/orders/1?a=b");
    let token = url.fragment().unwrap().strip_prefix("openid=").unwrap().to_owned();
    assert!(!token.is_empty() && !token.contains(who));
    token
}

#[tokio::test]
async fn wechats_page_is_asked_as_wechat_wants_it() {
    let wechat = Wechat::start().await;
    let server = wechat.shop().await;
    let answer = get(&server, "/v1/wechat/openid?return_url=/orders/1", "").await;
    let url = to(&answer);
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    assert_eq!(
        &url[..url::Position::AfterPath],
        "https://open.weixin.qq.com/connect/oauth2/authorize"
    );
    let names: Vec<_> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["appid", "redirect_uri", "response_type", "scope", "state"]);
    assert_eq!(pairs[0].1, APPID);
    assert_eq!(pairs[1].1, "http://127.0.0.1:4000/v1/wechat/openid/done");
    assert_eq!(pairs[3].1, "snsapi_base");
    assert!(pairs[4].1.len() <= 128 && pairs[4].1.chars().all(|c| c.is_ascii_alphanumeric()));
    assert_eq!(url.fragment(), Some("wechat_redirect"));
    let set = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/v1/wechat/"] {
        assert!(set.contains(part), "{part} in {set}");
    }
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn only_the_browser_that_began_it_comes_back_and_once() {
    let wechat = Wechat::start().await;
    let server = wechat.shop().await;
    let log = Log::listen();
    wechat.book().codes.insert("code-1".into(), "o-victim".into());
    let (mine, state) = begun(&server, "/orders/1").await;
    let (others, _) = begun(&server, "/orders/2").await;
    let done = |state: &str| format!("/v1/wechat/openid/done?code=code-1&state={state}");
    let (name, value) = mine.split_once('=').unwrap();
    let forged = format!("{name}={}", value.replace('.', "x."));
    for (path, cookie) in [
        (done("wrong"), mine.as_str()),
        (done(""), mine.as_str()),
        (done(&state), ""),
        (done(&state), others.as_str()),
        (done(&state), forged.as_str()),
        ("/v1/wechat/openid/done".to_owned(), mine.as_str()),
    ] {
        assert_eq!(get(&server, &path, cookie).await.status(), 403, "{path} {cookie}");
    }
    server.set_clock(server.state.clock.now().plus(600_000));
    assert_eq!(get(&server, &done(&state), &mine).await.status(), 403, "too long ago");
    assert_eq!(wechat.book().codes.len(), 1, "nobody asked for it");

    let (mine, state) = begun(&server, "/orders/1").await;
    let answer = get(&server, &done(&state), &mine).await;
    assert!(to(&answer).fragment().unwrap().len() > "openid=".len());
    let set = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("=;") && set.contains("Max-Age=0"), "{set}");
    // Its code is used up, wherever it is shown again.
    let again = get(&server, &done(&state), &mine).await;
    assert_eq!(to(&again).fragment(), Some("openid="));
    assert!(!log.lines().contains(APP_SECRET), "{}", log.lines());
}

#[tokio::test]
async fn nobody_is_led_anywhere_else() {
    let wechat = Wechat::start().await;
    let server = wechat.shop().await;
    for bad in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "http://127.0.0.1:4000@evil.example/",
        "javascript:alert(1)",
        "",
    ] {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("return_url", bad)
            .finish();
        let answer = get(&server, &format!("/v1/wechat/openid?{query}"), "").await;
        assert_eq!(answer.status(), 422, "{bad}");
        assert!(!answer.headers().contains_key(header::LOCATION));
    }
    assert_eq!(get(&server, "/v1/wechat/openid", "").await.status(), 422);
}

#[tokio::test]
async fn without_wechat_pay_there_is_no_such_address() {
    let server = Server::start().await;
    for path in ["/v1/wechat/openid?return_url=/", "/v1/wechat/openid/done"] {
        assert_eq!(get(&server, path, "").await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn strangers_are_sent_nowhere_and_nothing_breaks() {
    let wechat = Wechat::start().await;
    let server = wechat.shop().await;
    let long = format!("?return_url=/{}", "a".repeat(3_000));
    for query in [
        "",
        "?return_url=",
        "?return_url=//evil.example/",
        "?return_url=https%3A%2F%2Fevil.example",
        "?return_url=javascript%3Aalert(1)",
        "?return_url=%00",
        "?return_url=%ff",
        "?code=%00&state=%ff",
        "?code=a&state=b&state=c",
        &long,
    ] {
        for path in ["/v1/wechat/openid", "/v1/wechat/openid/done"] {
            let answer = get(&server, &format!("{path}{query}"), "picklive_wechat=%00").await;
            let status = answer.status();
            assert!(!status.is_server_error(), "{path}{query:.40}: {status}");
            if let Some(to) = answer.headers().get(header::LOCATION) {
                let to = to.to_str().unwrap();
                let home = ["https://open.weixin.qq.com/", "http://127.0.0.1:4000/", "/"];
                let foreign = to.starts_with("//") || !home.iter().any(|home| to.starts_with(home));
                assert!(!foreign, "{path}{query:.40} leads to {to}");
            }
        }
    }
}
