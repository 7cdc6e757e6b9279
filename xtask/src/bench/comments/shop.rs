//! A server of the built app and of as much of the contract as one room without a picture needs. No real shop takes
//! 5,000 comments a second, and the measured machine has no cores to spare for one.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use picklive_contract::{
    Endpoint, RoomId,
    events::{ListEvents, STREAM},
    headers,
    live::Entered,
    storefront::{GetStorefront, GetTime, ServerTime},
};
use serde::Serialize;

use super::room::{self, Talk};

/// Ten pieces a second, as the reference server writes them.
const PACE: Duration = Duration::from_millis(100);
/// A silent line is used so often, in paces.
const BEAT: u32 = 100;

/// The address of the hand-written page; its room follows.
pub const HAND_WRITTEN: &str = "/hand-written/";
/// The address of the app's page of a room; its room follows.
pub const APP: &str = "/live/";

/// A room at work.
#[derive(Default)]
pub struct Channel {
    /// Comments a second, from now on.
    pub rate: AtomicU64,
    talk: Mutex<Talk>,
}

impl Channel {
    /// How many comments there were so far.
    pub fn said(&self) -> u64 {
        self.talk(|talk| talk.said)
    }

    fn talk<T>(&self, look: impl FnOnce(&mut Talk) -> T) -> T {
        look(&mut self.talk.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The server; it serves until the process ends.
pub struct Shop {
    /// Where it answers.
    pub address: String,
    channels: Arc<BTreeMap<RoomId, Channel>>,
}

/// What every answer is made of.
struct Served {
    dist: PathBuf,
    hand_written: String,
    channels: Arc<BTreeMap<RoomId, Channel>>,
}

impl Shop {
    /// Serves rooms of these names on a free port.
    pub fn start(dist: &Path, hand_written: String, rooms: &[&str]) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port is free")?;
        let address = format!("http://{}", listener.local_addr()?);
        let channels = rooms.iter().map(|room| (RoomId::from(*room), Channel::default()));
        let channels: Arc<BTreeMap<_, _>> = Arc::new(channels.collect());
        let served =
            Arc::new(Served { dist: dist.to_owned(), hand_written, channels: channels.clone() });
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let served = served.clone();
                // Who hangs up is not answered, and needs no word about it.
                thread::spawn(move || _ = served.answer(&stream));
            }
        });
        Ok(Self { address, channels })
    }

    /// The room with this name.
    pub fn channel(&self, room: &str) -> Result<&Channel> {
        self.channels.get(&room.into()).with_context(|| format!("no room {room}"))
    }
}

impl Served {
    fn answer(&self, stream: &TcpStream) -> Result<()> {
        let (method, target) = question(stream)?;
        let path = target.split('?').next().unwrap_or_default();
        let asked = path.strip_prefix("/v1/rooms/").map(|rest| rest.trim_end_matches("/enter"));
        let known = |id: &str| self.channels.get_key_value(&RoomId::from(id));
        match (path, asked.and_then(known)) {
            (GetStorefront::PATH, _) => json(stream, &room::storefront()?),
            (GetTime::PATH, _) => json(stream, &ServerTime { now: room::now() }),
            (ListEvents::PATH, _) => self.tell(stream, &target),
            (_, Some(_)) if method == "POST" => {
                json(stream, &Entered { viewer: "a-viewer-of-the-bench".into(), host: false })
            }
            (_, Some((id, channel))) => {
                json(stream, &room::room(id.as_str(), channel.talk(|talk| talk.seq))?)
            }
            _ if path.starts_with("/v1/") => write(stream, "404 Not Found", "text/plain", b""),
            _ if path.starts_with(HAND_WRITTEN) => {
                write(stream, "200 OK", "text/html; charset=utf-8", self.hand_written.as_bytes())
            }
            _ => self.file(stream, path),
        }
    }

