//! The standard library for wasm32: from rustup where that is to be had, else from source.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use super::{rust_src, std_build};
use crate::process::{command, find, logged_within, read};
use crate::report;
use crate::workspace::Workspace;

/// The target's name.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// rustup gives up by itself only after several tries; a machine without it should not wait.
const RUSTUP_PATIENCE: Duration = Duration::from_secs(300);

/// A program that needs std, an allocation and a panic message.
const PROBE: &str = "#[unsafe(no_mangle)] pub extern \"C\" fn probe(n: usize) -> usize {\n\
                     let text: Vec<String> = (0..n).map(|i| i.to_string()).collect();\n\
                     text.iter().map(String::len).max().expect(\"not empty\")\n}\n";

/// The compiler: `RUSTC` where it is set, as for cargo.
pub fn rustc() -> OsString {
    env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

/// Installs the target, and the library's source for the release build, unless both are there.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    let work = workspace.cache().join("wasm-std");
    fs::create_dir_all(&work).with_context(|| format!("creating {}", work.display()))?;
    let source = std_build::sysroot()?.join(std_build::SOURCE);
    if source.is_dir() && probe(&work, &["--emit=metadata"]).is_ok() {
        return Ok(());
    }
    if find("rustup").is_some() && may_download(env::var_os("RUSTUP_AUTO_INSTALL").as_deref()) {
        let added = report::step("adding the wasm32 target by rustup", || by_rustup(workspace));
        match added.and_then(|()| probe(&work, &[])) {
            Ok(()) => return Ok(()),
            Err(error) => println!("  rustup cannot: {}", first_line(&error)),
        }
    }
    report::step("building the standard library for wasm32 from Debian's source", || {
        let release = std_build::release()?;
        let library = rust_src::fetch(&release, &work)?;
        std_build::install(&library, &std_build::sysroot()?, &work)?;
        probe(&work, &["-Clto=fat", "-Copt-level=z", "-Cpanic=abort"])
            .context("the library was built, but a test program does not compile with it")?;
        clear(&work)
    })
    .with_context(|| {
        format!("rustc cannot build for {TARGET}: `rustup target add {TARGET}` and `rustup component add rust-src` install what it needs where rustup reaches its server")
    })
}

/// Whether rustup may fetch parts of a toolchain here: `RUSTUP_AUTO_INSTALL=0` is how a machine's
/// owner says that it shall not, and a machine without rustup's server says it that way too.
fn may_download(auto_install: Option<&OsStr>) -> bool {
    auto_install.is_none_or(|value| value != "0")
}

fn by_rustup(workspace: &Workspace) -> Result<()> {
    let mut add = command("rustup");
    add.args(["target", "add", TARGET]);
    logged_within(&mut add, &workspace.logs().join("rustup.log"), RUSTUP_PATIENCE)?;
    let mut add = command("rustup");
    add.args(["component", "add", "rust-src"]);
    logged_within(&mut add, &workspace.logs().join("rustup-src.log"), RUSTUP_PATIENCE)
}

/// Compiles the test program: quickly without output code, or to the end with optimisation.
fn probe(work: &Path, arguments: &[&str]) -> Result<()> {
    let source = work.join("probe.rs");
    fs::write(&source, PROBE)?;
    let mut compile = command(rustc());
    compile
        .args(["--edition=2024", "--crate-type=cdylib", "--target", TARGET])
        .args(arguments)
        .arg("--out-dir")
        .arg(work)
        .arg(&source);
    read(&mut compile).map(|_| ())
}

/// Removes what was needed for the build only: half a gigabyte.
fn clear(work: &Path) -> Result<()> {
    for entry in fs::read_dir(work)?.flatten().filter(|entry| entry.path().is_dir()) {
        fs::remove_dir_all(entry.path())?;
    }
    Ok(())
}

fn first_line(error: &anyhow::Error) -> String {
    let cause = error.chain().last().map(ToString::to_string).unwrap_or_default();
    cause.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rustup_is_not_asked_where_it_shall_not_download() {
        assert!(may_download(None));
        assert!(may_download(Some(OsStr::new("1"))));
        assert!(!may_download(Some(OsStr::new("0"))));
    }
}
