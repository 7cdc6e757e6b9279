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
    Answer,
    front::{Front, Plan},
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
    front: Option<Front>,
}

impl Shop {
    /// Starts a shop, behind a proxy that does what it is to do, or behind none.
    ///
    /// # Errors
    /// When the server cannot be started or does not answer.
    pub async fn open(plan: Plan) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("picklive-e2e-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder)?;
        let port = program::free_port()?;
        let front = match plan == Plan::default() {
            true => None,
            false => Some(Front::start(port, plan).await?),
        };
        let mut shop = Self { folder, port, running: None, front };
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
        if self.front.is_some() {
            command.arg("--public-url").arg(self.url("/"));
        }
        command.stdout(log.try_clone()?).stderr(log);
        let mut running = Running::start(&mut command)?;
        let begun = Instant::now();
        while !matches!(self.get("/healthz").await, Ok(answer) if answer.status == 200) {
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
        let port = self.front.as_ref().map_or(self.port, Front::port);
        format!("http://127.0.0.1:{port}{}", self.path(path))
    }

    /// A path of the shop as the address bar shows it.
    pub fn path(&self, path: &str) -> String {
        let base = self.front.as_ref().map_or("", Front::base);
        format!("{base}{path}")
    }

    /// Method and path of everything that was asked for, when a proxy is before the shop.
    pub fn asked(&self) -> Vec<String> {
        self.front.as_ref().map(Front::asked).unwrap_or_default()
    }

    /// What went wrong on pages, when a proxy gives them a script that tells.
    pub(crate) fn said(&self) -> Vec<String> {
        self.front.as_ref().map(Front::said).unwrap_or_default()
    }

    /// Gets a path as a Chinese reader.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        http::get(&self.url(path), "zh-CN").await
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
