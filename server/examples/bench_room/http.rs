//! The least of HTTP/1.1 that the people of a room need: they must cost less than the server.

use std::{
    net::{Ipv4Addr, SocketAddr, SocketAddrV4},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// How long an answer is waited for; much longer than any may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// A connection that is kept.
pub struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Line {
    /// Connects, from the loopback address whose last number this is: people come from many addresses.
    ///
    /// # Errors
    /// Why nobody can be reached.
    pub async fn open(to: SocketAddr, from: u8) -> Result<Self, String> {
        let socket = TcpSocket::new_v4().map_err(told("a socket"))?;
        if cfg!(target_os = "linux") {
            let from = SocketAddrV4::new(Ipv4Addr::new(127, 0, 0, from), 0);
            socket.bind(from.into()).map_err(told("an address"))?;
        }
        let open = timeout(PATIENCE, socket.connect(to)).await;
        let stream = open.map_err(|_| "no connection in time")?.map_err(told("connecting"))?;
        stream.set_nodelay(true).map_err(told("the socket"))?;
        Ok(Self { stream, buffer: Vec::new() })
    }

    /// Sends a request, and returns the status and body of the answer.
    ///
    /// # Errors
    /// What became of the connection.
    pub async fn ask(&mut self, request: &str) -> Result<(u16, &str), String> {
        let exchange = timeout(PATIENCE, self.exchange(request)).await;
        let (status, body) = exchange.map_err(|_| "no answer in time")??;
        let body = std::str::from_utf8(&self.buffer[body..]).map_err(|_| "a body of no text")?;
        Ok((status, body))
    }

    /// Sends a request whose answer goes on for ever; the connection, and what was read of its body so far.
    ///
    /// # Errors
    /// What became of the connection, or the answer that is none.
    pub async fn listen(mut self, request: &str) -> Result<(TcpStream, Vec<u8>), String> {
        let head = timeout(PATIENCE, self.head(request)).await;
        let (status, body) = head.map_err(|_| "no answer in time")??;
        if status != 200 {
            return Err(format!("the answer {status}"));
        }
        self.buffer.drain(..body);
        Ok((self.stream, self.buffer))
    }

    /// Reads a whole answer into the buffer; its status, and where its body begins.
    async fn exchange(&mut self, request: &str) -> Result<(u16, usize), String> {
        let (status, body) = self.head(request).await?;
        let length = content_length(&self.buffer[..body])?;
        while self.buffer.len() < body + length {
            self.read().await?;
        }
        Ok((status, body))
    }

    /// Reads until the head of the answer is there; its status, and where its body begins.
    async fn head(&mut self, request: &str) -> Result<(u16, usize), String> {
        self.stream.write_all(request.as_bytes()).await.map_err(told("asking"))?;
        self.buffer.clear();
        loop {
            self.read().await?;
            let end = self.buffer.windows(4).position(|four| four == b"\r\n\r\n");
            let Some(end) = end else { continue };
            let status = self.buffer.get(9..12).and_then(|text| std::str::from_utf8(text).ok());
            let status = status.and_then(|text| text.parse().ok()).ok_or("no status")?;
            return Ok((status, end + 4));
        }
    }

    async fn read(&mut self) -> Result<(), String> {
        match self.stream.read_buf(&mut self.buffer).await.map_err(told("reading"))? {
            0 => Err("the server closed the line".into()),
            _ => Ok(()),
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
