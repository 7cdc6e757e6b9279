//! A gateway of short messages that keeps what it gets, and can be out of order.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use picklive_contract::headers::IDEMPOTENCY_KEY;
use picklive_server::account::sms::Gateway;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What it knows the shop by.
pub const TOKEN: &str = "t0ken-of-the-shop";

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It takes messages.
    Well,
    /// It answers 503.
    Down,
    /// It takes the message, and its answer never comes.
    Slow,
    /// It answers 200 with a page.
    Nonsense,
    /// It refuses with a reply that quotes the message.
    Refuses,
    /// It sends the shop elsewhere.
    Elsewhere,
}

/// The gateway.
#[derive(Clone)]
pub struct Messages {
    pub url: String,
    kept: Arc<Mutex<Kept>>,
}

struct Kept {
    mood: Mood,
    asked: usize,
    ids: HashSet<String>,
    taken: Vec<Value>,
}

impl Messages {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/send", listener.local_addr().unwrap());
        let kept = Kept { mood: Mood::Well, asked: 0, ids: HashSet::new(), taken: Vec::new() };
        let messages = Self { url, kept: Arc::new(Mutex::new(kept)) };
        let routes = Router::new().route("/send", post(take)).with_state(messages.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        messages
    }

    /// The shop's side of it, with little patience.
    pub fn gateway(&self) -> Gateway {
        let gateway = Gateway::new(&self.url, TOKEN).unwrap();
        gateway.patient_for(Duration::from_millis(500))
    }

    pub fn set(&self, mood: Mood) {
        self.kept.lock().unwrap().mood = mood;
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.kept.lock().unwrap().asked
    }

    /// What it took, each message once.
    pub fn taken(&self) -> Vec<Value> {
        self.kept.lock().unwrap().taken.clone()
    }
}

async fn take(
    State(messages): State<Messages>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let mood = {
        let mut kept = messages.kept.lock().unwrap();
        kept.asked += 1;
        kept.mood
    };
    let bearer = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap());
    if bearer != Some(&format!("Bearer {TOKEN}")) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let id = body["id"].as_str().unwrap().to_owned();
    assert_eq!(headers[IDEMPOTENCY_KEY], id.as_str());
    for field in ["to", "text", "kind"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {body}");
    }
    if matches!(mood, Mood::Well | Mood::Slow) {
        let mut kept = messages.kept.lock().unwrap();
        if kept.ids.insert(id) {
            kept.taken.push(body.clone());
        }
    }
    match mood {
        Mood::Well => Json(json!({"taken": true})).into_response(),
        Mood::Down => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Slow => std::future::pending().await,
        Mood::Nonsense => "<html>Welcome to your provider</html>".into_response(),
        Mood::Refuses => (StatusCode::BAD_REQUEST, body.to_string()).into_response(),
        Mood::Elsewhere => {
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/other")]).into_response()
        }
    }
}
