//! Asking the shop without a browser.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.text).with_context(|| format!("no JSON: {}", self.text))
    }
}

/// Gets an address as a reader of `language` would.
pub(crate) async fn get(url: &str, language: &str) -> Result<Answer> {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build()?;
    let answer = client.get(url).header("accept-language", language).send().await?;
    let status = answer.status().as_u16();
    Ok(Answer { status, text: answer.text().await? })
}
