//! Products, money and drops.

use serde_json::{Value, json};

use super::{Bent, put};

pub const GOODS: &[Bent] = &[
    (&["money.whole", "product.shape"], |path, _, body, _| {
        if path == "/v1/products/seasons-course" {
            put(body, "/variants/0/price/amount", 199.0);
        }
    }),
    (&["money.currency"], |path, _, body, _| {
        dress(path, body, "/variants/0/reference/price/currency", json!("USD"));
    }),
    (&["money.not-negative"], |path, _, body, _| {
        dress(path, body, "/variants/0/reference/price/amount", json!(-1));
    }),
    (&["product.id"], |path, _, body, _| dress(path, body, "/id", json!("another"))),
    (&["product.title", "product.same-everywhere", "room.shelf"], |path, _, body, _| {
        dress(path, body, "/title", json!({}));
    }),
    (&["product.options"], |path, _, body, _| {
        dress(path, body, "/options/0/name", json!(""));
    }),
    (&["product.variants"], |path, _, body, _| {
        dress(path, body, "/variants/1/values", json!([0, 9]));
    }),
    (&["product.variants"], |path, _, body, _| {
        dress(path, body, "/variants/1/values", json!([0, 0]));
    }),
    (&["product.offers"], |path, _, body, _| {
        dress(path, body, "/variants/0/offers/0/limit", json!(0));
    }),
    (&["product.offers", "quote.one-price"], |path, _, body, _| {
        // The edition's offer ends before it opens, so that the price is another one too.
        dress(path, body, "/variants/0/offers/1/closes_at", json!("2026-11-23T22:00:00Z"));
    }),
    (&["product.reference"], |path, _, body, _| {
        dress(path, body, "/variants/0/reference/source", Value::Null);
    }),
    (&["product.sold"], |path, _, body, _| dress(path, body, "/sold", json!(3))),
    (&["product.pictures"], |path, _, body, _| {
        dress(path, body, "/variants/0/picture", json!(2));
    }),
    (&["product.body-sanitised"], |path, _, body, _| {
        dress(path, body, "/body/zh", json!("<p onclick=\"x()\">亚麻</p>"));
    }),
    (&["product.buy-url"], |path, _, body, _| {
        dress(path, body, "/buy_url", json!("javascript:alert(1)"));
    }),
    (&["product.same-everywhere", "room.shelf"], |path, _, body, _| {
        dress(path, body, "/variants/0/price/amount", json!(80_100));
    }),
    (&["list.shape"], |path, _, body, _| {
        if path == "/v1/drops" {
            *body = body["items"].take();
        }
    }),
    (&["list.next"], |path, _, body, _| {
        if path.starts_with("/v1/drops") {
            put(body, "/next", "second page");
        }
    }),
    (&["drops.sorted"], |path, _, body, _| {
        if path.starts_with("/v1/drops?") {
            put(body, "/items/0/opens_at", "2026-11-23T22:00:00Z");
        }
    }),
    (&["drops.window"], |path, _, body, _| {
        if path.starts_with("/v1/drops?") {
            put(body, "/items/0/closes_at", "2026-11-24T23:00:00Z");
        }
    }),
    (&["drops.unique"], |path, _, body, _| {
        if path.starts_with("/v1/drops?") {
            put(body, "/items/0/id", "drop-1124-7");
        }
    }),
    (&["drops.deals"], |path, _, body, _| {
        if path == "/v1/drops" {
            put(body, "/items/0/deals/0/left", 51);
        }
    }),
    (&["drops.one-price"], |path, _, body, _| {
        if path == "/v1/drops" {
            put(body, "/items/0/deals/0/price/amount", 4_980);
        }
    }),
];

fn dress(path: &str, body: &mut Value, at: &str, value: Value) {
    if path == "/v1/products/linen-dress" {
        put(body, at, value);
    }
}
