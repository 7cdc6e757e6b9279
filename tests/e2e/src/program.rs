//! The programs a journey needs: where they are, and running them.

use std::{
    env,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// The server's program.
pub fn server() -> Result<PathBuf> {
    named("PICKLIVE_SERVER", &["target/debug/picklive-server"])
}

/// The folder with the built app.
pub fn dist() -> Result<PathBuf> {
    named("PICKLIVE_DIST", &["dist"])
}

/// axe-core's script.
pub fn axe() -> Result<PathBuf> {
    named("PICKLIVE_AXE", &["node_modules/axe-core/axe.min.js"])
}

/// The browser's driver.
pub fn chromedriver() -> PathBuf {
    env::var_os("CHROMEDRIVER").map_or_else(|| "chromedriver".into(), PathBuf::from)
}

/// The browser; the driver finds one itself when none is named.
pub fn chrome() -> Option<String> {
    env::var("CHROME").ok()
}

/// `WebKitGTK`'s driver, which finds its browser itself.
pub fn webkit_driver() -> PathBuf {
    env::var_os("WEBKITWEBDRIVER").map_or_else(|| "WebKitWebDriver".into(), PathBuf::from)
}

/// The display that nobody looks at.
pub fn xvfb() -> PathBuf {
    env::var_os("XVFB").map_or_else(|| "Xvfb".into(), PathBuf::from)
}

/// What the environment names, else what is there in the workspace.
fn named(variable: &str, usual: &[&str]) -> Result<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Ok(path.into());
    }
    // As cargo says now: a build folder that checkouts share may hold the program of another one.
    let package = env::var_os("CARGO_MANIFEST_DIR").context("run the journeys by cargo")?;
    let root = Path::new(&package).join("../..");
    let found = usual.iter().map(|path| root.join(path)).find(|path| path.exists());
    found.with_context(|| format!("{variable} is not set; `cargo xtask test e2e` sets it"))
}

/// A port that is free now.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}

/// A running program; stopped when this is dropped.
#[derive(Debug)]
pub struct Running(Child);

impl Running {
    /// Starts a program that says nothing to us.
    pub fn start(command: &mut Command) -> Result<Self> {
        let shown = format!("{command:?}");
        let child = command.stdin(Stdio::null()).spawn();
        Ok(Self(child.with_context(|| format!("{shown} cannot be started"))?))
    }

    /// What it says, when it was started with a pipe for that.
    pub fn output(&mut self) -> Option<ChildStdout> {
        self.0.stdout.take()
    }

    /// Fails when it has ended by itself.
    pub fn still_running(&mut self) -> Result<()> {
        match self.0.try_wait()? {
            Some(status) => bail!("a program ended by itself: {status}"),
            None => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
