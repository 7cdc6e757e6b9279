//! Who is in a room without a browser: its host, another viewer, and another phone that pays.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use picklive_e2e::Shop;
use reqwest::{Client, Method, RequestBuilder, Response, header, redirect::Policy};
use serde_json::{Value, json};

/// Who runs the demo's rooms.
const HOST: &str = "host@dawn-window.example";

/// Somebody in a room.
pub struct Caller {
    http: Client,
    shop: String,
    room: String,
    bearer: Option<String>,
    ticket: String,
}

impl Caller {
    /// A viewer with a ticket of their own.
    pub async fn viewer(shop: &Shop, room: &str) -> Result<Self> {
        Self::enter(shop, room, None).await
    }

    /// The host, signed in.
    pub async fn host(shop: &Shop, room: &str) -> Result<Self> {
        let (http, shop_url) = (client()?, shop.url(""));
        let ask = |path: &str, body: Value| post(&http, &shop_url, path).json(&body).send();
        let contact = json!({ "kind": "email", "value": HOST });
        let sent: Value = good(ask("/v1/session/codes", contact.clone()).await?).await?;
        let with_code = json!({ "contact": contact, "code": sent["demo_code"] });
        let answer = ask("/v1/session", with_code).await?;
        let cookie = answer.headers().get(header::SET_COOKIE).context("no cookie")?.to_str()?;
        let (_, token) =
            cookie.split(';').next().unwrap_or_default().split_once('=').context("no token")?;
        Self::enter(shop, room, Some(token.to_owned())).await
    }

    async fn enter(shop: &Shop, room: &str, bearer: Option<String>) -> Result<Self> {
        let (http, shop) = (client()?, shop.url(""));
        let mut this = Self { http, shop, room: room.into(), bearer, ticket: String::new() };
        let entered = this.post("/enter", &json!({})).await?;
        ensure!(
            entered["host"].as_bool().unwrap_or_default() == this.bearer.is_some(),
            "{entered}"
        );
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

    /// What is said in it, oldest first.
    pub async fn said(&self) -> Result<Vec<String>> {
        let room = self.room().await?;
        let said = room["comments"].as_array().into_iter().flatten();
        Ok(said.filter_map(|one| one["text"].as_str()).map(Into::into).collect())
    }

    async fn post(&self, what: &str, body: &Value) -> Result<Value> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let key = format!("e2e-{:032}", COUNT.fetch_add(1, Ordering::Relaxed));
        let path = format!("/v1/rooms/{}{what}", self.room);
        let mut ask = post(&self.http, &self.shop, &path).header("idempotency-key", key).json(body);
        if let Some(token) = &self.bearer {
            ask = ask.bearer_auth(token);
        }
        if !self.ticket.is_empty() {
            ask = ask.header("picklive-viewer", &self.ticket);
        }
        good(ask.send().await?).await.with_context(|| format!("{what} {body}"))
    }
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