    /// A file of the app; its page where there is none of that name.
    fn file(&self, stream: &TcpStream, path: &str) -> Result<()> {
        let name = path.trim_start_matches('/');
        let kind = match name.rsplit_once('.').map_or("", |(_, end)| end) {
            "js" | "mjs" => "text/javascript",
            "wasm" => "application/wasm",
            "css" => "text/css",
            "svg" => "image/svg+xml",
            "txt" => "text/plain; charset=utf-8",
            "webmanifest" => "application/manifest+json",
            _ => "text/html; charset=utf-8",
        };
        let name =
            if kind.starts_with("text/html") || name.contains("..") { "index.html" } else { name };
        match std::fs::read(self.dist.join(name)) {
            Ok(bytes) => write(stream, "200 OK", kind, &bytes),
            Err(_) => write(stream, "404 Not Found", "text/plain", b""),
        }
    }

    /// Tells what is said in the one room that is asked for, until the other side hangs up.
    fn tell(&self, mut stream: &TcpStream, target: &str) -> Result<()> {
        let of = |id: &RoomId| target.contains(&format!("room%3A{}", id.as_str()));
        let (room, channel) = self.channels.iter().find(|(id, _)| of(id)).context("no room")?;
        stream.write_all(head("200 OK", STREAM, None).as_bytes())?;
        stream.write_all(channel.talk(|talk| talk.greeting(room))?.as_bytes())?;
        let (mut due, mut told, mut silent) = (0, Instant::now(), 0);
        loop {
            thread::sleep(PACE.saturating_sub(told.elapsed()));
            // Comments come at their rate however long the last piece took to be taken.
            let micros = told.elapsed().as_micros() as u64;
            told = Instant::now();
            due += channel.rate.load(Relaxed) * micros;
            let count = due / 1_000_000;
            due %= 1_000_000;
            silent = if count > 0 { 0 } else { silent + 1 };
            if count > 0 {
                stream.write_all(channel.talk(|talk| talk.piece(room, count))?.as_bytes())?;
            } else if silent % BEAT == 0 {
                stream.write_all(b":\n\n")?;
            }
        }
    }
}

/// Method and target of a request; its body is read and left.
fn question(stream: &TcpStream) -> Result<(String, String)> {
    let mut reader = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
    reader.take(length).read_to_end(&mut Vec::new())?;
    let mut words = first.split(' ').map(str::to_owned);
    let (Some(method), Some(target)) = (words.next(), words.next()) else { bail!("no request") };
    Ok((method, target))
}

fn json(stream: &TcpStream, answer: &impl Serialize) -> Result<()> {
    write(stream, "200 OK", "application/json", &serde_json::to_vec(answer)?)
}

fn write(mut stream: &TcpStream, status: &str, kind: &str, body: &[u8]) -> Result<()> {
    stream.write_all(head(status, kind, Some(body.len())).as_bytes())?;
    Ok(stream.write_all(body)?)
}

fn head(status: &str, kind: &str, length: Option<usize>) -> String {
    let length = length.map(|length| format!("Content-Length: {length}\r\n")).unwrap_or_default();
    let (time, now) = (headers::TIME, room::now().0);
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{length}{time}: {now}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http;

    #[test]
    fn it_answers_what_a_room_needs_and_says_what_is_said() {
        let shop = Shop::start(Path::new("nowhere"), "by hand".into(), &["one"]).unwrap();
        let get = |path: &str| http::get(&shop.address, path);
        assert_eq!(get("/hand-written/one").unwrap(), b"by hand");
        assert!(get(GetStorefront::PATH).is_ok() && get("/v1/rooms/one").is_ok());
        assert!(get("/v1/rooms/other").is_err() && get("/app.js").is_err());
        shop.channel("one").unwrap().rate.store(5_000, Relaxed);
        let stream = TcpStream::connect(shop.address.trim_start_matches("http://")).unwrap();
        (&stream).write_all(b"GET /v1/events?topics=shop,room%3Aone HTTP/1.1\r\n\r\n").unwrap();
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.starts_with("data: ") && line.contains("#100\"")));
        assert!(shop.channel("one").unwrap().said() >= 100);
    }
}
