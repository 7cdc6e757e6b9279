//! The few words of HTTP that programs on this machine understand: the browser's driver, the reference
//! server.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// A page may load for a while before the driver answers.
const LIMIT: Duration = Duration::from_secs(120);

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Sends one request with a JSON body, which may be empty, to `host`, such as `127.0.0.1:4000`.
pub fn send(host: &str, method: &str, path: &str, body: &str) -> Result<Answer> {
    let none = || format!("no answer to {method} {path} from {host}");
    let stream = TcpStream::connect(host).with_context(none)?;
    stream.set_read_timeout(Some(LIMIT))?;
    let length = body.len();
    write!(
        &stream,
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    read(BufReader::new(stream)).with_context(none)
}

/// The body at a path of a server whose address begins with `http://`; any status but 200 is an error.
pub fn get(address: &str, path: &str) -> Result<Vec<u8>> {
    let answer = send(address.trim_start_matches("http://"), "GET", path, "")?;
    if answer.status != 200 {
        bail!("{path} answers {}", answer.status);
    }
    Ok(answer.body)
}

fn read(mut stream: impl BufRead) -> Result<Answer> {
    let mut line = || -> Result<String> {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            bail!("the answer ends in its head");
        }
        Ok(line.trim_end().to_owned())
    };
    let first = line()?;
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
    let mut length = None;
    loop {
        let line = line()?;
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = Some(value.trim().parse::<usize>()?);
        }
    }
    let mut body = vec![0; length.context("the answer has no length")?];
    stream.read_exact(&mut body)?;
    Ok(Answer { status: status.context("the answer has no status")?, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_as_long_as_said() {
        let answer = b"HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\nX: y\r\n\r\n{}  left over";
        let answer = read(answer.as_slice()).unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (404, b"{}  ".as_slice()));
        assert!(read(b"HTTP/1.1 200 OK\r\n".as_slice()).is_err());
        assert!(read(b"HTTP/1.1 200 OK\r\n\r\n".as_slice()).is_err());
        assert!(read(b"hello\r\nContent-Length: 0\r\n\r\n".as_slice()).is_err());
    }
}
