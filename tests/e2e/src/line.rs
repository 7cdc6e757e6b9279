//! The line between browser and shop: cut, blocked for some files, or never answering.

use anyhow::Result;
use serde_json::json;

use crate::Browser;

impl Browser {
    /// From now on requests whose address fits one of `patterns`, with `*` for anything, fail; none, when
    /// there are none.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn block(&self, patterns: &[&str]) -> Result<()> {
        self.chromium("Network.enable", json!({})).await?;
        self.chromium("Network.setBlockedURLs", json!({ "urls": patterns })).await
    }

    /// From now on requests whose address fits `pattern` are held without an answer.
    ///
    /// # Errors
    /// As [`Browser::block`].
    pub async fn hold(&self, pattern: &str) -> Result<()> {
        self.chromium("Fetch.enable", json!({ "patterns": [{ "urlPattern": pattern }] })).await
    }

    /// Lets go what is held.
    ///
    /// # Errors
    /// As [`Browser::block`].
    pub async fn release(&self) -> Result<()> {
        self.chromium("Fetch.disable", json!({})).await
    }

    /// Takes the phone off the network, or puts it back; the page is told as on a phone.
    ///
    /// # Errors
    /// As [`Browser::block`].
    pub async fn online(&self, online: bool) -> Result<()> {
        self.chromium("Network.enable", json!({})).await?;
        let line = json!({
            "offline": !online, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.chromium("Network.emulateNetworkConditions", line).await
    }

    /// The names of all cookies of this browser, of whatever host.
    ///
    /// # Errors
    /// As [`Browser::block`].
    pub async fn all_cookies(&self) -> Result<Vec<String>> {
        let kept = self.web.cdp().send_raw("Storage.getCookies", json!({})).await?;
        let all = kept["cookies"].as_array().into_iter().flatten();
        Ok(all.map(|cookie| cookie["name"].to_string()).collect())
    }
}
