//! The source of every crate in `Cargo.lock`, and of those the standard library is made of: Trunk builds
//! without the network.

use std::process::Command;

use anyhow::{Context, Result};

use super::wasm_target::{TARGET, rustc};
use crate::process::{cargo, command, logged, read};
use crate::report;
use crate::workspace::Workspace;

/// What to do when cargo cannot fetch.
const REMEDY: &str = "cargo needs crates.io once, or the registry that ~/.cargo/config.toml names \
    in its place; with the network in order, run the command again: what is there stays there";

/// The variables by which cargo compiles the standard library with the app.
pub const WITH_STD: [(&str, &str); 2] =
    [("RUSTC_BOOTSTRAP", "1"), ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")];

/// Fetches what is missing.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    let about = read(command(rustc()).arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc -vV names no host")?;
    unless_there(workspace, "crates", || {
        let mut all = fetch(workspace);
        all.args(["--target", host]);
        all
    })
}

/// Fetches what is missing of the crates that the standard library is made of. Its source must be there.
pub fn ensure_std(workspace: &Workspace) -> Result<()> {
    unless_there(workspace, "crates of the standard library", || {
        let mut all = fetch(workspace);
        all.envs(WITH_STD);
        all
    })
}

fn fetch(workspace: &Workspace) -> Command {
    let mut fetch = command(cargo());
    fetch.args(["fetch", "--target", TARGET]).current_dir(workspace.root());
    fetch
}

/// Runs `fetch` without the network, and when that finds something missing, with it.
fn unless_there(workspace: &Workspace, what: &str, fetch: impl Fn() -> Command) -> Result<()> {
    if read(fetch().arg("--offline")).is_ok() {
        return Ok(());
    }
    let log = workspace.logs().join(format!("fetch-{}.log", what.replace(' ', "-")));
    report::step_or(&format!("fetching {what}"), REMEDY, || logged(&mut fetch(), &log))
}
