//! Who reads slowly, and how often a line is written to.

use std::time::{Duration, Instant};

use picklive_contract::{
    UnixMillis,
    events::{Event, EventKind, SHOP, Start, path},
    live::{Announcement, RoomNow},
};
use picklive_server::{db::Tx, events};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpSocket, TcpStream},
};

use crate::events_topics::{TEA, append, with_room};
use crate::support::{
    NOON, Server,
    fixtures::{self, variant_id},
    listener::Listener,
};

/// A connection that takes little at a time, and tells pieces from each other.
struct Slow(BufReader<TcpStream>);

impl Slow {
    async fn open(server: &Server, path: &str) -> Self {
        let address = server.base.strip_prefix("http://").unwrap();
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(8 << 10).unwrap();
        let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
        let head =
            format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/event-stream\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut slow = Self(BufReader::new(stream));
        while !slow.line().await.is_empty() {}
        slow
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        let read = self.0.read_line(&mut line);
        tokio::time::timeout(Duration::from_secs(20), read).await.unwrap().unwrap();
        line.trim_end().to_owned()
    }

    /// What the server wrote at once.
    async fn piece(&mut self) -> Vec<Event> {
        let mut bytes = vec![0; usize::from_str_radix(&self.line().await, 16).unwrap()];
        self.0.read_exact(&mut bytes).await.unwrap();
        self.line().await;
        let text = String::from_utf8(bytes).unwrap();
        let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
        data.map(|event| serde_json::from_str(event).unwrap()).collect()
    }
}

/// An event with a long text.
async fn announce(server: &Server, at: UnixMillis) {
    let work = |tx: Tx| async move {
        let text = "x".repeat(400_000);
        let room = RoomNow { announcement: Some(Announcement { text, at }), ..RoomNow::default() };
        let kind = Event::new(TEA, 0, at, EventKind::Announcement);
        let event = Event { room: Some(Box::new(room)), ..kind };
        events::append(&*tx, TEA, vec![event], at).await
    };
    server.state.db.writing(work).await.unwrap();
    server.state.events.wake(TEA);
}

#[tokio::test]
async fn who_reads_slowly_is_told_what_is_lost_and_keeps_nobody_waiting() {
    const MANY: i64 = 40;
    let server = with_room(Server::start().await).await;
    let both = path(&[SHOP, TEA], &Start::default(), None);
    let mut slow = Slow::open(&server, &both).await;
    let mut quick = Listener::asking(server.client().request("GET", &both)).await;
    for seq in 1..=MANY {
        announce(&server, NOON).await;
        while quick.until(&EventKind::Announcement).await.pop().unwrap().seq < seq {}
    }
    fixtures::reprice(&server.state, &variant_id("tea", 0), 900, NOON).await;
    quick.until(&EventKind::Price).await;
    // It gets what was on its way, then that the rest of the room is lost; of the shop it lost nothing.
    let (mut all, mut shop) = (Vec::new(), Vec::new());
    while shop.last() != Some(&EventKind::Price) || all.last() != Some(&(MANY, EventKind::Resync)) {
        for event in slow.piece().await {
            match &*event.topic {
                SHOP => shop.push(event.kind),
                _ => all.push((event.seq, event.kind)),
            }
        }
    }
    assert!(!shop.contains(&EventKind::Resync), "{shop:?}");
    let follows = |(one, next): (&(i64, _), &(i64, EventKind))| {
        next.0 == one.0 + 1 || next.1 == EventKind::Resync
    };
    assert!(all.iter().zip(&all[1..]).all(follows), "{all:?}");
    append(&server, &[EventKind::Pin], NOON).await;
    // More of the shop may still be on its way.
    let next = loop {
        let mut room = slow.piece().await.into_iter().filter(|event| event.topic == TEA);
        if let Some(next) = room.next() {
            break next;
        }
    };
    assert_eq!((next.seq, next.kind), (MANY + 1, EventKind::Pin));
}

#[tokio::test]
async fn a_line_is_written_to_ten_times_a_second_at_most() {
    let server = with_room(Server::start().await).await;
    let mut listener = Slow::open(&server, &path(&[TEA], &Start::default(), None)).await;
    assert_eq!(listener.piece().await[0].kind, EventKind::Ready);
    let began = Instant::now();
    for _ in 0..40 {
        append(&server, &[EventKind::Likes], NOON).await;
        server.state.events.read(&server.state.db).await.unwrap();
    }
    let (mut pieces, mut told) = (0, 0);
    while told < 40 {
        told += listener.piece().await.len();
        pieces += 1;
    }
    // Counted against the time it took, however slow the machine is.
    let most = began.elapsed().as_millis() / 100 + 1;
    assert!(pieces <= most, "{pieces} pieces, {most} at most");
}
