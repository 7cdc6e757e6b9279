//! A browser to draw and to measure with: Chromium through its driver (W3C WebDriver and Chromium's own
//! additions), in as few commands as pictures and benchmarks need.

mod base64;
mod tab;

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::http;
use crate::process::{Background, command};
use crate::server::free_port;
use crate::setup;

pub use tab::{Held, Work};

/// How long a page or a part of it may take to appear.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running driver.
pub struct Driver {
    port: u16,
    _running: Background,
}

/// An open browser window; closed when dropped.
pub struct Session<'a> {
    driver: &'a Driver,
    id: String,
}

/// The window's size, its density and what it asks of pages.
#[derive(Clone, Copy)]
pub struct View {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// Picture pixels for a CSS pixel.
    pub density: f64,
    /// Whether pages are asked for their dark colours.
    pub dark: bool,
}

impl Driver {
    /// Starts the driver on a free port.
    pub fn start() -> Result<Self> {
        let program = setup::chromedriver().context("chromedriver is not installed")?;
        let port = free_port()?;
        let mut driver = command(program);
        driver.arg(format!("--port={port}"));
        let mut running = Background::start(&driver, Stdio::null(), Stdio::null())?;
        let start = Instant::now();
        while ask(port, "GET", "/status", None).is_err() {
            running.still_running()?;
            if start.elapsed() > PATIENCE {
                bail!("chromedriver does not answer");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(Self { port, _running: running })
    }

    /// Opens a window whose person prefers this language, such as `zh-CN`.
    pub fn open(&self, language: &str) -> Result<Session<'_>> {
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--hide-scrollbars".to_owned(),
            // Containers often have a very small /dev/shm.
            "--disable-dev-shm-usage".to_owned(),
            format!("--lang={language}"),
            format!("--accept-lang={language}"),
        ];
        if setup::is_root() {
            // The sandbox does not start for root.
            arguments.push("--no-sandbox".to_owned());
        }
        let browser = setup::browser().context("no Chromium or Chrome is installed")?;
        let options = json!({ "args": arguments, "binary": browser });
        let wanted = json!({ "browserName": "chrome", "goog:chromeOptions": options });
        let body = json!({ "capabilities": { "alwaysMatch": wanted } });
        let answer = ask(self.port, "POST", "/session", Some(&body))?;
        let id = answer["sessionId"].as_str().context("the driver opened no session")?.to_owned();
        Ok(Session { driver: self, id })
    }
}

impl Session<'_> {
    /// Sets how pages are shown from now on.
    pub fn view(&self, view: View) -> Result<()> {
        let scheme = if view.dark { "dark" } else { "light" };
        self.size(view)?;
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.chromium("Emulation.setEmulatedMedia", &json!({ "features": features }))?;
        Ok(())
    }

    /// Sets the window's size and density alone: colours and motion are as they are.
    pub fn size(&self, view: View) -> Result<()> {
        let (width, height, density) = (view.width, view.height, view.density);
        self.chromium(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": density, "mobile": true }),
        )?;
        Ok(())
    }

    /// Goes to an address and waits until it is loaded.
    pub fn go(&self, address: &str) -> Result<()> {
        self.call("POST", "/url", &json!({ "url": address }))?;
        Ok(())
    }

    /// From now on requests whose address fits one of these, with `*` for anything, fail.
    pub fn block(&self, addresses: &[String]) -> Result<()> {
        self.chromium("Network.enable", &json!({}))?;
        self.chromium("Network.setBlockedURLs", &json!({ "urls": addresses }))?;
        Ok(())
    }

    /// Runs a script and returns what it returns.
    pub fn script(&self, script: &str, arguments: &[&str]) -> Result<Value> {
        self.call("POST", "/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Waits until a script returns true; `what` says in a failure what did not come.
    pub fn wait_until(&self, script: &str, arguments: &[&str], what: &str) -> Result<()> {
        self.wait_for(PATIENCE, script, arguments, what)
    }

    /// The same for so long at most.
    pub fn wait_for(
        &self,
        patience: Duration,
        script: &str,
        arguments: &[&str],
        what: &str,
    ) -> Result<()> {
        let start = Instant::now();
        while self.script(script, arguments)? != Value::Bool(true) {
            if start.elapsed() > patience {
                bail!("{what} did not come within {} s", patience.as_secs());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// The element that a CSS selector finds first, once there is one.
    pub fn element(&self, css: &str) -> Result<Element<'_>> {
        let there = "return document.querySelector(arguments[0]) !== null";
        self.wait_until(there, &[css], css)?;
        let found =
            self.call("POST", "/element", &json!({ "using": "css selector", "value": css }))?;
        let id = found.as_object().and_then(|object| object.values().next()?.as_str());
        Ok(Element { session: self, id: id.with_context(|| format!("no {css}"))?.to_owned() })
    }

    /// A PNG picture of the window, which has this view.
    pub fn picture(&self, view: View) -> Result<Vec<u8>> {
        let (width, height) = (view.width, view.height);
        // A clip is measured from the page's beginning, not from the window's.
        let top = self.script("return scrollY", &[])?;
        let clip = json!({ "x": 0, "y": top, "width": width, "height": height, "scale": 1 });
        let ask = json!({ "format": "png", "clip": clip });
        let answer = self.chromium("Page.captureScreenshot", &ask)?;
        let text = answer["data"].as_str().context("the browser took no picture")?;
        base64::decode(text).context("the browser's picture is not base64")
    }

    /// A command of Chromium's own protocol.
    fn chromium(&self, name: &str, parameters: &Value) -> Result<Value> {
        self.call("POST", "/goog/cdp/execute", &json!({ "cmd": name, "params": parameters }))
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let path = format!("/session/{}{path}", self.id);
        ask(self.driver.port, method, &path, Some(body))
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        let _ = ask(self.driver.port, "DELETE", &format!("/session/{}", self.id), None);
    }
}

/// A part of a page.
pub struct Element<'a> {
    session: &'a Session<'a>,
    id: String,
}

impl Element<'_> {
    /// Taps it.
    pub fn click(&self) -> Result<()> {
        self.call("click", &json!({}))
    }

    /// Types into it, in place of what was there.
    pub fn fill(&self, text: &str) -> Result<()> {
        self.call("clear", &json!({}))?;
        self.call("value", &json!({ "text": text }))
    }

    fn call(&self, action: &str, body: &Value) -> Result<()> {
        self.session.call("POST", &format!("/element/{}/{action}", self.id), body).map(|_| ())
    }
}

/// Asks the driver and returns the `value` of its answer; an error answer is an error.
fn ask(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let answer = http::send(&format!("127.0.0.1:{port}"), method, path, &body)?;
    let mut answer: Value =
        serde_json::from_slice(&answer.body).context("the driver's answer is not JSON")?;
    let value = answer["value"].take();
    if let Some(error) = value["error"].as_str() {
        let said = value["message"].as_str().unwrap_or_default();
        bail!("{error}: {}", said.lines().next().unwrap_or_default());
    }
    Ok(value)
}
