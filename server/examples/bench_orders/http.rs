//! The least of HTTP/1.1 that a buyer needs: the generator must cost less than the server.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// How long a buyer waits for an answer; much longer than any answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection that is kept.
pub struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Line {
    /// Connects.
    ///
    /// # Errors
    /// Why nobody can be reached.
    pub async fn open(address: &str) -> Result<Self, String> {
        let open = timeout(PATIENCE, TcpStream::connect(address)).await;
        let stream = open.map_err(|_| "no connection in time")?.map_err(told("connecting"))?;
        stream.set_nodelay(true).map_err(told("the socket"))?;
        Ok(Self { stream, buffer: Vec::with_capacity(8 << 10) })
    }

    /// Sends a request, and returns the status and body of the answer.
    ///
    /// # Errors
    /// What became of the connection.
    pub async fn ask(&mut self, request: &str) -> Result<(u16, &str), String> {
        let exchange = timeout(PATIENCE, self.exchange(request)).await;
        let head = exchange.map_err(|_| "no answer in time")??;
        let status = self.buffer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
        let status = status.and_then(|digits| digits.parse().ok()).ok_or("no status")?;
        let body = std::str::from_utf8(&self.buffer[head..]).map_err(|_| "a body of no text")?;
        Ok((status, body))
    }

    /// Reads a whole answer into the buffer; returns where its body begins.
    async fn exchange(&mut self, request: &str) -> Result<usize, String> {
        self.stream.write_all(request.as_bytes()).await.map_err(told("asking"))?;
        self.buffer.clear();
        let mut body = None;
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.map_err(told("reading"))?;
            if read == 0 {
                return Err("the server closed the line".into());
            }
            if body.is_none() {
                let end = self.buffer.windows(4).position(|four| four == b"\r\n\r\n");
                let Some(end) = end else { continue };
                body = Some((end + 4, content_length(&self.buffer[..end])?));
            }
            if let Some((head, length)) = body
                && self.buffer.len() >= head + length
            {
                return Ok(head);
            }
        }
    }
}

fn told(what: &'static str) -> impl Fn(std::io::Error) -> String {
    move |error| format!("{what}: {error}")
}

fn content_length(head: &[u8]) -> Result<usize, String> {
    let head = std::str::from_utf8(head).map_err(|_| "headers that are no text")?;
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let found = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = found.and_then(|(_, value)| value.trim().parse().ok());
    length.ok_or_else(|| "no content-length".into())
}
