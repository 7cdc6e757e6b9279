//! What a shop's first page weighs as it goes over the wire: with the first screen in it, packed by the
//! server on the way.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::server::{self, Profile, Start};
use crate::workspace::Workspace;

/// No page takes nearly as long.
const LIMIT: Duration = Duration::from_secs(30);

/// What was sent for one address.
pub struct Sent {
    /// How it was packed; empty when it was not.
    pub encoding: String,
    /// Its length on the wire, in bytes, without the headers.
    pub bytes: u64,
}

/// Bytes of `/` of a fresh demo shop that serves `dist`, for a browser that takes brotli.
pub fn today(workspace: &Workspace, dist: &Path) -> Result<Sent> {
    // What `run` or the tests have built is used again; both draw the same page.
    // That of the tests first: it is quicker to build again.
    let built = |profile| server::is_built(workspace, profile);
    let profile = match (built(Profile::Dev)?, built(Profile::Release)?) {
        (false, true) => Profile::Release,
        _ => Profile::Dev,
    };
    let program = server::build(workspace, profile)?;
    let folder = workspace.target()?.join("xtask/size");
    let data = server::fresh_data(&folder)?;
    let start = Start { port: 0, data: &data, dist: Some(dist) };
    let serve = server::serve(workspace, &program, &start);
    let server = server::start(&serve, &folder.join("server.log"))?;
    get(server.address.trim_start_matches("http://"))
}

fn get(host: &str) -> Result<Sent> {
    let mut stream = TcpStream::connect(host).context("the server is not there")?;
    stream.set_read_timeout(Some(LIMIT))?;
    write!(
        stream,
        "GET / HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip, br\r\nAccept-Language: zh-CN\r\n\
         Connection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).context("no answer to /")?;
    read(&answer)
}

fn read(answer: &[u8]) -> Result<Sent> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").context("no whole head")?;
    let head = String::from_utf8_lossy(&answer[..end]);
    if !head.starts_with("HTTP/1.1 200") {
        bail!("/ answers {}", head.lines().next().unwrap_or_default());
    }
    let field = |wanted: &str| {
        let mut fields = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let found = fields.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim().to_owned())
    };
    let encoding = field("content-encoding").unwrap_or_default();
    Ok(Sent { encoding, bytes: (answer.len() - end - 4) as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_weighed_and_an_error_is_none() {
        let sent = read(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n12345").unwrap();
        assert_eq!((sent.encoding.as_str(), sent.bytes), ("br", 5));
        assert_eq!(read(b"HTTP/1.1 200 OK\r\n\r\n").unwrap().encoding, "");
        assert!(read(b"HTTP/1.1 503 Service Unavailable\r\n\r\nnot built").is_err());
        assert!(read(b"HTTP/1.1 200 OK").is_err());
    }
}
