//! What the people of the room ask: their tickets and lines, comments, acts.

use std::{cell::RefCell, net::SocketAddr, rc::Rc};

use picklive_contract::{
    events::{Start, path},
    live::Entered,
};
use picklive_server::random;

use crate::{
    http::Line,
    shop::{ROOM, topic},
    watch::{Book, marked},
};

/// People who come from one address of this machine.
const EACH: usize = 200;

/// The address that somebody comes from.
fn address(nth: usize) -> u8 {
    u8::try_from(1 + nth / EACH % 250).unwrap_or(1)
}

/// Connections for what is asked, each used again.
pub struct Desk {
    to: SocketAddr,
    lines: RefCell<Vec<Line>>,
    /// The host's bearer token.
    token: String,
}

impl Desk {
    /// To this server.
    pub fn new(to: SocketAddr, token: &str) -> Rc<Self> {
        Rc::new(Self { to, lines: RefCell::default(), token: token.into() })
    }

    /// Asks; the status and body of the answer.
    async fn ask(&self, nth: usize, request: &str) -> Result<(u16, String), String> {
        let idle = self.lines.borrow_mut().pop();
        let mut line = match idle {
            Some(line) => line,
            None => Line::open(self.to, address(nth)).await?,
        };
        let (status, body) = line.ask(request).await?;
        let answer = (status, body.to_owned());
        self.lines.borrow_mut().push(line);
        Ok(answer)
    }

    /// Lets a viewer in, who follows from now on; their ticket.
    ///
    /// # Errors
    /// Why they did not get in.
    pub async fn enter(&self, book: &Rc<Book>, nth: usize) -> Result<String, String> {
        let (status, body) = self.ask(nth, &request("enter", "", "")).await?;
        let entered = serde_json::from_str::<Entered>(&body);
        let ticket = entered.map_err(|_| format!("entering: {status} {body}"))?.viewer;
        let path = path(&[&topic(), "shop"], &Start::default(), None);
        let listen = format!(
            "GET {path} HTTP/1.1\r\nhost: bench\r\naccept: text/event-stream\r\n\
             picklive-viewer: {ticket}\r\n\r\n"
        );
        let line = Line::open(self.to, address(nth)).await?;
        let (stream, rest) =
            line.listen(&listen).await.map_err(|why| format!("listening: {why}"))?;
        tokio::task::spawn_local(crate::watch::follow(Rc::clone(book), nth, stream, rest));
        Ok(ticket)
    }

    /// Posts a comment of a viewer.
    pub async fn comment(&self, book: &Book, nth: usize, ticket: &str, counts: bool) {
        let number = book.post(false, counts);
        let text = format!("{} 这个茶闻起来是什么味道？水温多少合适？", marked(number));
        let body = format!("{{\"name\":\"小满 {nth}\",\"text\":\"{text}\"}}");
        let more = format!("picklive-viewer: {ticket}\r\n");
        self.post(book, number, nth, &request("comments", &more, &body)).await;
    }

    /// Has the host do something that everybody is told.
    pub async fn act(&self, book: &Book, counts: bool) {
        let number = book.post(true, counts);
        let body =
            format!("{{\"kind\":\"announce\",\"text\":\"{} 杯子有一分钟的价\"}}", marked(number));
        let more = format!("authorization: Bearer {}\r\n", self.token);
        self.post(book, number, 0, &request("acts", &more, &body)).await;
    }

    async fn post(&self, book: &Book, number: usize, nth: usize, request: &str) {
        match self.ask(nth, request).await {
            Ok((200 | 201, _)) => book.kept(number),
            Ok((status, body)) => book.fail(format!("posting: {status} {body}")),
            Err(why) => book.fail(format!("posting: {why}")),
        }
    }
}

fn request(what: &str, more: &str, body: &str) -> String {
    let (key, length) = (random::id(), body.len());
    format!(
        "POST /v1/rooms/{ROOM}/{what} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n\
         idempotency-key: {key}\r\n{more}content-length: {length}\r\n\r\n{body}"
    )
}
