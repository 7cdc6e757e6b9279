//! A stand-in for Stripe that keeps its documented protocol: keys, versions, forms, idempotency, the window
//! in which a session may expire.

mod answer;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use hmac::{Hmac, KeyInit, Mac};
use picklive_contract::UnixMillis;
use picklive_server::{
    AppState,
    clock::Clock,
    config::Config,
    payments::{setup::Setup, vars::Vars},
};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::{net::TcpListener, task::JoinSet};

use super::{NOON, Server, fixtures};

pub const KEY: &str = "sk_test_51KEYthatNobodyMaySee";
pub const HOOK: &str = "whsec_HOOKthatNobodyMaySee";

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
    Odd,
    Refuses,
}

#[derive(Clone, Debug)]
pub struct Session {
    pub id: String,
    pub form: HashMap<String, String>,
    pub status: &'static str,
    pub paid: &'static str,
    pub intent: &'static str,
    pub amount: i64,
    pub currency: String,
}

#[derive(Clone, Debug)]
pub struct Refund {
    pub id: String,
    pub ours: String,
    pub intent: String,
    pub amount: i64,
    pub status: &'static str,
}

/// What it knows.
#[derive(Debug, Default)]
pub struct Book {
    pub clock: Option<Clock>,
    pub mood: Mood,
    pub sessions: Vec<Session>,
    pub refunds: Vec<Refund>,
    /// What the next refunds become.
    pub refund_status: Option<&'static str>,
    /// Answers by idempotency key, with what was asked.
    pub kept: HashMap<String, (String, u16, Value)>,
}

pub struct Stripe {
    pub base: String,
    book: Arc<Mutex<Book>>,
    _task: JoinSet<()>,
}

impl Stripe {
    pub async fn start() -> Self {
        let book = Arc::new(Mutex::new(Book::default()));
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

    /// A shop with three cups that takes Stripe.
    pub async fn shop(&self) -> Server {
        let config = Config { dev: true, ..Config::default() };
        let server = Server::start_changed(config, |state| self.set_up(state)).await;
        fixtures::product(&server.state, "cup", &[5_000], 3).await;
        server
    }

    fn set_up(&self, state: AppState) -> AppState {
        self.book().clock = Some(state.clock.clone());
        let read = |name: &str| match name {
            "PICKLIVE_STRIPE_SECRET_KEY" => Some(KEY.to_owned()),
            "PICKLIVE_STRIPE_WEBHOOK_SECRET" => Some(HOOK.to_owned()),
            "PICKLIVE_STRIPE_API" => Some(self.base.clone()),
            _ => None,
        };
        let public = "http://127.0.0.1:4000/".parse().unwrap();
        let setup = Setup::read(&Vars::new(&read), Some(&public), &state.clock).unwrap();
        state.with_setup(setup)
    }

    /// Somebody pays on the page of a session.
    pub fn pay(&self, nth: usize) {
        let mut book = self.book();
        let session = &mut book.sessions[nth];
        assert_eq!(session.status, "open", "what is over cannot be paid");
        (session.status, session.paid, session.intent) = ("complete", "paid", "succeeded");
    }

    /// What its webhook would say about a session.
    pub fn event(&self, kind: &str, nth: usize) -> Value {
        let session = answer::session_told(&self.book().sessions[nth], false);
        json!({"id": "evt_1", "object": "event", "type": kind, "livemode": false,
            "data": {"object": session}})
    }

    /// The same about a refund.
    pub fn refund_event(&self, kind: &str, nth: usize) -> Value {
        let refund = answer::refund_told(&self.book().refunds[nth]);
        json!({"id": "evt_2", "object": "event", "type": kind, "livemode": false,
            "data": {"object": refund}})
    }
}

/// The header of a webhook sent at `at`.
pub fn sign(secret: &str, at: UnixMillis, body: &str) -> String {
    format!("t={},v1={}", at.0 / 1_000, code(secret, at, body))
}

/// One signature.
pub fn code(secret: &str, at: UnixMillis, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{}.{body}", at.0 / 1_000).as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Sends a webhook with this header.
pub async fn send(server: &Server, body: &str, signature: &str) -> u16 {
    let url = format!("{}/v1/webhooks/stripe", server.base);
    let request = server.client().http.post(url).header("stripe-signature", signature);
    request.body(body.to_owned()).send().await.unwrap().status().as_u16()
}

/// Sends a webhook as Stripe would.
pub async fn tell(server: &Server, event: &Value) -> u16 {
    let body = event.to_string();
    let signature = sign(HOOK, server.state.clock.now(), &body);
    send(server, &body, &signature).await
}

/// When the fake thinks it is.
fn now(book: &Book) -> UnixMillis {
    book.clock.as_ref().map_or(NOON, Clock::now)
}
