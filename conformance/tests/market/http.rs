//! HTTP around the shop.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, atomic::AtomicUsize},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{Response, StatusCode},
};
use picklive_contract::events::STREAM;
use serde_json::json;
use tokio::sync::watch;

use super::{
    ANSWERED, Ask, Books, Fault, ORIGIN, Reply, Shop, acting, bags, buying, chat, checks, coupons,
    follows, hall, homes, now, orders, owned, paying, people, returning, talk, told,
};

/// Largest body, in bytes.
const BODY_MAX: usize = 1 << 20;

/// Starts a shop with at most one fault and tells its address. It ends with the test.
pub async fn start(fault: Option<Fault>) -> String {
    let stock = [
        ("rice", 1_000),
        ("shirt", 1),
        ("tea", 50),
        ("brief", 1),
        ("pen", 5),
        ("course", 50),
        ("kettle", 200),
    ];
    let stock = stock.map(|(name, units)| (name.to_owned(), units)).into();
    let books = Mutex::new(Books { stock, ..Books::default() });
    let shop =
        Arc::new(Shop { books, fault, seen: AtomicUsize::new(0), news: watch::Sender::default() });
    tokio::spawn(bags::run(Arc::clone(&shop)));
    let app = Router::new().fallback(move |request: Request| {
        let shop = Arc::clone(&shop);
        async move { respond(&shop, request).await }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

async fn respond(shop: &Arc<Shop>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let text = |value: &axum::http::HeaderValue| value.to_str().unwrap_or("\u{fffd}").to_owned();
    let headers: HashMap<_, _> =
        parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let ask = Ask {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or("").to_owned(),
        headers,
        body: to_bytes(body, usize::MAX).await.unwrap().into(),
    };
    let reply =
        if ask.method == "OPTIONS" { preflight(shop, &ask) } else { answer(shop, &ask).await };
    if reply.status < 400 {
        ANSWERED.lock().unwrap().insert(format!("{} {}", ask.method, ask.path));
    }
    let streams = reply.status == 200 && told::is_stream(&ask);
    let kind = if streams {
        STREAM
    } else if reply.status < 400 {
        "application/json"
    } else {
        "application/problem+json"
    };
    let mut response = Response::builder()
        .status(StatusCode::from_u16(reply.status).unwrap())
        .header("content-type", kind)
        .header("picklive-time", now().0.to_string());
    if ask.header("origin") == ORIGIN {
        response = response
            .header("access-control-allow-origin", ORIGIN)
            .header("access-control-expose-headers", "picklive-time, etag, retry-after, age");
        if shop.has(Fault::Credentials) {
            response = response.header("access-control-allow-credentials", "true");
        }
    }
    if ask.path != "/v1/storefront" && !shop.has(Fault::Stored) {
        response = response.header("cache-control", "no-store");
    }
    if reply.status == 429 && !shop.has(Fault::NoRetryAfter) {
        response = response.header("retry-after", "60");
    }
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    let body = if streams { told::stream(shop, &ask) } else { Body::from(reply.body.to_string()) };
    response.body(body).unwrap()
}

fn preflight(shop: &Shop, _: &Ask) -> Reply {
    let key = if shop.has(Fault::ForgetsHeader) { "" } else { ", idempotency-key" };
    let headers = format!(
        "authorization, content-type, if-none-match, picklive-order-secret, picklive-viewer{key}"
    );
    Reply::of(200, &json!({}))
        .header("access-control-allow-methods", "GET, POST, DELETE")
        .header("access-control-allow-headers", headers)
}

async fn answer(shop: &Shop, ask: &Ask) -> Reply {
    if ask.body.len() > BODY_MAX && !shop.has(Fault::AnySize) {
        return Reply::problem(413, "too-large");
    }
    let parts: Vec<_> = ask.path.split('/').skip(1).collect();
    let method = ask.method.as_str();
    let done = match (method, &parts[..]) {
        ("GET", ["v1", "storefront"]) => Ok(storefront()),
        ("POST", ["v1", "session", "codes"]) => people::send(shop, ask),
        ("POST", ["v1", "session"]) => people::sign_in(shop, ask),
        ("GET", ["v1", "session"]) => people::show(shop, ask),
        ("DELETE", ["v1", "session"]) => people::sign_out(shop, ask),
        ("POST", ["v1", "quotes"]) => buying::quote(shop, ask),
        ("POST", ["v1", "orders"]) => orders::place(shop, ask).await,
        ("GET", ["v1", "orders"]) => owned::list(shop, ask),
        ("GET", ["v1", "orders", id]) => owned::show(shop, ask, id),
        ("POST", ["v1", "orders", id, "cancel"]) => owned::cancel(shop, ask, id),
        ("POST", ["v1", "orders", id, "payments"]) => paying::start(shop, ask, id),
        ("POST", ["v1", "orders", id, "messages"]) => talk::write(shop, ask, id),
        ("POST", ["v1", "orders", id, "returns"]) => returning::ask(shop, ask, id).await,
        ("POST", ["v1", "returns", id, "withdraw"]) => returning::withdraw(shop, ask, id),
        ("GET" | "POST", ["v1", "addresses"]) => homes::answer(shop, ask, None),
        ("POST" | "DELETE", ["v1", "addresses", id]) => homes::answer(shop, ask, Some(id)),
        ("GET", ["v1", "events"]) => Ok(told::list(shop, ask).await),
        ("GET", ["v1", "rooms", id]) => hall::show(shop, id),
        ("GET", ["v1", "hosted"]) => hall::hosted(shop, ask),
        ("GET", ["v1", "rooms", id, "figures"]) => acting::figures(shop, ask, id),
        ("POST", ["v1", "rooms", id, "enter"]) => hall::enter(shop, ask, id),
        ("POST", ["v1", "rooms", id, "comments"]) => chat::write(shop, ask, id),
        ("POST", ["v1", "rooms", id, "likes"]) => chat::like(shop, ask, id),
        ("POST", ["v1", "rooms", id, "acts"]) => acting::act(shop, ask, id),
        (_, ["v1", "rooms", id, "follow"]) => follows::answer(shop, ask, id),
        ("GET", ["v1", "bags", id]) => bags::show(shop, id),
        ("POST", ["v1", "bags", id, "entries"]) => bags::enter(shop, ask, id),
        ("GET", ["v1", "bags", id, "entries"]) => bags::entries(shop, id),
        ("GET", ["v1", "bags", id, "entry"]) => bags::mine(shop, ask, id),
        ("POST", ["v1", "coupons", id, "claims"]) => coupons::claim(shop, ask, id),
        ("GET", ["v1", "coupons"]) => coupons::list(shop, ask),
        ("GET", ["v1", "drops"]) => Ok(buying::drops(shop)),
        ("GET", ["v1", "wechat", "openid"]) => paying::openid(shop, ask),
        ("GET", ["v1", "products", id]) => Ok(told::product(shop, id)),
        _ => Err(Reply::problem(404, "not-found")),
    };
    done.unwrap_or_else(|refusal| refusal)
}

fn storefront() -> Reply {
    let way = |id: &str, action: &str| json!({"id": id, "label": id, "action": action});
    Reply::of(
        200,
        &json!({
            "name": "Small", "currency": "CNY", "capabilities": [
                "orders", "deals", "account", "events", "messages", "addresses", "returns", "rooms",
                "coupons", "bags", "follows",
            ],
            "contact_kinds": ["email"],
            "shipping": {
                "countries": ["SG", "CN"], "fee": {"amount": 1_000, "currency": "CNY"},
                "excluded": [checks::excluded()],
            },
            "payment_methods": [
                way("wallet", "none"), way("page", "redirect"), way("bridge", "wechat_jsapi"),
            ],
        }),
    )
}
