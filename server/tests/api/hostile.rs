//! Every endpoint of the contract, called with what no app sends. A new endpoint needs a line in [`LINES`].

use picklive_contract::{
    Endpoint, Method, Problem,
    endpoints::{self, Caller, Facts},
    headers::IDEMPOTENCY_KEY,
    problem::MEDIA_TYPE,
};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::{
    orders_support::{address, ask, place},
    support::{Client, Server, client::fresh_key, fixtures},
};

/// Each endpoint with what stands in its path; `ORDER` is an order of somebody else.
const LINES: [(&str, &str); 25] = [
    ("get-storefront", ""),
    ("get-time", ""),
    ("get-today", ""),
    ("get-edition", "2026-11-24"),
    ("get-product", "cup"),
    ("list-drops", ""),
    ("search-products", ""),
    ("list-events", ""),
    ("send-code", ""),
    ("get-session", ""),
    ("sign-in", ""),
    ("sign-out", ""),
    ("get-quote", ""),
    ("place-order", ""),
    ("list-orders", ""),
    ("get-order", ORDER),
    ("cancel", ORDER),
    ("ask-return", ORDER),
    ("withdraw-return", "none"),
    ("send-message", ORDER),
    ("get-addresses", ""),
    ("add-address", ""),
    ("change-address", "none"),
    ("remove-address", "none"),
    ("start-payment", ORDER),
];
/// Stands for the order.
pub const ORDER: &str = "ORDER";
/// Largest body that is read, in bytes.
const MOST: usize = 1 << 20;

/// One endpoint.
pub struct Tried {
    pub name: String,
    method: &'static str,
    pub path: &'static str,
    pub has_body: bool,
    pub caller: Caller,
}

fn tried<E: Endpoint>(facts: Facts) -> Tried {
    Tried {
        name: endpoints::name::<E>(),
        method: E::METHOD.as_str(),
        path: E::PATH,
        has_body: E::METHOD == Method::Post && size_of::<E::Ask>() > 0,
        caller: facts.caller,
    }
}

/// All endpoints.
pub fn all() -> Vec<Tried> {
    let mut all = Vec::new();
    macro_rules! add {
        ($endpoint:ty, $facts:expr) => {
            all.push(tried::<$endpoint>($facts));
        };
    }
    picklive_contract::for_each_endpoint!(add);
    all
}

impl Tried {
    /// What stands in its path.
    pub fn segment(&self) -> &'static str {
        let line = LINES.iter().find(|(name, _)| *name == self.name);
        line.unwrap_or_else(|| panic!("{} has no line in LINES", self.name)).1
    }

    /// A request with this in its path.
    pub fn request(&self, client: &Client, segment: &str) -> RequestBuilder {
        let (open, close) = (self.path.find('{'), self.path.find('}'));
        let path = match open.zip(close) {
            Some((open, close)) => {
                format!("{}{segment}{}", &self.path[..open], &self.path[close + 1..])
            }
            None => self.path.to_owned(),
        };
        client.request(self.method, &path).header(IDEMPOTENCY_KEY, fresh_key())
    }

    /// A question that is well formed.
    pub fn sample(&self) -> Value {
        match self.name.as_str() {
            "send-code" => json!({"kind": "email", "value": "li@mail.example"}),
            "sign-in" => json!({
                "contact": {"kind": "email", "value": "li@mail.example"}, "code": "123456"
            }),
            "get-quote" => json!({
                "lines": [{"variant": "cup-0", "quantity": 1}],
                "region": {"country": "CN", "province": "浙江省", "city": "杭州市", "district": "x"}
            }),
            "place-order" => {
                let mut wish = ask(&[("cup", 0, 1)], 5_000);
                (wish.note, wish.lang) = ("note".into(), Some("zh".into()));
                wish.shop = Some("xiaoman".into());
                serde_json::to_value(wish).unwrap()
            }
            "start-payment" => json!({
                "method": "sandbox_qr", "client": "mobile", "openid": "o",
                "return_url": "https://shop.example/orders/1"
            }),
            "ask-return" => json!({"lines": [{"line": 0, "quantity": 1}], "reason": "damaged"}),
            "send-message" => json!({"text": "When does it come?"}),
            "add-address" | "change-address" => json!({"address": address(), "default": true}),
            other => panic!("{other} has no sample here"),
        }
    }
}

/// A shop, and an order of somebody in it.
pub async fn shop() -> (Server, String) {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 9_999).await;
    let (order, _) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    (server, order.id.to_string())
}

