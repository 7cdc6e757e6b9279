//! Wrong headers, statuses and files.

use crate::fixture::Spoil;

pub const SPOILT: &[(&[&str], Spoil)] = &[
    (&["time.header"], |path, answer| {
        if path == "/v1/products/linen-dress" {
            answer.headers.remove("picklive-time");
        }
    }),
    (&["time.header"], |path, answer| {
        if path == "/v1/products/linen-dress" {
            answer.set("picklive-time", "2026-11-24T07:00:00Z");
        }
    }),
    (&["time.header", "etag.304-keeps-time"], |_, answer| {
        if answer.status == 304 {
            answer.headers.remove("picklive-time");
        }
    }),
    (&["time.steady"], |path, answer| {
        if path == "/v1/products/tea-voucher" {
            answer.set("picklive-time", "1795479000000");
        }
    }),
    (&["time.no-store"], |path, answer| {
        if path == "/v1/time" {
            answer.set("cache-control", "max-age=60");
        }
    }),
    (&["etag.304", "search.etag"], |_, answer| {
        // A server that never says "not modified".
        if answer.status == 304 {
            answer.status = 200;
            answer.set("content-type", "application/json");
        }
    }),
    (&["etag.other-tag"], |_, answer| {
        // A server that looks at nothing but whether a tag was sent.
        if answer.sent_tag.as_deref() == Some("\"of-another-body\"") {
            answer.status = 304;
            answer.body.clear();
        }
    }),
    (&["query.unknown-ignored", "answer.media-type"], |path, answer| {
        if path.contains("x-unknown") {
            answer.status = 202;
            answer.set("content-type", "text/html");
        }
    }),
    (&["cors.exposed"], |path, answer| {
        if path == "/v1/time" {
            answer.headers.remove("access-control-expose-headers");
        }
    }),
    (&["answer.media-type"], |path, answer| {
        if path == "/v1/session" {
            answer.set("content-type", "text/plain");
        }
    }),
    (&["problem.media-type"], |path, answer| {
        if path == "/v1/editions/tomorrow" {
            answer.set("content-type", "application/json");
        }
    }),
    (&["picture.loads"], |path, answer| {
        if path == "/media/tea-voucher.webp" {
            answer.set("content-type", "text/html");
        }
    }),
    (&["drops.calendar"], |path, answer| {
        if path == "/v1/drops/drop-1124-7.ics" {
            answer.status = 404;
        }
    }),
    (&["search.etag"], |path, answer| {
        if path == "/v1/products?q=" {
            answer.headers.remove("etag");
        }
    }),
    (&["search.etag"], |path, answer| {
        if path == "/v1/products?q=" && answer.status == 304 {
            answer.status = 200;
            answer.set("content-type", "application/json");
        }
    }),
    (&["events.no-store"], |path, answer| {
        if path.starts_with("/v1/events") {
            answer.set("cache-control", "max-age=5");
        }
    }),
    (&["events.ready"], |_, answer| {
        if answer.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream") {
            answer.set("content-type", "text/plain");
        }
    }),
    (&["events.ready"], |path, answer| {
        // A stream whose first event is no place to go on from.
        if path == "/v1/events?topics=shop" && !answer.body.starts_with(b"{") {
            answer.body = String::from_utf8_lossy(&answer.body).replace("ready", "drops").into();
        }
    }),
    (&["events.since"], |path, answer| {
        if path.contains("&since=2000") && !answer.body.starts_with(b"{") {
            answer.body = b":\n\n".to_vec();
        }
    }),
    (&["events.topics"], |path, answer| {
        // A stream that greets once, whatever it is of.
        if path.contains("topics=room:morning-tea,shop") && !answer.body.starts_with(b"{") {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            answer.body = text.replacen("\"ready\"", "\"drops\"", 1).into();
        }
    }),
    (&["room.playlist"], |path, answer| {
        if path == "/live/morning-tea/index.m3u8" {
            answer.status = 404;
        }
    }),
    (&["room.playlist"], |path, answer| {
        if path == "/live/autumn-tasting/index.m3u8" {
            answer.set("content-type", "text/html");
        }
    }),
];
