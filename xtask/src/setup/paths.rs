//! Where installed programs are.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::find;
use crate::workspace::Workspace;

/// The search path with this project's tools and npm's programs in front.
pub fn search_path(workspace: &Workspace) -> Result<OsString> {
    let own = [workspace.tools().join("bin"), workspace.path("node_modules/.bin")];
    let rest = env::var_os("PATH").unwrap_or_default();
    env::join_paths(own.into_iter().chain(env::split_paths(&rest)))
        .context("a folder of PATH has a colon in its name")
}

/// The browser of the tests: `CHROME`, else Chromium or Chrome on the search path.
pub fn browser() -> Option<PathBuf> {
    const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    env::var_os("CHROME").map(PathBuf::from).or_else(|| NAMES.iter().find_map(|name| find(name)))
}

/// The browser's driver: `CHROMEDRIVER`, else the one on the search path.
pub fn chromedriver() -> Option<PathBuf> {
    env::var_os("CHROMEDRIVER").map(PathBuf::from).or_else(|| find("chromedriver"))
}

/// WebKit's driver, which brings its browser: `WEBKITWEBDRIVER`, else the one on the search path.
pub fn webkit_driver() -> Option<PathBuf> {
    env::var_os("WEBKITWEBDRIVER").map(PathBuf::from).or_else(|| find("WebKitWebDriver"))
}

/// The display that nobody looks at: `XVFB`, else the one on the search path.
pub fn xvfb() -> Option<PathBuf> {
    env::var_os("XVFB").map(PathBuf::from).or_else(|| find("Xvfb"))
}

/// The folder with `initdb` and `postgres`, of the newest version there is. Debian keeps them
/// off the search path, a folder for each version.
pub fn postgres_folder() -> Option<PathBuf> {
    if let Some(initdb) = find("initdb") {
        return initdb.parent().map(PathBuf::from);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|folder| folder.join("bin/initdb").is_file())
        .max_by_key(|folder| version_of(&folder.to_string_lossy()))
        .map(|folder| folder.join("bin"))
}

fn version_of(folder: &str) -> u32 {
    folder.rsplit('/').next().and_then(|name| name.parse().ok()).unwrap_or(0)
}
