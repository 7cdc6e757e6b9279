//! What becomes of one request.

use std::{
    io::{Error, Result},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use reqwest::{Client, Method, Response};
use serde_json::Value;
use tokio::{io::AsyncWriteExt, net::TcpStream, time::sleep};

use super::Plan;
use crate::{
    misdeed::{Does, Misdeed},
    spoil,
    wire::{self, Asked, Reply},
};

/// Beside the pages: data that came with them.
const FIRST: &str = "<script type=\"application/json\" id=\"picklive-first\">";
/// Its parts, and from where each could have come.
const PARTS: [(&str, &str); 4] = [
    ("/storefront", "/v1/storefront"),
    ("/page/edition", "/v1/editions/today"),
    ("/page/drops", "/v1/drops"),
    ("/page/product", "/v1/products/id"),
];
const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 5'/>";
/// How long [`Does::Waits`] waits.
const LONG: Duration = Duration::from_secs(30);

/// What each connection needs.
#[derive(Clone)]
pub(super) struct Way {
    /// Asks the shop.
    pub client: Client,
    /// The shop's port.
    pub shop: u16,
    /// The page as it was built.
    pub shell: PathBuf,
    /// What is done.
    pub plan: Arc<Mutex<Plan>>,
}

impl Way {
    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sees to one connection.
    pub async fn pass(self, mut browser: TcpStream) -> Result<()> {
        let Some(asked) = wire::read(&mut browser).await? else { return Ok(()) };
        let api = asked.path().starts_with("/v1/");
        let (misdeed, bare) = {
            let mut plan = self.plan();
            if api {
                plan.asked.push(format!("{} {}", asked.method, asked.target));
                plan.open += 1;
            }
            let hit = !api || plan.paths.iter().any(|path| asked.path().starts_with(path));
            (plan.misdeed.filter(|_| hit), plan.bare)
        };
        let done = if api {
            self.answer(&mut browser, &asked, misdeed).await
        } else {
            self.page(&mut browser, &asked, misdeed, bare).await
        };
        if api {
            let mut plan = self.plan();
            plan.open -= 1;
            plan.spoiled += usize::from(misdeed.is_some());
        }
        done
    }

    /// Answers a question to the API.
    async fn answer(
        &self,
        browser: &mut TcpStream,
        asked: &Asked,
        misdeed: Option<Misdeed>,
    ) -> Result<()> {
        let does = misdeed.map(|misdeed| misdeed.does);
        if let Some(Does::Says(reply)) = does {
            return reply().send(browser).await;
        }
        let answer = self.ask(asked).await?;
        if header(&answer, "content-type").starts_with("text/event-stream") {
            return self.stream(browser, answer).await;
        }
        let mut reply = whole(answer).await?;
        match does {
            Some(Does::Cuts) => {
                browser.write_all(reply.head(Some(reply.body.len())).as_bytes()).await?;
                let half = reply.body.len() / 2;
                return browser.write_all(reply.body.get(..half).unwrap_or_default()).await;
            }
            Some(Does::Times(now)) => {
                reply.headers.retain(|header| header.0 != "picklive-time");
                reply.headers.push(("picklive-time".into(), now.into()));
            }
            Some(Does::Resets) => return browser.set_zero_linger(),
            Some(Does::Waits) => sleep(LONG).await,
            Some(does) if (200..300).contains(&reply.status) => {
                spoiled(&mut reply.body, asked, does)
            }
            _ => {}
        }
        reply.send(browser).await
    }

    /// Answers with a page or one of its files. No policy helps the app here.
    async fn page(
        &self,
        browser: &mut TcpStream,
        asked: &Asked,
        misdeed: Option<Misdeed>,
        bare: bool,
    ) -> Result<()> {
        // Nothing here is about pictures, and a small one is soon drawn.
        if asked.path().starts_with("/media/") {
            return Reply::of(200, "image/svg+xml", PICTURE).send(browser).await;
        }
        if asked.path() == "/captive-portal" {
            return Reply::of(200, "text/html", "<h1>Log in</h1>").send(browser).await;
        }
        let mut reply = whole(self.ask(asked).await?).await?;
        reply.headers.retain(|header| !header.0.starts_with("content-security-policy"));
        let html =
            reply.headers.iter().any(|it| it.0 == "content-type" && it.1.starts_with("text/html"));
        if html && bare {
            reply.body = std::fs::read(&self.shell)?;
        } else if let Some(misdeed) = misdeed.filter(|misdeed| html && misdeed.is_in_words()) {
            let text = String::from_utf8(reply.body).map_err(Error::other)?;
            reply.body = first_spoiled(text, misdeed.does).into();
            self.plan().spoiled += 1;
        }
        reply.send(browser).await
    }

    /// Asks the shop what the browser asked.
    async fn ask(&self, asked: &Asked) -> Result<Response> {
        let method = Method::from_bytes(asked.method.as_bytes()).map_err(Error::other)?;
        let url = format!("http://127.0.0.1:{}{}", self.shop, asked.target);
        let mut request = self.client.request(method, url).body(asked.body.clone());
        // What is packed cannot be spoiled, and what is kept is not sent.
        let own = ["connection", "accept-encoding", "if-none-match", "content-length"];
        for (name, value) in asked.headers.iter().filter(|it| !own.contains(&it.0.as_str())) {
            request = request.header(name, value);
        }
        request.send().await.map_err(Error::other)
    }

    /// Passes a stream on as it comes.
    async fn stream(&self, browser: &mut TcpStream, mut answer: Response) -> Result<()> {
        let reply = Reply { status: 200, headers: headers(&answer), body: Vec::new() };
        browser.write_all(reply.head(None).as_bytes()).await?;
        let first = self.plan().mutters;
        browser.write_all(first.as_bytes()).await?;
        // Nobody waits for its end.
        self.plan().open -= 1;
        let mut done = Ok(());
        while let Ok(Some(piece)) = answer.chunk().await {
            done = browser.write_all(&piece).await;
            if done.is_err() {
                break;
            }
        }
        self.plan().open += 1;
        done
    }
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn headers(answer: &Response) -> Vec<(String, String)> {
    let kept = answer.headers().iter().filter(|(name, _)| {
        !["connection", "content-length", "transfer-encoding", "etag"].contains(&name.as_str())
    });
    kept.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().into()))
        .collect()
}

