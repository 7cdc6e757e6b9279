//! The demo's stream over HTTP, and pages that fetch streams from elsewhere.

use std::fs;

use picklive_contract::{UnixMillis, problem::MEDIA_TYPE};
use picklive_server::{config::Config, demo::stream};
use reqwest::{StatusCode, Url};

use crate::support::{NOON, Server};

fn lines<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    text.lines().filter_map(|line| line.strip_prefix(name)).collect()
}

/// The segments that a playlist at `path` names.
fn files(server: &Server, path: &str, text: &str) -> Vec<Url> {
    let playlist = Url::parse(&format!("{}{path}", server.base)).unwrap();
    let files = text.lines().filter(|line| !line.starts_with('#'));
    files.map(|file| playlist.join(file).unwrap()).collect()
}

#[tokio::test]
async fn the_stream_goes_with_the_clock_and_its_segments_are_there() {
    let allow_origins = vec!["https://blog.example".into()];
    let config = Config { dev: true, demo: true, allow_origins, ..Config::default() };
    let server = Server::start_with(config).await;
    let client = server.client();
    for (delay, address) in
        [(1_000, stream::LIVE.into()), (18_000, stream::LIVE.to_owned() + "?delay=18")]
    {
        let mut last = String::new();
        for step in 0..4 {
            server.set_clock(NOON.plus(step * 2_000));
            let answer = client.get(&address).await;
            assert_eq!(answer.headers()["content-type"], "application/vnd.apple.mpegurl");
            assert_eq!(answer.headers()["cache-control"], "no-store");
            let text = answer.text().await.unwrap();
            let dates = lines(&text, "#EXT-X-PROGRAM-DATE-TIME:");
            let end = UnixMillis::parse(dates[5]).unwrap().plus(2_000);
            let behind = NOON.plus(step * 2_000).since(end);
            assert!((delay..delay + 2_000).contains(&behind), "{behind} ms behind: {text}");
            assert_ne!(text, last);
            last = text;
        }
        for file in files(&server, &address, &last) {
            let path = format!("{}?{}", file.path(), file.query().unwrap());
            let request = client.http.get(format!("{}{path}", server.base));
            let answer = request.header("origin", "https://blog.example").send().await.unwrap();
            let headers = answer.headers().clone();
            assert_eq!(headers["content-type"], "video/mp2t");
            assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
            assert_eq!(headers["access-control-allow-origin"], "https://blog.example");
            let bytes = answer.bytes().await.unwrap();
            // Every packet of a transport stream begins so.
            assert!(bytes.len() > 10_000 && bytes.chunks(188).all(|packet| packet[0] == 0x47));
        }
    }
}

#[tokio::test]
async fn a_recording_can_be_seen_as_far_as_it_was_shown() {
    let server = Server::demo().await;
    let client = server.client();
    let begin = NOON.plus(-60_000);
    let address = stream::recorded(begin, NOON.plus(-20_000));
    let answer = client.get(&address).await;
    assert_eq!(answer.headers()["cache-control"], "public, max-age=3600");
    let text = answer.text().await.unwrap();
    assert_eq!(lines(&text, "#EXTINF:").len(), 20);
    assert!(text.ends_with("#EXT-X-ENDLIST\n"));
    for file in files(&server, &address, &text) {
        assert_eq!(client.get(file.path()).await.status(), StatusCode::OK, "{file}");
    }
    let growing = client.get(&stream::recorded(begin, NOON.plus(60_000))).await;
    assert_eq!(growing.headers()["cache-control"], "no-store");
    assert_eq!(lines(&growing.text().await.unwrap(), "#EXTINF:").len(), 30);
}

#[tokio::test]
async fn nonsense_is_answered_and_only_a_demo_has_the_stream() {
    let (demo, shop) = (Server::demo().await, Server::start().await);
    let clip = "/demo/live/morning-tea";
    for (path, status) in [
        (format!("{}?delay=x", stream::LIVE), 400),
        (format!("{}?delay=-1", stream::LIVE), 400),
        (format!("{}?delay=61", stream::LIVE), 400),
        (format!("{}?delay=99999999999999999999", stream::LIVE), 400),
        (format!("{clip}/recording.m3u8"), 400),
        (format!("{clip}/recording.m3u8?begin=1&end=x"), 400),
        (format!("{clip}/recording.m3u8?begin=9&end=1"), 404),
        (format!("{clip}/10.ts"), 404),
        (format!("{clip}/make.sh"), 404),
        (format!("{clip}/..%2fmake.sh"), 404),
    ] {
        let answer = demo.client().get(&path).await;
        assert_eq!(answer.status().as_u16(), status, "{path}");
        assert_eq!(answer.headers()["content-type"], MEDIA_TYPE, "{path}");
    }
    let ends = [i64::MIN, i64::MAX].map(UnixMillis);
    for (begin, end) in [(ends[0], ends[1]), (UnixMillis(0), ends[1]), (ends[1], ends[0])] {
        let status = demo.client().get(&stream::recorded(begin, end)).await.status();
        assert!(status == StatusCode::OK || status == StatusCode::NOT_FOUND, "{status}");
    }
    for path in [stream::LIVE, "/demo/live/morning-tea/00.ts"] {
        assert_eq!(demo.client().get(path).await.status(), StatusCode::OK);
        assert_eq!(shop.client().get(path).await.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn pages_may_fetch_streams_from_where_the_shop_says() {
    let media_origins = vec!["https://media.example".into(), "http://localhost:8888".into()];
    let config = Config { dev: true, media_origins, ..Config::default() };
    let server = Server::start_with(config).await;
    let dist = server.folder().join("dist");
    fs::create_dir_all(&dist).unwrap();
    fs::write(dist.join("index.html"), "<!doctype html><html lang=\"zh-CN\"><head></head></html>")
        .unwrap();
    let answer = server.client().get("/").await;
    let policy = answer.headers()["content-security-policy"].to_str().unwrap();
    let media = "https://media.example http://localhost:8888;";
    assert!(policy.contains(&format!("connect-src 'self' {media}")), "{policy}");
    assert!(policy.contains(&format!("media-src 'self' blob: https: {media}")), "{policy}");
}
