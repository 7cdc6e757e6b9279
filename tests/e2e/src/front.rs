//! A proxy in front of a shop. Of a shop that is below a path of its host, what is not below it never
//! reaches the shop, and everything that was asked for is noted; pages may get a script before their own.

mod script;

use std::{
    io::{Error, Result},
    sync::{Arc, Mutex, PoisonError},
};

use reqwest::Url;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// The path of a shop that is below one, without a slash at its end.
const BASE: &str = "/shop";

/// What a proxy does with the path before it asks the shop. Shops are set up behind both kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// It is passed on as it is.
    Kept,
    /// What leads to the shop is taken away.
    TakenAway,
}

/// What a proxy is to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Whether the shop is below a path of its host.
    pub below: Option<Path>,
    /// A script that runs before every page's own.
    pub before: Option<String>,
}

/// A running proxy; it ends when this is dropped.
#[derive(Debug)]
pub struct Front {
    port: u16,
    work: Arc<Work>,
    running: JoinHandle<()>,
}

/// What the proxy knows while it passes requests on.
#[derive(Debug)]
struct Work {
    shop: u16,
    below: Option<Path>,
    script: Option<String>,
    asked: Mutex<Vec<String>>,
    said: Mutex<Vec<String>>,
}

impl Front {
    /// Starts a proxy before the shop at `shop`, a port of this machine.
    pub async fn start(shop: u16, plan: Plan) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let script = plan.before.map(|before| format!("{}\n{before}", script::TELL));
        let (asked, said) = Default::default();
        let work = Arc::new(Work { shop, below: plan.below, script, asked, said });
        let working = Arc::clone(&work);
        let running = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let work = Arc::clone(&working);
                // A connection that breaks off is the browser's business.
                tokio::spawn(async move { work.pass(browser).await });
            }
        });
        Ok(Self { port, work, running })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The path that leads to the shop, without a slash at its end.
    pub fn base(&self) -> &'static str {
        self.work.base()
    }

    /// Method and path of everything that was asked for so far.
    pub fn asked(&self) -> Vec<String> {
        self.work.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What went wrong on pages so far, when they have a script that tells.
    pub fn said(&self) -> Vec<String> {
        self.work.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl Work {
    fn base(&self) -> &'static str {
        self.below.map_or("", |_| BASE)
    }

    /// Passes one request on, and its answer back.
    async fn pass(&self, mut browser: TcpStream) -> Result<()> {
        let (head, body) = read(&mut browser).await?;
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if !method.is_empty() {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.push(format!("{method} {target}"));
        }
        let inside = target.strip_prefix(self.base()).filter(|inside| inside.starts_with('/'));
        let Some(inside) = inside else {
            let none = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            return browser.write_all(none).await;
        };
        if let Some(answer) = self.own_answer(inside) {
            return browser.write_all(answer.as_bytes()).await;
        }
        let target = if self.below == Some(Path::TakenAway) { inside } else { target };
        let first = format!("{method} {target} HTTP/1.1");
        // One request a connection: then nothing but this head needs to be read. And a page into which
        // something is to be written comes as it is.
        let plain = self.script.is_some() && method == "GET" && head.contains("text/html");
        let kept = lines.filter(|line| {
            let packed = plain && script::is_header(line, "accept-encoding");
            !packed && !script::is_header(line, "connection")
        });
        let passed = head_of([first.as_str()].into_iter().chain(kept).chain(["Connection: close"]));
        let mut server = TcpStream::connect(("127.0.0.1", self.shop)).await?;
        server.write_all(passed.as_bytes()).await?;
        server.write_all(&body).await?;
        if plain {
            let at = format!("{}{}", self.base(), script::SCRIPT);
            return script::pass_answer(&mut server, &mut browser, &at).await;
        }
        copy_bidirectional(&mut browser, &mut server).await?;
        Ok(())
    }

    /// The answer to what is no business of the shop's.
    fn own_answer(&self, inside: &str) -> Option<String> {
        let script = self.script.as_ref()?;
        if inside == script::SCRIPT {
            return Some(script::answer(script));
        }
        let url = Url::parse("http://front").ok()?.join(inside).ok()?;
        if url.path() != script::SAID {
            return None;
        }
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.extend(url.query_pairs().map(|(_, value)| value.into_owned()));
        Some("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_owned())
    }
}

/// A head of these lines.
fn head_of<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let kept = lines.filter(|line| !line.is_empty());
    kept.chain([""]).flat_map(|line| [line, "\r\n"]).collect()
}

/// The head of a request or answer, and what came of its body with it.
async fn read(from: &mut TcpStream) -> Result<(String, Vec<u8>)> {
    let mut all = Vec::new();
    loop {
        if let Some(end) = all.windows(4).position(|part| part == b"\r\n\r\n") {
            let body = all.split_off(end + 4);
            return Ok((String::from_utf8(all).map_err(Error::other)?, body));
        }
        if from.read_buf(&mut all).await? == 0 {
            return Ok(Default::default());
        }
    }
}
