//! The npm packages that the build and the browser tests use, as `package-lock.json` has them.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::hash::Hash;
use crate::process::{command, logged, read};
use crate::report;
use crate::workspace::Workspace;

/// The oldest Node.js that the packages run on.
const NODE: u32 = 18;

/// What to do when npm fails.
const REMEDY: &str = "npm needs its registry once (`npm config get registry` says which, `npm ping` \
    whether it answers); with the network in order, delete node_modules and run the command again";

/// Installs them into `node_modules` at the root, unless they are there and the lock file is
/// still the same.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    ensure_in(workspace, "")
}

/// As [`ensure`], for the lock file in another folder of the checkout.
pub fn ensure_in(workspace: &Workspace, folder: &str) -> Result<()> {
    refuse_old_node(&read(command("node").arg("--version"))?)?;
    let folder = workspace.path(folder);
    let lock = fs::read(folder.join("package-lock.json")).context("reading package-lock.json")?;
    let wanted = Hash::of(&lock).hex();
    // Inside node_modules, so that it goes when they go.
    let mark = folder.join("node_modules/.picklive-lock");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    report::step_or("installing npm packages", REMEDY, || {
        let mut npm = command("npm");
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder);
        logged(&mut npm, &workspace.logs().join("npm.log"))?;
        fs::write(&mark, &wanted).with_context(|| format!("writing {}", mark.display()))
    })
}

/// Fails for a Node.js that is too old, by what `node --version` says; what it says otherwise passes.
fn refuse_old_node(said: &str) -> Result<()> {
    let said = said.trim().trim_start_matches('v');
    let major = said.split('.').next().and_then(|number| number.parse::<u32>().ok());
    if major.is_some_and(|major| major < NODE) {
        bail!(
            "Node.js {said} is too old, it takes {NODE} or newer: install one, for example the \
             package nodejs of Debian 12 or one from https://nodejs.org, and run the command again"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_refused() {
        assert!(refuse_old_node("v16.20.2\n").is_err());
        assert!(refuse_old_node("v18.0.0\n").is_ok());
        assert!(refuse_old_node("v20.20.2-nightly\n").is_ok());
    }
}
