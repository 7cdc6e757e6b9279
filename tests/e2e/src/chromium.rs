//! Chromium: its driver, and what it is asked for in the words of its own protocol.

use std::{path::Path, process::Command};

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::{
    Capabilities, CapabilitiesHelper, ChromiumLikeCapabilities, DesiredCapabilities,
    LoggingPrefsLogLevel, PageLoadStrategy, prelude::WebDriverError,
};

use crate::{
    Browser, Engine, Look,
    browser::{HEIGHT, WIDTH},
    program,
};

/// A phone's browser.
const PHONE: &str = "Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/120.0.0.0 Mobile Safari/537.36";
/// `WeChat`'s web view.
const WECHAT: &str = "Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50";

/// Its driver, not yet started.
pub fn driver() -> Command {
    Command::new(program::chromedriver())
}

/// What the driver is asked for, with a profile in `folder`.
pub fn wishes(look: &Look, folder: &Path) -> Result<Capabilities, WebDriverError> {
    let mut wishes = DesiredCapabilities::chrome();
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let languages =
        [format!("--lang={}", look.language), format!("--accept-lang={}", look.language)];
    let fixed = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--hide-scrollbars",
        profile.as_str(),
    ];
    for argument in fixed.into_iter().chain(languages.iter().map(String::as_str)) {
        wishes.add_arg(argument)?;
    }
    if let Some(chrome) = program::chrome() {
        wishes.set_binary(&chrome)?;
    }
    let screen = json!({ "width": WIDTH, "height": HEIGHT, "pixelRatio": 2, "touch": true });
    let agent = if look.wechat { WECHAT } else { PHONE };
    let phone = json!({ "deviceMetrics": screen, "userAgent": agent });
    wishes.add_experimental_option("mobileEmulation", phone)?;
    wishes.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    if !look.whole {
        wishes.set_page_load_strategy(PageLoadStrategy::None)?;
    }
    Ok(wishes.into())
}

impl Browser {
    /// Tells Chromium something in the words of its `DevTools` protocol, for the tab that is acted in.
    ///
    /// # Errors
    /// In any other engine: a journey that comes here is one for Chromium alone.
    pub(crate) async fn chromium(&self, name: &str, ask: serde_json::Value) -> Result<()> {
        ensure!(self.engine() == Engine::Chromium, "only Chromium can do {name}");
        self.web.cdp().send_raw(name, ask).await?;
        Ok(())
    }

    /// Asks pages for their dark or light colours from now on. Only Chromium can change them.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn scheme(&self, dark: bool) -> Result<()> {
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.chromium("Emulation.setEmulatedMedia", json!({ "features": features })).await
    }

    /// Makes the window so wide, in CSS pixels; as high as before. Only Chromium can.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn wide(&self, width: u32) -> Result<()> {
        let phone = width < 600;
        let ask =
            json!({ "width": width, "height": HEIGHT, "deviceScaleFactor": 2, "mobile": phone });
        self.chromium("Emulation.setDeviceMetricsOverride", ask).await
    }

    /// Runs a script before every page's own from now on.
    pub(crate) async fn before(&self, script: &str) -> Result<()> {
        let ask = json!({ "source": script });
        self.chromium("Page.addScriptToEvaluateOnNewDocument", ask).await
    }
}
