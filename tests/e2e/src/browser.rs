//! A browser with a phone's window and a profile of its own.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::json;
use thirtyfour::{
    CapabilitiesHelper, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel,
    PageLoadStrategy, WebDriver, prelude::WebDriverError,
};
use tokio::time::sleep;

use crate::{
    http,
    program::{self, Running},
};

/// How long the driver may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// A phone's browser.
const PHONE: &str = "Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/120.0.0.0 Mobile Safari/537.36";
/// `WeChat`'s web view.
const WECHAT: &str = "Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50";
/// Runs before every page's own scripts: notes the start, a panic, and everything the page's policy refuses.
const WATCH: &str = "window.e2e = { started: false, panicked: false, refused: [] };
addEventListener('picklive:panic', () => { window.e2e.panicked = true; });
addEventListener('picklive:started', () => { window.e2e.started = true; });
addEventListener('securitypolicyviolation', (event) => {
  window.e2e.refused.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample);
});";

/// Who looks, and through what.
#[derive(Clone, Debug)]
pub struct Look {
    /// The language the reader prefers, e.g. `zh-CN`.
    pub language: &'static str,
    /// Whether pages are asked for their dark colours.
    pub dark: bool,
    /// Whether it is `WeChat`'s web view.
    pub wechat: bool,
    /// Whether opening an address waits until everything the page asks for is there. Without it the
    /// journey waits for what it wants to see: for pages that never get all they ask for.
    pub whole: bool,
    /// A script that runs before every page's own.
    pub before: String,
}

impl Default for Look {
    fn default() -> Self {
        let before = String::new();
        Self { language: "zh-CN", dark: false, wechat: false, whole: true, before }
    }
}

impl Look {
    /// A look with a script that runs before every page's own.
    #[must_use]
    pub fn with(script: &str) -> Self {
        Self { before: script.into(), ..Self::default() }
    }
}

/// An open browser; it and its driver end with [`Browser::close`], at the latest when this is dropped.
#[derive(Debug)]
pub struct Browser {
    /// The driver's session, for what has no word of its own here.
    pub web: WebDriver,
    look: Look,
    driver: Running,
}

impl Browser {
    /// Opens a browser whose profile is kept in `folder`.
    ///
    /// # Errors
    /// When driver or browser cannot be started.
    pub async fn open(look: Look, folder: &Path) -> Result<Self> {
        let port = program::free_port()?;
        let mut command = Command::new(program::chromedriver());
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let mut driver = Running::start(&mut command)?;
        let begun = Instant::now();
        while http::get(&format!("http://127.0.0.1:{port}/status"), "en").await.is_err() {
            driver.still_running()?;
            if begun.elapsed() > PATIENCE {
                bail!("chromedriver does not answer");
            }
            sleep(Duration::from_millis(25)).await;
        }
        let web =
            WebDriver::new(format!("http://127.0.0.1:{port}"), wishes(&look, folder)?).await?;
        let browser = Self { web, look, driver };
        browser.prepare().await?;
        Ok(browser)
    }

    /// Prepares the window that is looked at: colours, and what runs before its pages.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn prepare(&self) -> Result<()> {
        self.scheme(self.look.dark).await?;
        self.before(WATCH).await?;
        if !self.look.before.is_empty() {
            self.before(&self.look.before).await?;
        }
        Ok(())
    }

    /// Asks pages for their dark or light colours from now on.
    ///
    /// # Errors
    /// As [`Browser::prepare`].
    pub async fn scheme(&self, dark: bool) -> Result<()> {
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.chromium("Emulation.setEmulatedMedia", json!({ "features": features })).await
    }

    async fn before(&self, script: &str) -> Result<()> {
        let ask = json!({ "source": script });
        self.chromium("Page.addScriptToEvaluateOnNewDocument", ask).await
    }

    /// Tells Chromium something in the words of its `DevTools` protocol, for the tab that is acted in.
    pub(crate) async fn chromium(&self, name: &str, ask: serde_json::Value) -> Result<()> {
        self.web.cdp().send_raw(name, ask).await?;
        Ok(())
    }

    /// Fails when the driver has ended by itself: then nothing that was waited for could come.
    ///
    /// # Errors
    /// How it ended.
    pub fn still_driven(&mut self) -> Result<()> {
        self.driver.still_running().context("the browser's driver")
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When it does not end in good order.
    pub async fn close(self) -> Result<()> {
        Ok(self.web.quit().await?)
    }
}

fn wishes(look: &Look, folder: &Path) -> Result<thirtyfour::ChromeCapabilities, WebDriverError> {
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
    let screen = json!({ "width": 375, "height": 812, "pixelRatio": 2, "touch": true });
    let agent = if look.wechat { WECHAT } else { PHONE };
    let phone = json!({ "deviceMetrics": screen, "userAgent": agent });
    wishes.add_experimental_option("mobileEmulation", phone)?;
    wishes.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    if !look.whole {
        wishes.set_page_load_strategy(PageLoadStrategy::None)?;
    }
    Ok(wishes)
}
