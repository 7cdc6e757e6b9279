//! A script that runs before every page's own, for a browser whose driver cannot see to that: the page
//! names it in front of everything else, and what it has to say comes back the same way.

use std::io::{Error, Result};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{head_of, read};

/// Where the script is, below the shop's path.
pub const SCRIPT: &str = "/e2e.js";
/// Where it says something, in the query.
pub const SAID: &str = "/e2e-said";

/// Tells what went wrong on a page: a page that is left takes it along with everything else it knows.
pub const TELL: &str = "{
  const to = new URL('e2e-said', document.currentScript.src);
  const tell = (...said) => {
    navigator.sendBeacon(to + '?said=' + encodeURIComponent(said.map(String).join(' ')));
  };
  const usual = console.error;
  console.error = (...said) => { usual.apply(console, said); tell(...said); };
  addEventListener('error', (event) => { if (event.message) tell(event.message); });
  addEventListener('unhandledrejection', (event) => { tell(event.reason); });
}";

/// The answer that carries the script.
pub fn answer(script: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\nCache-Control: no-store\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{script}",
        script.len()
    )
}

/// Passes an answer on; a page whose policy lets the shop's scripts in gets the script before all others.
pub async fn pass_answer(server: &mut TcpStream, browser: &mut TcpStream, at: &str) -> Result<()> {
    let (head, mut body) = read(server).await?;
    if is_page(&head) {
        server.read_to_end(&mut body).await?;
        let page = String::from_utf8(body).map_err(Error::other)?;
        let page = page.replacen("<head>", &format!("<head><script src=\"{at}\"></script>"), 1);
        let length = format!("content-length: {}", page.len());
        let kept = head.split("\r\n").filter(|line| !is_header(line, "content-length"));
        let head = head_of(kept.chain([length.as_str()]));
        browser.write_all(head.as_bytes()).await?;
        return browser.write_all(page.as_bytes()).await;
    }
    browser.write_all(head.as_bytes()).await?;
    browser.write_all(&body).await?;
    tokio::io::copy(server, browser).await?;
    Ok(())
}

/// Whether a line of a head is the header of this name, which is in small letters.
pub fn is_header(line: &str, name: &str) -> bool {
    line.split_once(':').is_some_and(|(before, _)| before.eq_ignore_ascii_case(name))
}

fn is_page(head: &str) -> bool {
    let has = |name, value: &str| {
        head.split("\r\n").any(|line| is_header(line, name) && line.contains(value))
    };
    // What comes without a length is empty, or in parts that nobody puts together here.
    has("content-type", "text/html")
        && has("content-security-policy", "script-src 'self'")
        && has("content-length", "")
}
