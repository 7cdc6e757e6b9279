//! A stand-in for WeChat Pay that keeps its documented protocol: it checks the merchant's signatures, signs
//! and seals what it says, changes its certificates, and knows who somebody is.

mod answer;
pub mod keys;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use picklive_contract::UnixMillis;
use picklive_server::{
    AppState,
    clock::Clock,
    config::Config,
    payments::{setup::Setup, vars::Vars},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

use super::{NOON, Server, fixtures};
use keys::{Platform, merchant, other, platform, seal};

pub const MCHID: &str = "1900000001";
pub const APPID: &str = "wx00000000000000aa";
pub const API_KEY: &str = "0123456789abcdefNOBODYMAYSEEthis";
pub const APP_SECRET: &str = "appsecretNOBODYMAYSEE";
pub const SERIAL: &str = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
pub const PUBLIC_ID: &str = "PUB_KEY_ID_0119000000012024";

/// How it answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Well,
    /// It does what it is asked, and the answer is lost, so many times.
    Lost(u32),
    Down,
    Html,
    Huge,
    /// It answers, and somebody else signs.
    Forged,
    /// It refuses, and says why.
    Refuses,
}

#[derive(Clone, Debug)]
pub struct Trade {
    pub way: String,
    pub asked: Value,
    pub state: &'static str,
    pub total: i64,
}

#[derive(Clone, Debug)]
pub struct Refund {
    pub asked: Value,
    pub status: &'static str,
}

/// What it knows.
pub struct Book {
    pub clock: Option<Clock>,
    pub mood: Mood,
    /// Its keys by now; the last one signs.
    pub platform: Vec<&'static Platform>,
    /// Whether it signs with its public key.
    pub by_public_key: bool,
    pub certificates_asked: usize,
    pub nonces: HashSet<String>,
    pub trades: HashMap<String, Trade>,
    pub refunds: HashMap<String, Refund>,
    pub refund_status: &'static str,
    /// Who brought a code; each is good once.
    pub codes: HashMap<String, String>,
}

pub struct Wechat {
    pub base: String,
    book: Arc<Mutex<Book>>,
    _task: JoinSet<()>,
}

impl Wechat {
    pub async fn start() -> Self {
        let book = Arc::new(Mutex::new(Book {
            clock: None,
            mood: Mood::Well,
            platform: vec![platform()],
            by_public_key: false,
            certificates_asked: 0,
            nonces: HashSet::new(),
            trades: HashMap::new(),
            refunds: HashMap::new(),
            refund_status: "SUCCESS",
            codes: HashMap::new(),
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let app = answer::router(book.clone());
        let mut task = JoinSet::new();
        task.spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { base, book, _task: task }
    }

    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }

    /// A shop with three cups that takes WeChat Pay, where shoppers find it at `http://127.0.0.1:4000/`.
    pub async fn shop(&self) -> Server {
        self.shop_with(&[]).await
    }

    /// The same with other settings.
    pub async fn shop_with(&self, other: &[(&str, &str)]) -> Server {
        let config = Config { dev: true, ..Config::default() };
        let server = Server::start_changed(config, |state| self.set_up(state, other)).await;
        fixtures::product(&server.state, "cup", &[5_000], 3).await;
        server
    }

    /// A state that takes WeChat Pay.
    pub fn set_up(&self, state: AppState, other: &[(&str, &str)]) -> AppState {
        self.book().clock = Some(state.clock.clone());
        let read = |name: &str| {
            let name = name.strip_prefix("PICKLIVE_WECHAT_")?;
            if let Some((_, value)) = other.iter().find(|(other, _)| *other == name) {
                return Some((*value).to_owned());
            }
            match name {
                "MCHID" => Some(MCHID.to_owned()),
                "APPID" => Some(APPID.to_owned()),
                "SERIAL" => Some(SERIAL.to_owned()),
                "KEY" => Some(merchant().private_pem()),
                "APIV3_KEY" => Some(API_KEY.to_owned()),
                "APP_SECRET" => Some(APP_SECRET.to_owned()),
                "METHODS" => Some("jsapi, h5, native".to_owned()),
                "API" | "SNS" => Some(self.base.clone()),
                _ => None,
            }
        };
        let public = "http://127.0.0.1:4000/".parse().unwrap();
        let setup = Setup::read(&Vars::new(&read), Some(&public), &state.clock).unwrap();
        state.with_setup(setup)
    }

    /// The one trade.
    pub fn trade(&self) -> (String, Trade) {
        let book = self.book();
        assert_eq!(book.trades.len(), 1);
        book.trades.iter().map(|(no, trade)| (no.clone(), trade.clone())).next().unwrap()
    }

    /// Somebody pays the one trade.
    pub fn pay(&self) {
        let mut book = self.book();
        let trade = book.trades.values_mut().next().unwrap();
        assert_eq!(trade.state, "NOTPAY", "what is over cannot be paid");
        trade.state = "SUCCESS";
    }

    /// What it would say about the one trade.
    pub fn paid(&self) -> Value {
        let (no, trade) = self.trade();
        answer::trade_told(&no, &trade)
    }
}

/// A notice: its kind, and what is sealed in it.
pub fn notice(kind: &str, inside: &Value) -> String {
    let what = if kind.starts_with("REFUND") { "refund" } else { "transaction" };
    let mut resource = seal(API_KEY, what, inside.to_string().as_bytes());
    resource["original_type"] = what.into();
    json!({"id": "EV-1", "create_time": "2026-11-24T12:00:00+08:00", "resource_type": "encrypt-resource",
        "event_type": kind, "summary": "…", "resource": resource})
    .to_string()
}

/// The headers over a body: serial, time, nonce, signature.
pub fn headers(by: &Platform, at: UnixMillis, body: &str) -> [(&'static str, String); 4] {
    let (at, nonce) = ((at.0 / 1_000).to_string(), picklive_server::random::id());
    let signature = by.key.sign(&format!("{at}\n{nonce}\n{body}\n"));
    [
        ("wechatpay-serial", by.serial.clone()),
        ("wechatpay-timestamp", at),
        ("wechatpay-nonce", nonce),
        ("wechatpay-signature", signature),
    ]
}

/// Sends a notice with these headers.
pub async fn send(server: &Server, body: &str, headers: &[(&'static str, String)]) -> u16 {
    let url = format!("{}/v1/webhooks/wechat_pay", server.base);
    let mut request = server.client().http.post(url).body(body.to_owned());
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    request.send().await.unwrap().status().as_u16()
}

/// Sends a notice as WeChat Pay would.
pub async fn tell(server: &Server, kind: &str, inside: &Value) -> u16 {
    let body = notice(kind, inside);
    send(server, &body, &headers(platform(), server.state.clock.now(), &body)).await
}

/// When the fake thinks it is.
fn now(book: &Book) -> UnixMillis {
    book.clock.as_ref().map_or(NOON, Clock::now)
}

/// Whose signature an answer carries.
fn signer(book: &Book) -> &'static Platform {
    match (book.mood, book.by_public_key) {
        (Mood::Forged, _) => other(),
        (_, true) => keys::public(),
        _ => book.platform.last().unwrap(),
    }
}
