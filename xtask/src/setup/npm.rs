//! The npm packages that the build and the browser tests use, as `package-lock.json` has them.

use std::fs;

use anyhow::{Context, Result};

use crate::hash::Hash;
use crate::process::{command, logged};
use crate::report;
use crate::workspace::Workspace;

/// Installs them into `node_modules` at the root, unless they are there and the lock file is
/// still the same.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    ensure_in(workspace, "")
}

/// As [`ensure`], for the lock file in another folder of the checkout.
pub fn ensure_in(workspace: &Workspace, folder: &str) -> Result<()> {
    let folder = workspace.path(folder);
    let lock = fs::read(folder.join("package-lock.json")).context("reading package-lock.json")?;
    let wanted = Hash::of(&lock).hex();
    // Inside node_modules, so that it goes when they go.
    let mark = folder.join("node_modules/.picklive-lock");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    report::step("installing npm packages", || {
        let mut npm = command("npm");
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder);
        logged(&mut npm, &workspace.logs().join("npm.log"))?;
        fs::write(&mark, &wanted).with_context(|| format!("writing {}", mark.display()))
    })
}
