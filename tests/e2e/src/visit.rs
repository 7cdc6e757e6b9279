//! What a person does in a browser and sees there. Everything waits for a condition and says, when it
//! does not come, what did not.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::{By, WebElement};
use tokio::time::sleep;

use crate::{Browser, Engine, Shop};

/// How long something may take to appear on a busy machine.
const PATIENCE: Duration = Duration::from_secs(40);

/// A browser in a shop.
#[derive(Debug)]
pub struct Visit {
    /// The shop.
    pub shop: Shop,
    /// The browser.
    pub browser: Browser,
}

impl Visit {
    /// Opens a page of the shop and waits until the app has started on it.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn open(&self, path: &str) -> Result<()> {
        self.browser.web.goto(self.shop.url(path)).await?;
        self.started().await
    }

    /// Waits until the app has started on the page that is there.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn started(&self) -> Result<()> {
        self.wait("the app's start", "window.e2e?.started === true").await
    }

    /// Runs a script's body and gives what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn script(&self, body: &str, given: &[Value]) -> Result<Value> {
        let answer = self.browser.web.execute(body, given.to_vec()).await;
        Ok(answer.with_context(|| format!("running {body}"))?.json().clone())
    }

    /// The value of a JavaScript expression.
    ///
    /// # Errors
    /// As [`Visit::script`].
    pub async fn value(&self, expression: &str) -> Result<Value> {
        self.script(&format!("return ({expression});"), &[]).await
    }

    /// What the body of an asynchronous function returns.
    ///
    /// # Errors
    /// When it throws, or takes longer than half a minute.
    pub async fn answer(&self, body: &str) -> Result<Value> {
        let ask = "const done = arguments[arguments.length - 1];
            (async () => { BODY })().then((is) => done({ is }), (error) => done({ error: String(error) }));";
        let ask = ask.replace("BODY", body);
        let answer = self.browser.web.execute_async(ask, Vec::new()).await;
        let answer = answer.with_context(|| format!("running {body}"))?.json().clone();
        ensure!(answer.get("error").is_none(), "{body} failed: {}", answer["error"]);
        Ok(answer["is"].clone())
    }

    /// Waits until a JavaScript expression is true.
    ///
    /// # Errors
    /// When it does not become true.
    pub async fn wait(&self, what: &str, expression: &str) -> Result<()> {
        let begun = Instant::now();
        loop {
            // While a page is being left there is nothing to ask: that is not yet true, too.
            let last = self.value(&format!("!!({expression})")).await;
            if matches!(last, Ok(Value::Bool(true))) {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                bail!("{what} did not come within {} s ({last:?})", PATIENCE.as_secs());
            }
            sleep(Duration::from_millis(40)).await;
        }
    }

    /// Waits until the address bar shows a page of the shop whose path begins so.
    ///
    /// # Errors
    /// When it does not.
    pub async fn arrives(&self, path: &str) -> Result<()> {
        let there = format!("location.pathname.startsWith({})", json!(self.shop.path(path)));
        self.wait(path, &there).await
    }

    /// The first element that a CSS selector finds and that can be seen, once there is one.
    ///
    /// # Errors
    /// When none comes.
    pub async fn element(&self, css: &str) -> Result<WebElement> {
        let seen = format!("document.querySelector({})?.getClientRects().length > 0", json!(css));
        self.wait(css, &seen).await?;
        match self.browser.web.find(By::Css(css)).await {
            Ok(found) => Ok(found),
            // What a journey's own script finds where the driver does not look: in a shadow root.
            Err(_) => {
                let find = format!("return document.querySelector({})", json!(css));
                Ok(self.browser.web.execute(find, Vec::new()).await?.element()?)
            }
        }
    }

    /// Whether a CSS selector finds something.
    ///
    /// # Errors
    /// As [`Visit::script`].
    pub async fn has(&self, css: &str) -> Result<bool> {
        let found = self.value(&format!("document.querySelector({}) !== null", json!(css))).await?;
        Ok(found == Value::Bool(true))
    }

    /// Taps an element, once it is there and enabled. One that is drawn anew while it is aimed at is aimed at
    /// again, as a person would.
    ///
    /// # Errors
    /// When it does not come or cannot be tapped.
    pub async fn tap(&self, css: &str) -> Result<()> {
        let (begun, mut missed) = (Instant::now(), false);
        loop {
            match self.aim_and_tap(css).await {
                Err(error) if has_moved(&error) && begun.elapsed() < PATIENCE => {}
                // What came at that moment moved it from under the finger.
                Ok(false) if !missed => missed = true,
                done => return done.map(drop).with_context(|| format!("tapping {css}")),
            }
        }
    }

    /// Whether the tap reached it, as far as that is known.
    async fn aim_and_tap(&self, css: &str) -> Result<bool> {
        let open = format!("document.querySelector({})?.disabled !== true", json!(css));
        let element = self.element(css).await?;
        self.wait(&format!("an enabled {css}"), &open).await?;
        // In the middle of the window, clear of the bars above and below.
        let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
        self.script(middle, &[element.to_json()?]).await?;
        // A sheet that is still sliding in would be tapped beside the button.
        let still = format!(
            "(() => {{
                const {{ top, left }} = document.querySelector({}).getBoundingClientRect();
                const before = window.e2e_at;
                window.e2e_at = `${{top}} ${{left}}`;
                return before === window.e2e_at;
            }})()",
            json!(css)
        );
        self.wait(&format!("{css} to stand still"), &still).await?;
        let heard = "window.e2e_hit = false;
            arguments[0].addEventListener('click', () => { window.e2e_hit = true; }, { capture: true, once: true });";
        self.script(heard, &[element.to_json()?]).await?;
        element.click().await?;
        // Where the tap led to another page there is no such mark.
        Ok(self.value("window.e2e_hit !== false").await.ok() != Some(json!(false)))
    }

    /// Types into a field, in place of what was there.
    ///
    /// # Errors
    /// When there is none.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        let field = self.element(css).await?;
        field.clear().await?;
        field.send_keys(text).await?;
        Ok(())
    }

    /// Chooses an option of a list by its value.
    ///
    /// # Errors
    /// When there is none.
    pub async fn choose(&self, css: &str, value: &str) -> Result<()> {
        self.element(css).await?;
        let choose = "const list = document.querySelector(arguments[0]); list.value = arguments[1];
            list.dispatchEvent(new Event('change', { bubbles: true })); return list.value;";
        let chosen = self.script(choose, &[json!(css), json!(value)]).await?;
        ensure!(chosen == json!(value), "{css} has no {value}");
        Ok(())
    }

    /// The text that is seen in the first element a selector finds, once there is one.
    ///
    /// # Errors
    /// When none comes.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.element(css).await?.text().await?)
    }

    /// Waits until a text is seen in an element.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn sees(&self, css: &str, text: &str) -> Result<()> {
        let seen = "[...document.querySelectorAll(CSS)].some((it) => it.innerText.includes(TEXT))";
        let seen = seen.replace("CSS", &json!(css).to_string());
        let seen = seen.replace("TEXT", &json!(text).to_string());
        self.wait(&format!("“{text}” in {css}"), &seen).await
    }

    /// What the browser complained of: on its console since it was last asked, in `WebKit` since the
    /// journey began.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn said(&self) -> Result<Vec<String>> {
        if self.browser.engine() == Engine::WebKit {
            return Ok(self.shop.said());
        }
        let said = self.browser.web.browser_log().await?;
        let severe = said.into_iter().filter(|line| line.level == "SEVERE");
        Ok(severe.map(|line| line.message).collect())
    }

    /// Path, query and fragment of the address bar.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn path(&self) -> Result<String> {
        let url = self.browser.web.current_url().await?;
        let mut path = url.path().to_owned();
        if let Some(query) = url.query() {
            path.push('?');
            path.push_str(query);
        }
        Ok(path)
    }
}

/// Whether an element was drawn anew or pushed under a bar since it was aimed at: then it is not tapped yet.
fn has_moved(error: &anyhow::Error) -> bool {
    let moved = ["stale element", "click intercepted"];
    error.chain().any(|cause| moved.iter().any(|what| format!("{cause}").contains(what)))
}
