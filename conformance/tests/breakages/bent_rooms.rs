//! Rooms, and events of several topics.

use serde_json::{Value, json};

use super::{Bent, put};

const TEA: &str = "/v1/rooms/morning-tea";

pub const ROOMS: &[Bent] = &[
    (&["rooms.shape"], |path, _, body, _| {
        if path == "/v1/rooms" {
            put(body, "/items/2/host/name", "");
        }
    }),
    (&["rooms.order"], |path, _, body, _| {
        // Those to come stand before the one that is on.
        if path == "/v1/rooms" {
            body["items"].as_array_mut().unwrap().rotate_left(1);
        }
    }),
    (&["rooms.order"], |path, _, body, _| {
        if path == "/v1/rooms" {
            put(body, "/items/2/starts_at", "2026-11-24T10:00:00Z");
        }
    }),
    (&["rooms.next"], |path, _, body, _| {
        if path.starts_with("/v1/rooms?") {
            let card = json!({
                "id": "morning-tea", "title": "Morning tea", "state": "replay",
                "host": {"name": "Lin"}, "starts_at": "2026-11-22T12:00:00Z",
            });
            body["items"].as_array_mut().unwrap().push(card);
        }
    }),
    (&["room.shape", "room.cursor"], |path, _, body, _| tea(path, body, "/cursor", json!(""))),
    (&["room.shape"], |path, _, body, _| tea(path, body, "/id", json!("another"))),
    (&["room.as-listed"], |path, _, body, _| {
        tea(path, body, "/starts_at", json!("2026-11-23T22:30:00Z"));
    }),
    (&["room.unknown"], |path, _, body, _| {
        if path == "/v1/rooms/there-is-no-such-room" {
            put(body, "/type", "about:blank");
        }
    }),
    (&["room.unknown", "answer.media-type"], |path, status, body, _| {
        // Whatever room is asked for, it has a topic.
        if path.contains("topics=room%3Athere") && !path.contains(',') {
            (*status, *body) = (200, json!({"items": [], "cursor": "none"}));
        }
    }),
    (&["room.cursor"], |path, _, body, _| {
        if path.contains("&after=room%3Amorning-tea%4057%2Cshop") {
            put(body, "/items/1/seq", 61);
        }
    }),
    (&["room.cursor"], |path, _, body, _| tea(path, body, "/cursor", json!("shop@43"))),
    (&["room.shelf"], |path, _, body, _| {
        if path == TEA {
            let first = body["shelf"][0].clone();
            body["shelf"].as_array_mut().unwrap().push(first);
        }
    }),
    (&["room.shelf"], |path, _, body, _| {
        tea(path, body, "/shelf/0/variants/0/price/amount", json!(16_900));
    }),
    (&["room.pin"], |path, _, body, _| tea(path, body, "/pin/product", json!("new-rice"))),
    (&["room.pin"], |path, _, body, _| {
        tea(path, body, "/pin/at", json!("2026-11-23T23:12:00Z"));
    }),
    (&["room.prices"], |path, _, body, _| {
        tea(path, body, "/prices/1/offer/deal", Value::Null);
    }),
    (&["room.prices"], |path, _, body, _| {
        tea(path, body, "/prices/0/variant", json!("new-rice"));
    }),
    (&["room.comments"], |path, _, body, _| {
        if path == TEA {
            body["comments"].as_array_mut().unwrap().reverse();
        }
    }),
    (&["room.comments"], |path, _, body, _| {
        tea(path, body, "/comments/1/text", json!("a\u{1b}[2J"));
    }),
    (&["room.comments"], |path, _, body, _| {
        let said = |nth| {
            let at = "2026-11-23T23:01:00Z";
            json!({"id": format!("c{nth}"), "name": "a", "text": "b", "at": at})
        };
        tea(path, body, "/comments", (0..51).map(said).collect());
    }),
    (&["room.counts"], |path, _, body, _| tea(path, body, "/viewers", json!(-1))),
    (&["room.times"], |path, _, body, _| {
        tea(path, body, "/ended_at", json!("2026-11-23T23:09:00Z"));
    }),
    (&["room.times"], |path, _, body, _| {
        if path == "/v1/rooms/seasons-talk" {
            put(body, "/ended_at", Value::Null);
        }
    }),
    (&["room.sources"], |path, _, body, _| {
        tea(path, body, "/sources/0/url", json!("javascript:alert(1)"));
    }),
    (&["room.chapters"], |path, _, body, _| {
        if path == "/v1/rooms/autumn-tasting" {
            body["chapters"].as_array_mut().unwrap().swap(0, 1);
        }
    }),
    (&["events.too-many", "answer.media-type"], |path, status, body, _| {
        if path.contains("room-8") {
            (*status, *body) = (200, json!({"items": [], "cursor": "none"}));
        }
    }),
    (&["events.topics"], |path, _, body, _| {
        // Whoever asks for a room's topic is told of another room as well.
        if path.contains("&after=room") {
            let other = json!({
                "topic": "room:other", "seq": 1, "at": "2026-11-23T23:09:00Z", "kind": "unpin",
            });
            body["items"].as_array_mut().unwrap().push(other);
        }
    }),
    (&["events.cursors"], |path, _, body, _| {
        // Only the first cursor is looked at.
        if path.contains("&after=this") && path.contains("&after=shop") {
            put(
                body,
                "/items",
                json!([{
                    "topic": "shop", "seq": 43, "at": "2026-11-23T23:09:00Z", "kind": "resync",
                }]),
            );
        }
    }),
];

fn tea(path: &str, body: &mut Value, at: &str, value: Value) {
    if path == TEA {
        put(body, at, value);
    }
}
