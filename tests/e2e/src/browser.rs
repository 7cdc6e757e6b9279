//! A browser with a phone's window and a profile of its own.

use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use thirtyfour::WebDriver;
use tokio::time::sleep;

use crate::{
    Engine, chromium,
    display::Display,
    http,
    program::{self, Running},
    webkit,
};

/// How long the driver may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// A phone's window, in CSS pixels.
pub(crate) const WIDTH: u32 = 375;
/// As [`WIDTH`].
pub(crate) const HEIGHT: u32 = 812;
/// Runs before every page's own scripts: notes the start, everything the page's policy refuses, and says
/// that the program broke.
pub(crate) const WATCH: &str = "window.e2e = { started: false, panicked: false, refused: [] };
addEventListener('picklive:started', () => { window.e2e.started = true; });
addEventListener('picklive:panic', () => {
  window.e2e.panicked = true;
  console.error('picklive:panic');
});
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
    /// Whether the journey breaks the program on purpose; else it has failed when that happened.
    pub breaks: bool,
    /// A script that runs before every page's own.
    pub before: String,
}

impl Default for Look {
    fn default() -> Self {
        let before = String::new();
        Self { language: "zh-CN", dark: false, wechat: false, whole: true, breaks: false, before }
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
    // In this order they end.
    driver: Running,
    display: Option<Display>,
}

impl Browser {
    /// Opens a browser of this engine whose profile is kept in `folder`.
    ///
    /// # Errors
    /// When driver or browser cannot be started.
    pub async fn open(engine: Engine, look: Look, folder: &Path) -> Result<Self> {
        let (mut command, wishes, display) = match engine {
            Engine::Chromium => (chromium::driver(), chromium::wishes(&look, folder)?, None),
            Engine::WebKit => {
                let display = Display::open()?;
                let driver = webkit::driver(&look, folder, &display)?;
                (driver, webkit::wishes(&look)?, Some(display))
            }
        };
        let port = program::free_port()?;
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let mut driver = Running::start(&mut command)?;
        let begun = Instant::now();
        while http::get(&format!("http://127.0.0.1:{port}/status"), "en").await.is_err() {
            driver.still_running()?;
            if begun.elapsed() > PATIENCE {
                bail!("the browser's driver does not answer");
            }
            sleep(Duration::from_millis(25)).await;
        }
        let web = WebDriver::new(format!("http://127.0.0.1:{port}"), wishes).await?;
        let browser = Self { web, look, driver, display };
        browser.prepare().await?;
        Ok(browser)
    }

    /// The engine that draws.
    pub fn engine(&self) -> Engine {
        if self.display.is_some() { Engine::WebKit } else { Engine::Chromium }
    }

    /// Prepares the window that is looked at: size and colours, and what runs before its pages.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn prepare(&self) -> Result<()> {
        if self.engine() == Engine::WebKit {
            return self.as_large_as_a_phone().await;
        }
        self.scheme(self.look.dark).await?;
        self.before(WATCH).await?;
        if !self.look.before.is_empty() {
            self.before(&self.look.before).await?;
        }
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
