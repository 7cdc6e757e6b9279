//! Several tabs of one browser, of which one is acted in.

use anyhow::Result;
use serde_json::json;
use thirtyfour::prelude::WindowHandle;

use crate::{Engine, Visit};

impl Visit {
    /// The tab that is acted in.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn tab(&self) -> Result<WindowHandle> {
        Ok(self.browser.web.window().await?)
    }

    /// Opens another tab, in `WebKit` another window of the same browser, and acts in it from now on.
    ///
    /// # Errors
    /// As [`Visit::tab`].
    pub async fn new_tab(&self) -> Result<WindowHandle> {
        let web = &self.browser.web;
        // There a tab that is not in front stays hidden, and nothing but a hand brings it there.
        let tab = match self.browser.engine() {
            Engine::Chromium => web.new_tab().await?,
            Engine::WebKit => web.new_window().await?,
        };
        self.turn_to(&tab).await?;
        self.browser.prepare().await?;
        Ok(tab)
    }

    /// Acts in a tab from now on. It comes to the front: a tab in the background draws no frames, and what
    /// is tapped there may never hear of it.
    ///
    /// # Errors
    /// As [`Visit::tab`].
    pub async fn turn_to(&self, tab: &WindowHandle) -> Result<()> {
        self.browser.web.switch_to_window(tab.clone()).await?;
        match self.browser.engine() {
            Engine::Chromium => self.browser.chromium("Page.bringToFront", json!({})).await,
            // Windows there are all in front, beside each other or not: each draws.
            Engine::WebKit => Ok(()),
        }
    }
}
