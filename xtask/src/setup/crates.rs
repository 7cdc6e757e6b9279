//! The source of every crate in `Cargo.lock`: Trunk builds without the network.

use std::process::Command;

use anyhow::{Context, Result};

use super::wasm_target::{TARGET, rustc};
use crate::process::{cargo, command, logged, read};
use crate::report;
use crate::workspace::Workspace;

/// What to do when cargo cannot fetch.
const REMEDY: &str = "cargo needs crates.io once, or the registry that ~/.cargo/config.toml names \
    in its place; with the network in order, run the command again: what is there stays there";

/// Fetches what is missing.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    let about = read(command(rustc()).arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc -vV names no host")?;
    let fetch = |offline: bool| -> Command {
        let mut fetch = command(cargo());
        fetch.args(["fetch", "--target", TARGET, "--target", host]);
        if offline {
            fetch.arg("--offline");
        }
        fetch.current_dir(workspace.root());
        fetch
    };
    if read(&mut fetch(true)).is_ok() {
        return Ok(());
    }
    report::step_or("fetching crates", REMEDY, || {
        logged(&mut fetch(false), &workspace.logs().join("fetch.log"))
    })
}
