//! HTTP manners.

use std::fs;

use picklive_contract::{Problem, problem::ProblemKind};
use picklive_server::config::Config;
use reqwest::Response;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Client, NOON, Server};

async fn problem(answer: Response) -> Problem {
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert!(answer.headers().contains_key("picklive-time"));
    answer.json().await.unwrap()
}

#[tokio::test]
async fn an_unchanged_answer_is_304_and_still_tells_the_time() {
    let server = Server::demo().await;
    let client = server.client();
    for path in ["/v1/storefront", "/v1/editions/today", "/v1/products/linen-dress", "/v1/drops"] {
        let first = client.get(path).await;
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        assert!(tag.starts_with('"'), "{tag}");
        let second =
            client.request("GET", path).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!(second.status(), 304, "{path}");
        assert_eq!(second.headers()["picklive-time"], NOON.0.to_string());
        assert_eq!(second.headers()["etag"], tag);
        assert_eq!(second.headers()["cache-control"], first.headers()["cache-control"]);
        assert!(second.bytes().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn shared_answers_are_packed_where_the_caller_takes_it() {
    let server = Server::demo().await;
    let client = server.client();
    let ask = |encoding: &str| {
        client.request("GET", "/v1/editions/today").header("accept-encoding", encoding).send()
    };
    let (packed, plain) = (ask("gzip").await.unwrap(), ask("identity").await.unwrap());
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    assert!(!plain.headers().contains_key("content-encoding"));
    assert_ne!(packed.headers()["etag"], plain.headers()["etag"]);
    let (packed, plain) = (packed.bytes().await.unwrap(), plain.bytes().await.unwrap());
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain);
}

#[tokio::test]
async fn every_error_is_a_problem() {
    let server = Server::start().await;
    let client = server.client();
    let unknown = problem(client.get("/v1/nothing").await).await;
    assert_eq!((unknown.status, unknown.kind), (404, ProblemKind::NotFound));
    let answer = client.request("POST", "/v1/time").send().await.unwrap();
    assert_eq!(answer.headers()["allow"], "GET,HEAD");
    assert_eq!(problem(answer).await.kind, ProblemKind::MethodNotAllowed);

    let post = |body: &str, kind: &str| {
        let request = client.request("POST", "/v1/session").header("content-type", kind);
        request.body(body.to_owned()).send()
    };
    let json = "application/json; charset=utf-8";
    for broken in ["", "{", "nonsense", "\u{0}"] {
        let told = problem(post(broken, json).await.unwrap()).await;
        assert_eq!((told.status, told.kind), (400, ProblemKind::BadRequest), "{broken:?}");
    }
    for (body, field, reason) in [
        ("{}", "contact", "missing"),
        (r#"{"contact":{"kind":"phone"},"code":"1"}"#, "contact.value", "missing"),
        (r#"{"contact":{"kind":7,"value":""},"code":"1"}"#, "contact.kind", "malformed"),
    ] {
        let told = problem(post(body, json).await.unwrap()).await;
        assert_eq!((told.status, told.kind), (422, ProblemKind::Invalid), "{body}");
        let wrong = &told.fields[0];
        assert_eq!((wrong.field.as_str(), wrong.reason.as_str()), (field, reason), "{body}");
    }
    let form = problem(post("code=1", "application/x-www-form-urlencoded").await.unwrap()).await;
    assert_eq!(form.status, 415);
    let large = format!("\"{}\"", "x".repeat(1 << 20));
    let large = problem(post(&large, json).await.unwrap()).await;
    assert_eq!((large.status, large.kind), (413, ProblemKind::TooLarge));
}

#[tokio::test]
async fn other_sites_may_call_only_when_they_are_named() {
    let blog = "https://blog.example";
    let config = Config { allow_origins: vec![blog.into()], ..Config::default() };
    let server = Server::start_with(config).await;
    let preflight = |origin: &str| {
        let client = Client { origin: Some(origin.into()), ..server.client() };
        let request = client.request("OPTIONS", "/v1/session");
        request.header("access-control-request-method", "POST").send()
    };
    let allowed = preflight(blog).await.unwrap();
    assert_eq!(allowed.status(), 204);
    assert_eq!(allowed.headers()["access-control-allow-origin"], blog);
    let headers = allowed.headers()["access-control-allow-headers"].to_str().unwrap();
    assert!(headers.contains("idempotency-key") && headers.contains("authorization"));
    assert!(!allowed.headers().contains_key("access-control-allow-credentials"));
    let refused = preflight("https://evil.example").await.unwrap();
    assert!(!refused.headers().contains_key("access-control-allow-origin"));

    let client = Client { origin: Some(blog.into()), ..server.client() };
    for path in ["/v1/storefront", "/v1/nothing"] {
        let answer = client.get(path).await;
        assert_eq!(answer.headers()["access-control-allow-origin"], blog);
        let exposed = answer.headers()["access-control-expose-headers"].to_str().unwrap();
        assert!(exposed.contains("picklive-time"));
        let vary = answer.headers().get_all("vary").iter().any(|line| line == "origin");
        assert!(vary);
    }
}

#[tokio::test]
async fn everything_carries_the_security_headers() {
    let server = Server::demo().await;
    for path in ["/v1/storefront", "/healthz", "/v1/nothing", "/media/demo/logo.svg", "/"] {
        let answer = server.client().get(path).await;
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{path}");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(answer.headers().contains_key("referrer-policy"));
    }
}

#[tokio::test]
async fn files_of_the_app_are_served_packed_and_nothing_beside_them() {
    let server = Server::start().await;
    let dist = server.folder().join("dist");
    fs::create_dir_all(&dist).unwrap();
    fs::write(dist.join("index.html"), "<title>shop</title>").unwrap();
    fs::write(dist.join("app-0123456789abcdef_bg.wasm"), "wasm").unwrap();
    fs::write(dist.join("app-0123456789abcdef_bg.wasm.br"), "packed").unwrap();
    fs::write(dist.join("favicon.ico"), "icon").unwrap();
    fs::create_dir_all(dist.join("embed")).unwrap();
    fs::write(dist.join("embed/picklive-room.js"), "room").unwrap();
    fs::write(dist.join("embed/back.html"), "<p>paid").unwrap();
    let client = server.client();
    let ask = |path: &str, encoding: &str| {
        client.request("GET", path).header("accept-encoding", encoding).send()
    };
    let wasm = ask("/app-0123456789abcdef_bg.wasm", "gzip, br").await.unwrap();
    assert_eq!(wasm.headers()["content-type"], "application/wasm");
    assert_eq!(wasm.headers()["content-encoding"], "br");
    assert!(wasm.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(wasm.text().await.unwrap(), "packed");
    let plain = ask("/app-0123456789abcdef_bg.wasm", "identity").await.unwrap();
    assert_eq!(plain.text().await.unwrap(), "wasm");
    let icon = client.get("/favicon.ico").await;
    assert_eq!(icon.headers()["cache-control"], "no-cache");
    let tag = icon.headers()["etag"].clone();
    let again = client.request("GET", "/favicon.ico").header("if-none-match", tag).send();
    assert_eq!(again.await.unwrap().status(), 304);
    // The widget's are for pages of every origin; the app's own for none but its own.
    let widget = client.get("/embed/picklive-room.js").await;
    assert_eq!(widget.headers()["access-control-allow-origin"], "*");
    assert_eq!(widget.headers()["cross-origin-resource-policy"], "cross-origin");
    assert!(!icon.headers().contains_key("access-control-allow-origin"));
    // The page behind a payment has a script that finds the way back to the room, and may have no other.
    let policy = |answer: &Response| {
        answer.headers()["content-security-policy"].to_str().unwrap().to_owned()
    };
    let back = policy(&client.get("/embed/back.html?to=live%2Ftea").await);
    assert!(back.contains("default-src 'none'; script-src 'self'; style-src 'self';"), "{back}");
    assert!(!back.contains("unsafe") && back.contains("frame-ancestors 'none'"), "{back}");
    assert!(!policy(&widget).contains("script-src"));
}

/// A GET whose path is sent as it is: clients clean `..` away before they ask.
async fn get_raw(server: &Server, path: &str) -> String {
    let mut line = TcpStream::connect(server.base.trim_start_matches("http://")).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
    line.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn no_address_leaves_the_folders() {
    let server = Server::start().await;
    for folder in ["dist", "media"] {
        fs::create_dir_all(server.folder().join(folder)).unwrap();
    }
    for file in ["secret.js", "secret.png", "dist/open.js", "media/open.png"] {
        fs::write(server.folder().join(file), "the content").unwrap();
    }
    for open in ["/open.js", "/media/open.png"] {
        assert!(get_raw(&server, open).await.contains("the content"), "{open}");
    }
    for path in [
        "/../secret.js",
        "/%2e%2e/secret.js",
        "/..%2fsecret.js",
        "/a/..%2f..%2fsecret.js",
        "/media/../secret.png",
        "/media/..%2fsecret.png",
        "/media/%2e%2e/secret.png",
        "/media/demo/../../secret.png",
        "/media//secret.png",
    ] {
        let answer = get_raw(&server, path).await;
        // Without a built app there is no page to say 404 with, so it is 503; never the file.
        assert!(!answer.starts_with("HTTP/1.1 200") && !answer.contains("the content"), "{path}");
    }
}

#[tokio::test]
async fn imported_pictures_are_served_and_only_pictures() {
    let server = Server::start().await;
    let media = server.folder().join("media");
    fs::create_dir_all(&media).unwrap();
    fs::write(media.join("a.webp"), "picture").unwrap();
    fs::write(media.join("a.html"), "<script>").unwrap();
    let picture = server.client().get("/media/a.webp").await;
    assert_eq!(picture.headers()["content-type"], "image/webp");
    assert_eq!(server.client().get("/media/a.html").await.status(), 404);
}

#[tokio::test]
async fn an_api_has_no_pages() {
    let server = Server::start_with(Config { api_only: true, ..Config::default() }).await;
    let answer = server.client().get("/").await;
    assert_eq!(problem(answer).await.kind, ProblemKind::NotFound);
    assert_eq!(server.client().get("/healthz").await.status(), 200);
}
