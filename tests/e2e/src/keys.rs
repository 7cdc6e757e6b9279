//! Using the shop by keyboard alone.

use anyhow::{Result, bail};
use serde_json::{Value, json};
use thirtyfour::{TypingData, prelude::Key};

use crate::Visit;

/// Nothing on a page is farther away than so many times Tab.
const FAR: usize = 80;

/// Where the focus is, in words for a failure.
const FOCUS: &str = "(() => { const it = document.activeElement;
    return it.tagName.toLowerCase() + (it.id && '#' + it.id) + ' ' + (it.innerText ?? '').slice(0, 20); })()";

impl Visit {
    /// Presses a key, or types a text, wherever the focus is.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.browser.web.action_chain().send_keys(keys).perform().await?)
    }

    /// Whether what a CSS selector finds has the focus.
    ///
    /// # Errors
    /// As [`Visit::press`].
    pub async fn is_at(&self, css: &str) -> Result<bool> {
        let there = format!("document.activeElement?.matches({}) === true", json!(css));
        Ok(self.value(&there).await? == Value::Bool(true))
    }

    /// Presses Tab until the focus is where a CSS selector says; gives how often.
    ///
    /// # Errors
    /// When it does not come there, with the way it took.
    pub async fn tab_to(&self, css: &str) -> Result<usize> {
        // It must be there to be reached.
        self.element(css).await?;
        let mut way = Vec::new();
        for count in 0..FAR {
            if self.is_at(css).await? {
                return Ok(count);
            }
            self.press(Key::Tab).await?;
            way.push(self.value(FOCUS).await?.as_str().unwrap_or_default().to_owned());
        }
        bail!("Tab does not lead to {css}, but to {way:#?}")
    }

    /// Goes to a field by Tab and types into it, in place of what was there.
    ///
    /// # Errors
    /// When it is not reached or holds something else afterwards.
    pub async fn type_into(&self, css: &str, text: &str) -> Result<()> {
        self.tab_to(css).await?;
        // Focus that comes by Tab has chosen what is there: typing replaces it.
        self.press(text).await?;
        let typed = format!("document.querySelector({})?.value === {}", json!(css), json!(text));
        self.wait(&format!("{text} in {css}"), &typed).await
    }
}
