//! The few words of HTTP that the driver, on this machine, understands.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A page may load for a while before the driver answers.
const LIMIT: Duration = Duration::from_secs(120);

/// Sends one request and returns the `value` of the answer; an error answer is an error.
pub fn call(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let stream = TcpStream::connect(("127.0.0.1", port)).context("the driver is not there")?;
    stream.set_read_timeout(Some(LIMIT))?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let length = body.len();
    write!(
        &stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let text = read_body(BufReader::new(stream)).with_context(|| format!("no answer to {path}"))?;
    let mut answer: Value = serde_json::from_slice(&text).context("the answer is not JSON")?;
    let value = answer["value"].take();
    if let Some(error) = value["error"].as_str() {
        let said = value["message"].as_str().unwrap_or_default();
        bail!("{error}: {}", said.lines().next().unwrap_or_default());
    }
    Ok(value)
}

fn read_body(mut stream: impl BufRead) -> Result<Vec<u8>> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            bail!("the answer ends in its head");
        }
        let line = line.trim_end();
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
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_as_long_as_said() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nX: y\r\n\r\n{}  left over";
        assert_eq!(read_body(answer.as_slice()).unwrap(), b"{}  ");
        assert!(read_body(b"HTTP/1.1 200 OK\r\n".as_slice()).is_err());
        assert!(read_body(b"HTTP/1.1 200 OK\r\n\r\n".as_slice()).is_err());
    }
}