/// A refusal, which is always a problem and never the server's fault.
pub async fn refused(answer: Response, what: &str) -> Problem {
    let (status, kind) = (answer.status(), answer.headers().get("content-type").cloned());
    let text = answer.text().await.unwrap();
    assert!(status.is_client_error(), "{what}: {status} {text}");
    assert_eq!(kind.unwrap(), MEDIA_TYPE, "{what}: {text}");
    let problem: Problem = serde_json::from_str(&text).unwrap();
    assert_eq!(problem.status, status.as_u16(), "{what}");
    problem
}

/// What may become of a value.
type Change = dyn Fn(&Value) -> Option<Value>;

/// Calls `change` with every place of a value in turn, and collects what became of the whole.
fn everywhere(value: &Value, change: &Change) -> Vec<Value> {
    let mut all: Vec<Value> = change(value).into_iter().collect();
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                for changed in everywhere(field, change) {
                    let mut whole = fields.clone();
                    whole.insert(name.clone(), changed);
                    all.push(Value::Object(whole));
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                for changed in everywhere(item, change) {
                    let mut whole = items.clone();
                    whole[at] = changed;
                    all.push(Value::Array(whole));
                }
            }
        }
        _ => {}
    }
    all
}

#[test]
fn every_line_is_an_endpoint() {
    let known: Vec<_> = all().into_iter().map(|tried| tried.name).collect();
    assert_eq!(known, LINES.map(|(name, _)| name), "in the order of for_each_endpoint!");
}

#[tokio::test]
async fn bodies_that_are_no_question_are_refused() {
    let (server, order) = shop().await;
    let client = server.client();
    let json = "application/json";
    let (odd, large, foreign) = (&[400, 422][..], &[413][..], &[415][..]);
    let mut bodies: Vec<(&str, Vec<u8>, &[u16])> = vec![
        (json, b"".to_vec(), &[400]),
        (json, b"\x00".to_vec(), &[400]),
        (json, b"nonsense".to_vec(), &[400]),
        (json, b"{\"lines\": [".to_vec(), odd),
        (json, b"{}{}".to_vec(), odd),
        (json, b"{\"a\": \"\xff\xfe\"}".to_vec(), odd),
        (json, "[".repeat(200_000).into_bytes(), odd),
        (json, "{\"lines\":".repeat(100_000).into_bytes(), odd),
        (json, "{\"nested\":".repeat(100_000).into_bytes(), odd),
        (json, vec![b' '; MOST + 1], large),
        ("text/plain", b"{}".to_vec(), foreign),
        ("application/x-www-form-urlencoded", b"a=b".to_vec(), foreign),
        ("application/jsonp", b"{}".to_vec(), foreign),
        ("multipart/form-data; boundary=x", b"--x--".to_vec(), foreign),
    ];
    for wrong in ["[]", "42", "null", "true", "\"x\"", "{}", "[[[]]]", "{\"\\u0000\": 1}"] {
        bodies.push((json, wrong.into(), &[422]));
    }
    for tried in all().iter().filter(|tried| tried.has_body) {
        for (kind, body, status) in &bodies {
            let start = String::from_utf8_lossy(&body[..body.len().min(20)]).into_owned();
            let what = format!("{} {kind} {start}", tried.name);
            let segment = if tried.segment() == ORDER { &order } else { tried.segment() };
            let request = tried.request(&client, segment).header("content-type", *kind);
            let told = refused(request.body(body.clone()).send().await.unwrap(), &what).await;
            assert!(status.contains(&told.status), "{what}: {told:?}");
        }
    }
}

#[tokio::test]
async fn values_of_another_kind_are_refused_or_skipped_and_never_a_fault() {
    let (server, order) = shop().await;
    let client = server.client();
    let changes: [(&str, &Change); 7] = [
        ("a NUL", &|value| value.is_string().then(|| json!("a\u{0}b"))),
        ("a lone NUL", &|value| value.is_string().then(|| json!("\u{0}"))),
        ("very long", &|value| value.is_string().then(|| json!("长".repeat(100_000)))),
        ("another kind", &|_| Some(json!([{"a": [1.5]}]))),
        ("nothing", &|_| Some(Value::Null)),
        ("far too much", &|value| value.is_number().then(|| json!(u64::MAX))),
        ("less than nothing", &|value| value.is_number().then(|| json!(-1e300))),
    ];
    for tried in all().iter().filter(|tried| tried.has_body) {
        let sample = tried.sample();
        for (what, change) in changes {
            for body in everywhere(&sample, change) {
                let segment = if tried.segment() == ORDER { &order } else { tried.segment() };
                let answer = tried.request(&client, segment).json(&body).send().await.unwrap();
                let status = answer.status();
                let what = format!("{} with {what}: {status}", tried.name);
                assert!(!status.is_server_error(), "{what} {body:.300}");
                if !status.is_success() {
                    refused(answer, &what).await;
                }
            }
        }
    }
}
