//! A proxy in front of a shop that is below a path of its host: what is not below it never reaches the
//! shop, and everything that was asked for is noted.

use std::{
    io::{Error, Result},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// The path of the shop, without a slash at its end.
pub const BASE: &str = "/shop";

/// What a proxy does with the path before it asks the shop. Shops are set up behind both kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// It is passed on as it is.
    Kept,
    /// What leads to the shop is taken away.
    TakenAway,
}

/// A running proxy; it ends when this is dropped.
#[derive(Debug)]
pub struct Front {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    running: JoinHandle<()>,
}

impl Front {
    /// Starts a proxy before the shop at `shop`, a port of this machine.
    pub async fn start(shop: u16, path: Path) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let noted = Arc::clone(&asked);
        let running = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let noted = Arc::clone(&noted);
                // A connection that breaks off is the browser's business.
                tokio::spawn(async move { pass(browser, shop, path, &noted).await });
            }
        });
        Ok(Self { port, asked, running })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Method and path of everything that was asked for so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// Passes one request on, and its answer back.
async fn pass(
    mut browser: TcpStream,
    shop: u16,
    path: Path,
    asked: &Mutex<Vec<String>>,
) -> Result<()> {
    let (head, body) = read(&mut browser).await?;
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let mut words = first.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if !method.is_empty() {
        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(format!("{method} {target}"));
    }
    let Some(inside) = target.strip_prefix(BASE).filter(|inside| inside.starts_with('/')) else {
        let none = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return browser.write_all(none).await;
    };
    let target = if path == Path::Kept { target } else { inside };
    let mut passed = format!("{method} {target} HTTP/1.1\r\n");
    // One request a connection: then nothing but this first line needs to be read.
    let kept = lines.filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    for line in kept.filter(|line| !line.is_empty()).chain(["Connection: close", ""]) {
        passed.push_str(line);
        passed.push_str("\r\n");
    }
    let mut server = TcpStream::connect(("127.0.0.1", shop)).await?;
    server.write_all(passed.as_bytes()).await?;
    server.write_all(&body).await?;
    copy_bidirectional(&mut browser, &mut server).await?;
    Ok(())
}

/// The head of a request, and what came of its body with it.
async fn read(browser: &mut TcpStream) -> Result<(String, Vec<u8>)> {
    let mut all = Vec::new();
    loop {
        if let Some(end) = all.windows(4).position(|part| part == b"\r\n\r\n") {
            let body = all.split_off(end + 4);
            return Ok((String::from_utf8(all).map_err(Error::other)?, body));
        }
        if browser.read_buf(&mut all).await? == 0 {
            return Ok(Default::default());
        }
    }
}
