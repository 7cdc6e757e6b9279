//! The least of HTTP/1.1 that a buyer needs: the generator must cost less than the server.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connection that is kept.
pub struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Line {
    /// Connects.
    pub async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        Self { stream, buffer: Vec::with_capacity(8 << 10) }
    }

    /// Sends a request, and returns the status and body of the answer.
    pub async fn ask(&mut self, request: &str) -> (u16, &str) {
        self.stream.write_all(request.as_bytes()).await.expect("the server reads");
        self.buffer.clear();
        let (mut head, mut length) = (0, 0);
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("the server answers");
            assert!(read > 0, "the server closed the line");
            if head == 0 {
                let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
                    continue;
                };
                head = end + 4;
                length = content_length(&self.buffer[..end]);
            }
            if self.buffer.len() >= head + length {
                break;
            }
        }
        let status = std::str::from_utf8(&self.buffer[9..12]).ok().and_then(|s| s.parse().ok());
        let body = std::str::from_utf8(&self.buffer[head..]).expect("JSON");
        (status.expect("a status"), body)
    }
}

fn content_length(head: &[u8]) -> usize {
    let head = std::str::from_utf8(head).expect("headers are ASCII");
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let found = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    found.and_then(|(_, value)| value.trim().parse().ok()).expect("a content-length")
}
