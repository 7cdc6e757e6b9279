//! What is found and what is told of.

use serde_json::{Value, json};

use super::{Bent, put};

pub const TOLD: &[Bent] = &[
    (&["search.shape"], |path, _, body, _| {
        if path.starts_with("/v1/products?") {
            *body = body["items"].take();
        }
    }),
    (&["search.word"], |path, _, body, _| {
        // Words are parted by blanks alone, so that Chinese is never found.
        if path.starts_with("/v1/products?q=%") {
            put(body, "/items", json!([]));
        }
    }),
    (&["search.case"], |path, _, body, _| {
        let asked = path.strip_prefix("/v1/products?q=").unwrap_or("");
        if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_uppercase()) {
            put(body, "/items", json!([]));
        }
    }),
    (&["search.empty"], |path, _, body, _| {
        if path == "/v1/products?q=" {
            *body = json!({"items": []});
        }
    }),
    (&["search.nothing"], |path, _, body, _| {
        if path.starts_with("/v1/products?q=zq") {
            put(body, "/items", json!([{"id": "tea", "title": "Tea"}]));
        }
    }),
    (&["search.next"], |path, _, body, _| {
        if path.starts_with("/v1/products?q=&after=") {
            put(body, "/items", json!([{"id": "linen-dress", "title": "Linen dress"}]));
        }
    }),
    (&["events.shape"], |path, _, body, _| {
        if path == "/v1/events?topics=shop" {
            put(body, "/cursor", Value::Null);
        }
    }),
    (&["events.seq"], |path, _, body, _| {
        if path.contains("&since=1") {
            put(body, "/items/1/seq", 43);
            put(body, "/items/2/seq", 44);
        }
    }),
    (&["events.cursor"], |path, _, body, _| {
        // Whatever was told before is told again.
        if path.contains("&after=shop") {
            let again =
                json!({"topic": "shop", "seq": 41, "at": "2026-11-24T07:00:00Z", "kind": "drops"});
            put(body, "/items", json!([again]));
        }
    }),
    (&["events.resync"], |path, _, body, _| {
        if path.contains("&after=this") {
            put(body, "/items", json!([]));
        }
    }),
    (&["events.unknown-topic"], |path, _, body, _| {
        if path.contains("topics=there") {
            put(body, "/type", "about:blank");
        }
    }),
    (&["events.no-topics"], |path, _, body, _| {
        if path == "/v1/events" {
            put(body, "/type", "about:blank");
        }
    }),
];
