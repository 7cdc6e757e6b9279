//! Who is in a room without a browser: its host, another viewer, and another phone that pays.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use picklive_e2e::Shop;
use reqwest::{Client, Method, RequestBuilder, Response, header, redirect::Policy};
use serde_json::{Value, json};
use tokio::{sync::watch, time::sleep};

/// How long something may take to be so.
const PATIENCE: Duration = Duration::from_secs(40);

/// Who runs the demo's rooms.
pub const HOST: &str = "host@dawn-window.example";

/// Somebody in a room.
pub struct Caller {
    http: Client,
    shop: String,
    room: String,
    bearer: Option<String>,
    ticket: String,
    host: bool,
}

impl Caller {
    /// A viewer with a ticket of their own.
    pub async fn viewer(shop: &Shop, room: &str) -> Result<Self> {
        Self::enter(shop, room, None).await
    }

    /// The host, signed in.
    pub async fn host(shop: &Shop, room: &str) -> Result<Self> {
        let this = Self::person(shop, room, HOST).await?;
        ensure!(this.host, "{HOST} does not run {room}");
        Ok(this)
    }

    /// Somebody who is signed in.
    pub async fn person(shop: &Shop, room: &str, contact: &str) -> Result<Self> {
        let (http, shop_url) = (client()?, shop.own_url(""));
        let ask = |path: &str, body: Value| post(&http, &shop_url, path).json(&body).send();
        let contact = json!({ "kind": "email", "value": contact });
        let sent: Value = good(ask("/v1/session/codes", contact.clone()).await?).await?;
        let with_code = json!({ "contact": contact, "code": sent["demo_code"] });
        let answer = ask("/v1/session", with_code).await?;
        let cookie = answer.headers().get(header::SET_COOKIE).context("no cookie")?.to_str()?;
        let (_, token) =
            cookie.split(';').next().unwrap_or_default().split_once('=').context("no token")?;
        Self::enter(shop, room, Some(token.to_owned())).await
    }

    async fn enter(shop: &Shop, room: &str, bearer: Option<String>) -> Result<Self> {
        let (http, shop) = (client()?, shop.own_url(""));
        let (room, ticket) = (room.into(), String::new());
        let mut this = Self { http, shop, room, bearer, ticket, host: false };
        let entered = this.post("/enter", &json!({})).await?;
        this.host = entered["host"].as_bool().unwrap_or_default();
        this.ticket = entered["viewer"].as_str().context("no ticket")?.to_owned();
        Ok(this)
    }

    /// Does something as the host; the moment it counts from, as the shop writes it.
    pub async fn act(&self, act: Value) -> Result<String> {
        let done = self.post("/acts", &act).await?;
        Ok(done["at"].as_str().context("no moment")?.to_owned())
    }

    /// Shows a product; since when.
    pub async fn pin(&self, product: &str) -> Result<String> {
        self.act(json!({ "kind": "pin", "product": product })).await
    }

    /// Says something.
    pub async fn say(&self, text: &str) -> Result<()> {
        self.post("/comments", &json!({ "name": "阿青", "text": text })).await.map(drop)
    }

    /// The room as it is now.
    pub async fn room(&self) -> Result<Value> {
        let url = format!("{}/v1/rooms/{}", self.shop, self.room);
        good(self.http.get(url).send().await?).await
    }

    /// The room, once it is as it should be.
    pub async fn room_when(&self, such: impl Fn(&Value) -> bool) -> Result<Value> {
        let begun = Instant::now();
        loop {
            let room = self.room().await?;
            if such(&room) {
                return Ok(room);
            }
            ensure!(begun.elapsed() < PATIENCE, "the room stays {room}");
            sleep(Duration::from_millis(200)).await;
        }
    }

