//! A shop of a journey's own: the reference server with the demo shop, on a free port and a fresh file.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use tokio::time::sleep;

use crate::{
    Answer, Way,
    before::Before,
    http,
    program::{self, Running},
};

/// How long the server may take to answer; a new file has its tables made and the demo shop written.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running shop; stopped, and its files removed, when this is dropped.
#[derive(Debug)]
pub struct Shop {
    folder: PathBuf,
    port: u16,
    running: Option<Running>,
    pub(crate) before: Before,
}

impl Shop {
    /// Starts a shop to which one comes this way. `script` runs before every page's own where the browser
    /// cannot be asked for that.
    ///
    /// # Errors
    /// When the server cannot be started or does not answer.
    pub async fn open(way: Way, script: Option<String>) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("picklive-e2e-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder)?;
        let port = program::free_port()?;
        let before = Before::start(way, port, &folder, script).await?;
        let mut shop = Self { folder, port, running: None, before };
        shop.start().await?;
        Ok(shop)
    }

    /// Starts the server, on the same port and file as before.
    ///
    /// # Errors
    /// As [`Shop::open`].
    pub async fn start(&mut self) -> Result<()> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let mut command = Command::new(program::server()?);
        command.args(["serve", "--demo", "--dev", "--listen", &format!("127.0.0.1:{}", self.port)]);
        command.arg("--data").arg(self.file()).arg("--dist").arg(program::dist()?);
        match &self.before {
            Before::Nothing | Before::Spoiler(_) => {}
            Before::Front(_) => _ = command.arg("--public-url").arg(self.url("/")),
            Before::Foreign(_) => {
                command.args(["--allow-origin", self.url("").as_str()]);
            }
            Before::Files(_) => {
                let origin = format!("http://127.0.0.1:{}", self.before.port(self.port));
                command.args(["--api-only", "--allow-origin", &origin]);
            }
        }
        command.stdout(log.try_clone()?).stderr(log);
        let mut running = Running::start(&mut command)?;
        let begun = Instant::now();
        let health = format!("http://127.0.0.1:{}/healthz", self.port);
        while !matches!(http::get(&health, "en").await, Ok(answer) if answer.status == 200) {
            if running.still_running().is_err() || begun.elapsed() > PATIENCE {
                bail!("the server did not start:\n{}", fs::read_to_string(self.log())?);
            }
            sleep(Duration::from_millis(25)).await;
        }
        self.running = Some(running);
        Ok(())
    }

    /// Stops the server; its file stays.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// The address of a path, which starts with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{}", self.before.port(self.port), self.path(path))
    }

    /// The address of a path of the server itself, whatever stands before it.
    pub fn own_url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// A path of the shop as the address bar shows it.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.before.base())
    }

    /// Gets a path of the server as a Chinese reader.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        let url = match &self.before {
            Before::Front(_) => self.url(path),
            _ => format!("http://127.0.0.1:{}{path}", self.port),
        };
        http::get(&url, "zh-CN").await
    }

    /// The shop's SQLite file.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join("shop.db")
    }

    /// What the server said.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// A folder for the browser, removed with the shop.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
