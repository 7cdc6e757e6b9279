//! HTTP as far as the journeys' own servers need it: one request a connection, read whole, answered whole.

use std::io::{Error, Result};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names, in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Asked {
    /// The path alone.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str())
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// The status.
    pub status: u16,
    /// Names, in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// An answer of this type that nobody keeps.
    pub fn of(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = [("content-type", kind), ("cache-control", "no-store")];
        let headers = headers.map(|(name, value)| (name.into(), value.into()));
        Self { status, headers: headers.into(), body: body.into() }
    }

    /// Everything before the body, which is said to have so many bytes; until the end when none is said.
    pub fn head(&self, length: Option<usize>) -> String {
        let mut head = format!("HTTP/1.1 {} .\r\nconnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(length) = length {
            head.push_str(&format!("content-length: {length}\r\n"));
        }
        head.push_str("\r\n");
        head
    }

    /// Sends it whole.
    pub async fn send(&self, browser: &mut TcpStream) -> Result<()> {
        browser.write_all(self.head(Some(self.body.len())).as_bytes()).await?;
        browser.write_all(&self.body).await?;
        browser.shutdown().await
    }
}

/// Listens on a port of its own and lets `answer` see to each connection; ends with the task.
pub(crate) async fn listen<F>(
    answer: impl Fn(TcpStream) -> F + Send + 'static,
) -> Result<(u16, JoinHandle<()>)>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    let running = tokio::spawn(async move {
        while let Ok((browser, _)) = listener.accept().await {
            // A connection that breaks off is the browser's business.
            tokio::spawn(answer(browser));
        }
    });
    Ok((port, running))
}

/// Reads a request; nothing when the browser has thought better of it.
pub(crate) async fn read(browser: &mut TcpStream) -> Result<Option<Asked>> {
    let mut all = Vec::new();
    let end = loop {
        if let Some(end) = all.windows(4).position(|part| part == b"\r\n\r\n") {
            break end;
        }
        if browser.read_buf(&mut all).await? == 0 {
            return Ok(None);
        }
    };
    let mut body = all.split_off(end + 4);
    let head = String::from_utf8(all).map_err(Error::other)?;
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ').map(Into::into);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let pair = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    let asked =
        Asked { method, target, headers: lines.filter_map(pair).collect(), body: Vec::new() };
    let length = asked.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    while body.len() < length && browser.read_buf(&mut body).await? > 0 {}
    Ok(Some(Asked { body, ..asked }))
}