    /// What the room tells after a cursor, each event with its number as it was written, until the number that
    /// `until` names: by a line that is begun anew where it broke, as a page does.
    pub async fn follow(
        &self,
        mut after: String,
        mut until: watch::Receiver<Option<i64>>,
    ) -> Result<Vec<(i64, String)>> {
        let mut told: Vec<(i64, String)> = Vec::new();
        loop {
            let url = format!("{}/v1/events?topics=room:{}&after={after}", self.shop, self.room);
            let ask = self.http.get(url).header(header::ACCEPT, "text/event-stream");
            let line = ask.header("picklive-viewer", &self.ticket).send().await;
            let Ok(mut line) = line else {
                sleep(Duration::from_millis(100)).await;
                continue;
            };
            let mut text = Vec::new();
            loop {
                let done = |told: &[(i64, String)], last: Option<i64>| {
                    last.is_some_and(|last| told.last().is_some_and(|event| event.0 >= last))
                };
                if done(&told, *until.borrow()) {
                    return Ok(told);
                }
                let chunk = tokio::select! {
                    chunk = line.chunk() => chunk,
                    _ = until.changed() => continue,
                };
                let Ok(Some(chunk)) = chunk else { break };
                text.extend_from_slice(&chunk);
                while let Some(end) = text.windows(2).position(|two| two == b"\n\n") {
                    let block: Vec<u8> = text.drain(..end + 2).collect();
                    heard(&String::from_utf8(block)?, &mut after, &mut told)?;
                }
            }
        }
    }

    /// What is said in it, oldest first.
    pub async fn said(&self) -> Result<Vec<String>> {
        let room = self.room().await?;
        let said = room["comments"].as_array().into_iter().flatten();
        Ok(said.filter_map(|one| one["text"].as_str()).map(Into::into).collect())
    }

    /// Enters a lucky bag.
    pub async fn enters(&self, bag: &str, nonce: &str, name: &str) -> Result<()> {
        let ask = json!({ "nonce": nonce, "name": name });
        self.write(&format!("/v1/bags/{bag}/entries"), &ask).await.map(drop)
    }

    async fn post(&self, what: &str, body: &Value) -> Result<Value> {
        self.write(&format!("/v1/rooms/{}{what}", self.room), body).await
    }

    async fn write(&self, path: &str, body: &Value) -> Result<Value> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let key = format!("e2e-{:032}", COUNT.fetch_add(1, Ordering::Relaxed));
        let mut ask = post(&self.http, &self.shop, path).header("idempotency-key", key).json(body);
        if let Some(token) = &self.bearer {
            ask = ask.bearer_auth(token);
        }
        if !self.ticket.is_empty() {
            ask = ask.header("picklive-viewer", &self.ticket);
        }
        good(ask.send().await?).await.with_context(|| format!("{path} {body}"))
    }
}

/// Reads a block of a stream: an event with its number, and the cursor behind it.
fn heard(block: &str, after: &mut String, told: &mut Vec<(i64, String)>) -> Result<()> {
    let part = |name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name));
        line.map(|line| line.trim_start().to_owned())
    };
    if let Some(data) = part("data:") {
        let event: Value = serde_json::from_str(&data)?;
        ensure!(event["kind"] != json!("resync"), "nothing is so old: {event}");
        // That a line is there is no event.
        if event["kind"] != json!("ready") {
            told.push((event["seq"].as_i64().context("no number")?, data));
        }
    }
    if let Some(id) = part("id:") {
        *after = id;
    }
    Ok(())
}

/// Pays on another phone what a code on the page leads to.
pub async fn pays_elsewhere(content: &str) -> Result<()> {
    let http = client()?;
    let page = http.get(content).send().await?.text().await?;
    let token =
        page.split_once("name=\"token\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
    let (token, _) = token.with_context(|| format!("no form: {page}"))?;
    let form = format!("token={token}&do=pay");
    let kind = "application/x-www-form-urlencoded";
    let answer = http.post(content).header(header::CONTENT_TYPE, kind).body(form).send().await?;
    ensure!(answer.status().is_redirection(), "the sandbox says {}", answer.status());
    Ok(())
}

fn client() -> Result<Client> {
    let client = Client::builder().no_proxy().timeout(Duration::from_secs(30));
    Ok(client.redirect(Policy::none()).build()?)
}

fn post(http: &Client, shop: &str, path: &str) -> RequestBuilder {
    http.request(Method::POST, format!("{shop}{path}")).header(header::ORIGIN, shop)
}

async fn good(answer: Response) -> Result<Value> {
    let (status, text) = (answer.status(), answer.text().await?);
    ensure!(status.is_success(), "the shop says {status}: {text}");
    serde_json::from_str(&text).with_context(|| format!("no JSON: {text}"))
}