async fn whole(answer: Response) -> Result<Reply> {
    let (status, headers) = (answer.status().as_u16(), headers(&answer));
    let body = answer.bytes().await.map_err(Error::other)?.to_vec();
    Ok(Reply { status, headers, body })
}

/// Does to a message what is done to messages.
fn spoiled(body: &mut Vec<u8>, asked: &Asked, does: Does) {
    let Ok(mut message) = serde_json::from_slice::<Value>(body) else { return };
    match does {
        Does::Changes(change) => change(&mut message),
        Does::Omits(null) => spoil::omit(&mut message, &asked.method, asked.path(), null),
        _ => return,
    }
    *body = message.to_string().into_bytes();
}

/// The page with the data beside it spoiled.
fn first_spoiled(text: String, does: Does) -> String {
    let Some((before, (data, after))) = text
        .split_once(FIRST)
        .and_then(|(before, rest)| Some((before, rest.split_once("</script>")?)))
    else {
        return text;
    };
    let Ok(mut data) = serde_json::from_str::<Value>(data) else { return text };
    match does {
        Does::Changes(change) => change(&mut data),
        Does::Omits(null) => {
            for (part, path) in PARTS {
                if let Some(part) = data.pointer_mut(part) {
                    spoil::omit(part, "GET", path, null);
                }
            }
        }
        _ => {}
    }
    // As the server writes it: nothing in it ends the element.
    let data = data.to_string().replace('<', "\\u003c");
    format!("{before}{FIRST}{data}</script>{after}")
}
