//! Returns, messages and addresses answer their owner and nobody else, whatever is sent.

use picklive_contract::{
    Problem,
    addresses::{AddAddress, AddressAsk, GetAddresses},
    headers::{IDEMPOTENCY_KEY, ORDER_SECRET},
    problem::ProblemKind,
};
use picklive_server::db::entities::{address as address_row, message, return_request};
use reqwest::Response;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::{
    orders_support::{address, people, place, show},
    returns_support::{asked, delivered, paid, send, shop},
    support::{Client, Server, client::fresh_key},
};

/// What is whose.
struct Owned {
    server: Server,
    /// A person with an order, a return of it and an address.
    owner: Client,
    /// Calls that are the owner's: method, path, body.
    calls: Vec<(&'static str, String, Value)>,
    /// An address of another person, and a guest with an order and a return of their own.
    strangers: Vec<(&'static str, Client)>,
}

async fn owned() -> Owned {
    let server = shop().await;
    let mut all = people(&server, 2).await;
    let (other, owner) = (all.remove(1), all.remove(0));
    let (order, _) = paid(&server, &owner, &[("cup", 0, 2)], 11_000).await;
    send(&server, &order.id, true).await;
    let request = asked(&owner, &order.id, &[(0, 1)]).await;
    let keep = AddressAsk { label: String::new(), address: address(), default: false };
    let saved = owner.call::<AddAddress>(&(), &keep).await.unwrap().saved.unwrap();
    other.call::<AddAddress>(&(), &keep).await.unwrap();
    let (theirs, guest) = delivered(&server, &[("cup", 0, 1)], 6_000).await;
    asked(&guest, &theirs.id, &[(0, 1)]).await;
    let (orders, returns) =
        (format!("/v1/orders/{}", order.id), format!("/v1/returns/{}", request.id));
    let saved = format!("/v1/addresses/{saved}");
    let ask = json!({"lines": [{"line": 0, "quantity": 1}], "reason": "other"});
    let book = serde_json::to_value(&keep).unwrap();
    let calls = vec![
        ("POST", format!("{orders}/returns"), ask),
        ("POST", format!("{orders}/messages"), json!({"text": "hello"})),
        ("POST", saved.clone(), book.clone()),
        ("GET", "/v1/addresses".into(), Value::Null),
        ("POST", "/v1/addresses".into(), book),
        ("POST", format!("{returns}/withdraw"), Value::Null),
        ("DELETE", saved, Value::Null),
    ];
    let wrong = Client { secret: Some("x".repeat(43)), ..server.client() };
    let strangers = vec![
        ("nobody", server.client()),
        ("a person", Client { secret: guest.secret.clone(), ..other }),
        ("a guest", guest),
        ("a wrong secret", wrong),
    ];
    Owned { server, owner, calls, strangers }
}

async fn call(client: &Client, method: &str, path: &str, body: &Value) -> Response {
    let request = client.request(method, path).header(IDEMPOTENCY_KEY, fresh_key());
    let request = if body.is_null() { request } else { request.json(body) };
    request.send().await.unwrap()
}

async fn problem(answer: Response) -> Problem {
    let (status, path) = (answer.status(), answer.url().path().to_owned());
    assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
    let text = answer.text().await.unwrap();
    let problem: Problem =
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path} {e}: {text}"));
    assert_eq!(problem.status, status.as_u16(), "{path}");
    problem
}

/// How many rows there are of what the calls write.
async fn rows(server: &Server) -> [u64; 3] {
    let read = &server.state.db.read;
    [
        return_request::Entity::find().count(read).await.unwrap(),
        message::Entity::find().count(read).await.unwrap(),
        address_row::Entity::find().count(read).await.unwrap(),
    ]
}

#[tokio::test]
async fn nobody_else_reads_or_writes_what_is_a_persons() {
    let Owned { server, owner, calls, strangers } = owned().await;
    let before = rows(&server).await;
    for (who, stranger) in &strangers {
        for (method, path, body) in &calls {
            let is_book = path == "/v1/addresses";
            if *who == "a person" && is_book {
                continue;
            }
            let told = problem(call(stranger, method, path, body).await).await;
            let signed_in = *who == "a person";
            let expected = if path.starts_with("/v1/addresses") && !signed_in { 401 } else { 404 };
            assert_eq!(told.status, expected, "{who}: {method} {path}");
            let kind =
                if expected == 401 { ProblemKind::SignInNeeded } else { ProblemKind::NotFound };
            assert_eq!(told.kind, kind, "{who}: {method} {path}");
        }
    }
    assert_eq!(rows(&server).await, before);
    let other = &strangers[1].1;
    assert_eq!(other.call::<GetAddresses>(&(), &()).await.unwrap().addresses.len(), 1);
    // The owner may do all of it, in this order.
    for (method, path, body) in &calls {
        let answer = call(&owner, method, path, body).await;
        assert!(answer.status().is_success(), "{method} {path}: {}", answer.text().await.unwrap());
    }
}

#[tokio::test]
async fn a_cookie_counts_only_from_the_shops_own_pages() {
    let Owned { server, calls, .. } = owned().await;
    let person = server.client().signed_in("li@mail.example").await;
    let elsewhere = Client { origin: Some("https://evil.example".into()), ..person };
    for (method, path, body) in calls.iter().filter(|(method, ..)| *method != "GET") {
        let told = problem(call(&elsewhere, method, path, body).await).await;
        assert_eq!((told.status, told.kind), (403, ProblemKind::Forbidden), "{method} {path}");
    }
}

#[tokio::test]
async fn nonsense_is_told_and_changes_nothing() {
    let Owned { server, owner, calls, .. } = owned().await;
    let before = rows(&server).await;
    for (method, path, body) in calls.iter().filter(|(method, ..)| *method != "GET") {
        let keyless = owner.request(method, path).json(body).send().await.unwrap();
        assert_eq!(problem(keyless).await.kind, ProblemKind::KeyMissing, "{method} {path}");
        if body.is_null() {
            continue;
        }
        let raw = |kind: &'static str, bytes: Vec<u8>| {
            let request = owner.request(method, path).header(IDEMPOTENCY_KEY, fresh_key());
            request.header("content-type", kind).body(bytes).send()
        };
        for (kind, bytes, status) in [
            ("application/json", b"".to_vec(), 400),
            ("application/json", b"{".to_vec(), 400),
            ("application/json", b"[]".to_vec(), 422),
            ("application/json", b"{}".to_vec(), 422),
            ("application/json", b"\xff\xfe".to_vec(), 400),
            ("text/plain", body.to_string().into_bytes(), 415),
            ("application/x-www-form-urlencoded", b"a=b".to_vec(), 415),
            ("application/json", vec![b' '; (1 << 20) + 1], 413),
        ] {
            let told = problem(raw(kind, bytes).await.unwrap()).await;
            assert_eq!(told.status, status, "{method} {path} {kind}");
        }
    }
    let order = &calls[0].1;
    for (body, field) in [
        (json!({"lines": [], "reason": "other"}), "lines"),
        (json!({"lines": [{"line": 9, "quantity": 1}], "reason": "other"}), "lines.0.line"),
        (json!({"lines": [{"line": 0, "quantity": 3}], "reason": "other"}), "lines.0.quantity"),
        (json!({"lines": [{"line": 0, "quantity": 0}], "reason": "other"}), "lines.0.quantity"),
        (json!({"lines": [{"line": -1, "quantity": 1}], "reason": "other"}), "lines.0.line"),
        (json!({"lines": [{"line": 0, "quantity": 1.5}], "reason": "other"}), "lines.0.quantity"),
        (json!({"lines": [{"line": 0, "quantity": 1}]}), "reason"),
        (json!({"lines": [{"line": 0, "quantity": 1}], "reason": "\u{1b}[2J"}), "reason"),
        (
            json!({"lines": [{"line": 0, "quantity": 1}], "reason": "other", "note": "\u{1b}[2J"}),
            "note",
        ),
        (
            json!({"lines": [{"line": 0, "quantity": 1}], "reason": "other",
                "amount": {"amount": 5_001, "currency": "CNY"}}),
            "amount",
        ),
        (
            json!({"lines": [{"line": 0, "quantity": 1}], "reason": "other",
                "amount": {"amount": 0, "currency": "CNY"}}),
            "amount",
        ),
        (
            json!({"lines": [{"line": 0, "quantity": 1}], "reason": "other",
                "amount": {"amount": 1, "currency": "USD"}}),
            "amount.currency",
        ),
    ] {
        let told = problem(call(&owner, "POST", order, &body).await).await;
        assert_eq!((told.status, &*told.fields[0].field), (422, field), "{body}");
    }
    for path in
        ["/v1/returns/%00/withdraw", "/v1/returns/nothing/withdraw", "/v1/orders/x/messages"]
    {
        let told = problem(call(&owner, "POST", path, &json!({"text": "x"})).await).await;
        assert_eq!(told.status, 404, "{path}");
    }
    assert_eq!(rows(&server).await, before);
}

#[tokio::test]
async fn a_guest_is_known_by_the_secret_of_the_order_alone() {
    let server = shop().await;
    let (order, guest) = delivered(&server, &[("cup", 0, 1)], 6_000).await;
    let (_, other) = place(&server.client(), &[("cup", 0, 1)], 6_000).await.unwrap();
    let request = asked(&guest, &order.id, &[(0, 1)]).await;
    let withdraw = format!("/v1/returns/{}/withdraw", request.id);
    assert_eq!(problem(call(&other, "POST", &withdraw, &Value::Null).await).await.status, 404);
    // In an address the secret counts for nothing.
    let secret = guest.secret.clone().unwrap();
    let inside = format!("{withdraw}?{ORDER_SECRET}={secret}");
    let told = problem(call(&server.client(), "POST", &inside, &Value::Null).await).await;
    assert_eq!(told.kind, ProblemKind::NotFound);
    let done = call(&guest, "POST", &withdraw, &Value::Null).await;
    assert!(done.status().is_success());
    assert!(!done.text().await.unwrap().contains(&secret));
    assert_eq!(show(&guest, &order.id).await.returns.len(), 1);
}
