//! Every endpoint of the contract, and how it is tried. A new one needs a line in [`LINES`].

use picklive_contract::{
    Endpoint, Method, Problem,
    endpoints::{self, Caller, Facts},
    headers::IDEMPOTENCY_KEY,
    host::{Act, ActKind},
    problem::MEDIA_TYPE,
};
use picklive_server::live;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::{
    orders_support::{address, ask, people, place},
    rooms_support::{draft, last_person},
    support::{Client, NOON, Server, client::fresh_key, fixtures},
};

/// Each endpoint with what stands in its path; `ORDER` is an order of somebody else.
const LINES: [(&str, &str); 42] = [
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
    ("list-rooms", ""),
    ("get-room", "tea-room"),
    ("enter-room", "tea-room"),
    ("like-room", "tea-room"),
    ("write-comment", "tea-room"),
    ("act-in-room", "tea-room"),
    ("claim-coupon", "none"),
    ("list-coupons", ""),
    ("get-bag", "none"),
    ("enter-bag", "none"),
    ("get-entry", "none"),
    ("list-entries", "none"),
    ("list-hosted", ""),
    ("get-follow", "tea-room"),
    ("follow-host", "tea-room"),
    ("unfollow-host", "tea-room"),
    ("get-figures", "tea-room"),
    ("start-payment", ORDER),
];
/// Stands for the order.
pub const ORDER: &str = "ORDER";

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
                "room": "tea-room", "at_stream_time": "2026-11-24T04:00:00Z",
                "region": {"country": "CN", "province": "浙江省", "city": "杭州市", "district": "x"}
            }),
            "place-order" => {
                let mut wish = ask(&[("cup", 0, 1)], 5_000);
                (wish.note, wish.lang) = ("note".into(), Some("zh".into()));
                wish.shop = Some("xiaoman".into());
                (wish.room, wish.at_stream_time) = (Some("tea-room".into()), Some(NOON));
                serde_json::to_value(wish).unwrap()
            }
            "start-payment" => json!({
                "method": "sandbox_qr", "client": "mobile", "openid": "o",
                "return_url": "https://shop.example/orders/1"
            }),
            "ask-return" => json!({"lines": [{"line": 0, "quantity": 1}], "reason": "damaged"}),
            "send-message" => json!({"text": "When does it come?"}),
            "add-address" | "change-address" => json!({"address": address(), "default": true}),
            "like-room" => json!({"count": 3, "taps": ["cup"]}),
            "write-comment" => json!({"name": "Lin", "text": "lovely"}),
            "act-in-room" => json!({
                "kind": "deal", "variant": "cup-0", "quota": 5, "seconds": 60, "limit": 1,
                "price": {"amount": 4_000, "currency": "CNY"}, "words": ["x"], "text": "x",
                "product": "cup", "products": ["cup"], "comment": "c",
                "for": "everyone", "bag": "b"
            }),
            "follow-host" => json!({"lang": "zh"}),
            "enter-bag" => json!({"nonce": "9f2c61d07b3a4e18", "name": "Lin"}),
            other => panic!("{other} has no sample here"),
        }
    }
}

/// A shop with a room, and an order of somebody in it.
pub async fn shop() -> (Server, String) {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 9_999).await;
    people(&server, 1).await;
    let host = last_person(&server.state).await;
    live::rooms::create(&server.state, &draft("tea-room", Some(&host), &["cup"])).await.unwrap();
    live::act(&server.state, "tea-room", &Act::new(ActKind::Start)).await.unwrap();
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

#[test]
fn every_line_is_an_endpoint() {
    let known: Vec<_> = all().into_iter().map(|tried| tried.name).collect();
    assert_eq!(known, LINES.map(|(name, _)| name), "in the order of for_each_endpoint!");
}
