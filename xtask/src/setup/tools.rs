//! Cargo's own tools, in the cache: prebuilt where `cargo binstall` can have them so, else
//! compiled as cheaply as possible.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{Need, paths};
use crate::process::{cargo, command, find, logged, read};
use crate::report;
use crate::workspace::Workspace;

/// The version of Trunk. 0.22 needs a newer compiler than `rust-version` names.
const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";

/// A program that cargo can install.
pub struct Tool {
    krate: &'static str,
    program: &'static str,
    version: String,
    arguments: &'static [&'static str],
}

/// The tools among `needs`.
pub fn wanted(workspace: &Workspace, needs: &[Need]) -> Result<Vec<Tool>> {
    let mut tools = Vec::new();
    if needs.contains(&Need::Trunk) {
        // Its default features are TLS by OpenSSL and an updater.
        let arguments = &["--locked", "--no-default-features", "--features", "rustls"];
        tools.push(Tool { krate: "trunk", program: "trunk", version: TRUNK.into(), arguments });
    }
    if needs.contains(&Need::Bindgen) {
        let lock =
            fs::read_to_string(workspace.path("Cargo.lock")).context("reading Cargo.lock")?;
        tools.push(Tool {
            krate: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: locked_version(&lock, "wasm-bindgen")?,
            // Not --locked: its lock file names versions that were withdrawn.
            arguments: &[],
        });
    }
    if needs.contains(&Need::Deny) {
        let arguments = &["--locked", "--no-default-features"];
        let version = CARGO_DENY.into();
        tools.push(Tool { krate: "cargo-deny", program: "cargo-deny", version, arguments });
    }
    Ok(tools)
}

/// What to do when a tool does not compile.
const REMEDY: &str = "look into the log for the reason (often no network or a full disk), then run \
    the command again: what is done stays done";

/// Installs the tools that are not there in the right version. What compiling them left goes when
/// all are there; until then it spares the next try the same work.
pub fn ensure(workspace: &Workspace, tools: &[Tool]) -> Result<()> {
    let mut compiled = false;
    for tool in tools {
        compiled |= one(workspace, tool)?;
    }
    let left = build_folder(workspace);
    if compiled && left.exists() {
        fs::remove_dir_all(&left).with_context(|| format!("removing {}", left.display()))?;
    }
    Ok(())
}

/// Installs a tool unless it is there; whether it was compiled.
fn one(workspace: &Workspace, tool: &Tool) -> Result<bool> {
    if installed(workspace, tool) {
        return Ok(false);
    }
    if find("cargo-binstall").is_some() {
        let prebuilt = report::step(&format!("fetching {} {}", tool.krate, tool.version), || {
            binstall(workspace, tool)
        });
        if prebuilt.is_ok() {
            return Ok(false);
        }
        println!("  not to be had prebuilt; compiling it");
    }
    let name = format!("compiling {} {} (some minutes, once)", tool.krate, tool.version);
    report::step_or(&name, REMEDY, || compile(workspace, tool))?;
    Ok(true)
}

fn build_folder(workspace: &Workspace) -> PathBuf {
    workspace.cache().join("tools-target")
}

/// Whether the program on the search path, ours first, is of the wanted version.
fn installed(workspace: &Workspace, tool: &Tool) -> bool {
    let Ok(path) = paths::search_path(workspace) else { return false };
    // Started by name, the program is looked up in the PATH given here.
    read(command(tool.program).arg("--version").env("PATH", path))
        .is_ok_and(|said| said.split_whitespace().any(|word| word == tool.version))
}

fn binstall(workspace: &Workspace, tool: &Tool) -> Result<()> {
    let mut fetch = command(cargo());
    fetch
        .args(["binstall", "--no-confirm", "--disable-strategies", "compile"])
        .args(["--version", &tool.version, "--root"])
        .arg(workspace.tools())
        .arg(tool.krate);
    logged(&mut fetch, &workspace.logs().join(format!("binstall-{}.log", tool.krate)))
}

fn compile(workspace: &Workspace, tool: &Tool) -> Result<()> {
    let tools = workspace.tools();
    fs::create_dir_all(&tools).with_context(|| format!("creating {}", tools.display()))?;
    let mut install = command(cargo());
    install
        .args(["install", "--force", "--version", &tool.version])
        .args(tool.arguments)
        .arg("--root")
        .arg(&tools)
        .arg(tool.krate)
        // Outside the checkout, whose .cargo/config.toml is not meant for tools.
        .current_dir(&tools)
        .env("CARGO_TARGET_DIR", build_folder(workspace))
        // They run for seconds: time spent on optimising them does not come back.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env_remove("RUSTFLAGS");
    logged(&mut install, &workspace.logs().join(format!("install-{}.log", tool.krate)))
}

/// The version of a package in a `Cargo.lock`.
fn locked_version(lock: &str, name: &str) -> Result<String> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Locked>,
    }
    #[derive(Deserialize)]
    struct Locked {
        name: String,
        version: String,
    }
    let lock: Lock = toml::from_str(lock).context("Cargo.lock cannot be read")?;
    lock.package
        .into_iter()
        .find(|package| package.name == name)
        .map(|package| package.version)
        .with_context(|| format!("Cargo.lock has no {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_comes_from_the_lock_file() {
        let lock = "version = 4\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").unwrap(), "0.2.130");
        assert!(locked_version(lock, "other").is_err());
    }
}
