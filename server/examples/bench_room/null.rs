//! A server that does nothing but take what is posted and write the same bytes to everybody as the real one would:
//! no database, no limits, no cursors of its own. What it takes, the machine and the clients take.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures_util::stream::unfold;
use picklive_contract::{
    UnixMillis,
    comments::{Comment, CommentAsk},
    events::{Event, EventKind, STREAM},
    host::{Act, Acted},
    live::{Announcement, Entered, RoomNow},
};
use picklive_server::{clock::Clock, random};
use tokio::sync::broadcast;

use crate::{
    serve,
    shop::{ROOM, topic},
};

/// Ten pieces a second at most, as the real one.
const PACE: Duration = Duration::from_millis(100);
/// Pieces that wait for a slow one.
const WAITING: usize = 64;

#[derive(Clone)]
struct Null {
    pieces: broadcast::Sender<Bytes>,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    comments: Vec<Comment>,
    acts: Vec<Announcement>,
    seq: i64,
}

/// Serves it.
pub fn run() {
    serve::on_one_thread(async {
        let null = Null { pieces: broadcast::Sender::new(WAITING), waiting: Arc::default() };
        tokio::spawn(null.clone().tell());
        let app = Router::new()
            .route("/v1/events", get(listen))
            .route("/v1/rooms/{id}/enter", post(enter))
            .route("/v1/rooms/{id}/comments", post(comment))
            .route("/v1/rooms/{id}/acts", post(act));
        serve::serve(app.with_state(null)).await;
    });
}

impl Null {
    fn change<T>(&self, change: impl FnOnce(&mut Waiting) -> T) -> T {
        change(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells what was posted, ten times a second.
    async fn tell(self) {
        let mut pace = tokio::time::interval(PACE);
        loop {
            pace.tick().await;
            let piece = self.change(Waiting::piece);
            if !piece.is_empty() {
                // Nobody may listen yet.
                let _ = self.pieces.send(Bytes::from(piece));
            }
        }
    }
}

impl Waiting {
    fn piece(&mut self) -> String {
        let mut piece = String::new();
        let comments = std::mem::take(&mut self.comments);
        if !comments.is_empty() {
            let now = RoomNow { comments, ..RoomNow::default() };
            self.write(&mut piece, EventKind::Comment, now);
        }
        for said in std::mem::take(&mut self.acts) {
            let now = RoomNow { announcement: Some(said), ..RoomNow::default() };
            self.write(&mut piece, EventKind::Announcement, now);
        }
        piece
    }

    fn write(&mut self, piece: &mut String, kind: EventKind, now: RoomNow) {
        self.seq += 1;
        let event = Event {
            room: Some(Box::new(now)),
            ..Event::new(&topic(), self.seq, Clock::system().now(), kind)
        };
        let body = serde_json::to_string(&event).expect("an event");
        // As long as a real cursor over the topics of a room and of the shop.
        let id = format!("room:{ROOM}@12345678.{},shop@12345678.0", self.seq);
        piece.push_str(&format!("id: {id}\ndata: {body}\n\n"));
    }
}

async fn enter() -> Json<Entered> {
    Json(Entered { viewer: random::secret(), host: false })
}

async fn comment(State(null): State<Null>, Json(ask): Json<CommentAsk>) -> Response {
    let at = Clock::system().now();
    let id = random::id().as_str().into();
    let comment = Comment { id, name: ask.name, text: ask.text, at, host: false };
    null.change(|waiting| waiting.comments.push(comment.clone()));
    (axum::http::StatusCode::CREATED, Json(comment)).into_response()
}

async fn act(State(null): State<Null>, Json(act): Json<Act>) -> Json<Acted> {
    let at: UnixMillis = Clock::system().now();
    let seq = null.change(|waiting| {
        waiting.acts.push(Announcement { text: act.text, at });
        waiting.seq
    });
    Json(Acted { at, seq })
}

async fn listen(State(null): State<Null>) -> Response {
    let pieces = null.pieces.subscribe();
    let greeting = Some(Bytes::from_static(b":\n\n"));
    let body = Body::from_stream(unfold((greeting, pieces), |(greeting, mut pieces)| async move {
        let piece = match greeting {
            Some(greeting) => greeting,
            // Who is too slow is let go, and what they missed counts as lost.
            None => pieces.recv().await.ok()?,
        };
        Some((Ok::<_, Infallible>(piece), (None, pieces)))
    }));
    ([(header::CONTENT_TYPE, STREAM), (header::CACHE_CONTROL, "no-store")], body).into_response()
}
