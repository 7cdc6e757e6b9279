//! Storefront, clock, editions, refusals, guests.

use serde_json::{Value, json};

use super::{Bent, put};

const DRESS: &str = "/v1/products/linen-dress";

pub const SHOP: &[Bent] = &[
    (&["time.body"], |path, _, body, now| {
        if path == "/v1/time" && body.get("now").is_some() {
            *body = json!({"now": now.plus(-5_000)});
        }
    }),
    (&["time.not-in-body-etag"], |path, _, body, now| {
        // Counted in seconds, so that two answers in a row still agree.
        if path.starts_with("/v1/storefront") {
            put(body, "/now", now.0 / 1_000);
        }
    }),
    (&["time.format"], |path, _, body, _| {
        if path == "/v1/products/tea-voucher" {
            put(body, "/variants/0/offers/0/opens_at", "2026-11-24T07:00:00+08:00");
        }
    }),
    (&["storefront.shape"], |path, _, body, _| {
        if path.starts_with("/v1/storefront") {
            put(body, "/currency", "yuan");
        }
    }),
    (&["storefront.name"], |path, _, body, _| shop(path, body, "/name", json!({"zh": ""}))),
    (&["storefront.languages"], |path, _, body, _| {
        shop(path, body, "/languages", json!(["Chinese language"]));
    }),
    (&["storefront.zone"], |path, _, body, _| {
        shop(path, body, "/zone/changes_at", json!("2027-01-01T00:00:00Z"));
    }),
    (&["storefront.publish-at"], |path, _, body, _| {
        shop(path, body, "/publish_at", json!("7 am"));
    }),
    (&["storefront.shipping"], |path, _, body, _| {
        shop(path, body, "/shipping/countries", json!(["CN", "CN"]));
    }),
    (&["storefront.policies"], |path, _, body, _| {
        shop(path, body, "/policies/1/id", json!("shipping"));
    }),
    (&["storefront.payment-methods"], |path, _, body, _| {
        shop(path, body, "/payment_methods", json!([]));
    }),
    (&["storefront.contact-kinds"], |path, _, body, _| {
        shop(path, body, "/contact_kinds", json!([]));
    }),
    (&["problem.nul"], |path, status, body, _| {
        if path.contains("%00") {
            *status = 403;
            put(body, "/status", 403);
        }
    }),
    (&["edition.today.shape"], |path, _, body, _| {
        if path == "/v1/editions/today" {
            put(body, "/picks", json!({}));
        }
    }),
    (&["edition.today.date", "edition.by-date", "edition.previous"], |path, _, body, _| {
        if path == "/v1/editions/today" {
            put(body, "/date", "2026-11-25");
        }
    }),
    (&["edition.today.latest"], |path, _, body, _| {
        if path == "/v1/editions/today" {
            put(body, "/closes_at", "2026-11-23T23:00:01Z");
        }
    }),
    (&["edition.picks"], |path, _, body, _| {
        if path == "/v1/editions/2026-11-23" {
            let pick = body["picks"][0].clone();
            body["picks"].as_array_mut().unwrap().push(pick);
        }
    }),
    (&["edition.by-date"], |path, _, body, _| {
        if path == "/v1/editions/2026-11-24" {
            body["picks"].as_array_mut().unwrap().pop();
        }
    }),
    (&["edition.previous"], |path, _, body, _| {
        if path == "/v1/editions/2026-11-23" {
            put(body, "/next", Value::Null);
        }
    }),
    (&["edition.unpublished", "answer.media-type"], |path, status, _, _| {
        if path == "/v1/editions/2026-11-25" {
            *status = 200;
        }
    }),
    (&["edition.bad-date", "answer.no-fault", "problem.status"], |path, status, _, _| {
        if path == "/v1/editions/2026-02-30" {
            *status = 500;
        }
    }),
    (&["problem.shape"], |path, _, body, _| {
        if path == "/v1/editions/tomorrow" {
            *body = json!({"error": "no such day"});
        }
    }),
    (&["problem.status"], |path, _, body, _| {
        if path == "/v1/editions/tomorrow" {
            put(body, "/status", 400);
        }
    }),
    (&["problem.404"], |path, _, body, _| {
        if path == "/v1/products/there-is-no-such-product" {
            put(body, "/type", "about:blank");
        }
    }),
    (&["problem.405"], |path, _, body, _| {
        if path == "/v1/time" && body.get("type").is_some() {
            put(body, "/type", "about:blank");
        }
    }),
    (&["session.guest"], |path, _, body, _| {
        if path == "/v1/session" {
            *body = json!({"person": {"id": "p1", "contact": "a***", "kind": "email"}});
        }
    }),
    (&["orders.guest", "answer.media-type"], |path, status, body, _| {
        if path == "/v1/orders" {
            (*status, *body) = (200, json!({"items": []}));
        }
    }),
    (&["orders.hidden"], |path, status, body, _| {
        if path == "/v1/orders/there-is-no-such-order" {
            (*status, body["status"]) = (403, json!(403));
        }
    }),
    (&["quote.shape"], |path, _, body, _| {
        if path == "/v1/quotes" {
            body["lines"].as_array_mut().unwrap().reverse();
        }
    }),
    (&["quote.trouble"], |path, _, body, _| {
        if path == "/v1/quotes" && body["lines"][0]["quantity"] == 999 {
            put(body, "/lines/0/trouble", Value::Null);
        }
    }),
    (&["quote.ships"], |path, _, body, _| {
        if path == "/v1/quotes" {
            put(body, "/ships", true);
        }
    }),
    (&["quote.ships"], |path, _, body, _| {
        if path == "/v1/quotes" {
            put(body, "/ships", false);
        }
    }),
    (&["quote.sums"], |path, _, body, _| {
        if path == "/v1/quotes" {
            put(body, "/total/amount", 1);
        }
    }),
    (&["quote.one-price"], |path, _, body, _| {
        // Dearer by the link one came by, and the sums are right.
        if path == "/v1/quotes" {
            for (at, more) in [("/lines/0/offer/price", 1), ("/lines/0/total", 2)]
                .into_iter()
                .chain([("/goods", 2), ("/total", 2)])
            {
                let money = body.pointer_mut(at).unwrap();
                money["amount"] = json!(money["amount"].as_i64().unwrap() + more);
            }
        }
    }),
    (&["product.shape"], |path, _, body, _| {
        if path == DRESS {
            put(body, "/title", 7);
        }
    }),
];

fn shop(path: &str, body: &mut Value, at: &str, value: Value) {
    if path.starts_with("/v1/storefront") {
        put(body, at, value);
    }
}
