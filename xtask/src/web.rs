//! The web app: built by Trunk into `dist/`, unless nothing it is made of has changed.

mod compress;
mod desk;
mod finish;
mod parts;
mod player;
mod sheets;
mod split;
mod texts;
mod widget;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::hash::{Hash, files_under};
use crate::process::{command, read, run};
use crate::report::{self, or};
use crate::setup;
use crate::workspace::Workspace;

pub use compress::{brotli, compress};
pub use desk::FOLDER as DESK;
pub use split::{stand_in, stands_in};
pub use widget::{ELEMENT, FOLDER as WIDGET};

/// What the app is made of. A folder stands for all that is in it.
const INPUTS: [&str; 18] = [
    "index.html",
    "desk.html",
    "widget.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "package-lock.json",
    "src",
    "style",
    "public",
    "contract/Cargo.toml",
    "contract/src",
    "view/src",
    "xtask/src/web.rs",
    "xtask/src/web",
    "xtask/src/wasm.rs",
    "xtask/src/wasm",
];

/// Compiler flags of the release build; those of `.cargo/config.toml` do not count beside them.
const FLAGS: [&str; 7] = [
    // The sentences lie beside the program (src/text/say.rs).
    "--cfg=picklive_lean",
    "--cfg=getrandom_backend=\"wasm_js\"",
    "-Csymbol-mangling-version=v0",
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    // From which the later parts are found (src/web/split.rs).
    "-Clink-arg=--emit-relocs",
];

/// What to do when Trunk fails.
const TRUNK_REMEDY: &str = "errors of the compiler above are to be mended in the code; if it is Trunk \
    that does not start or lacks something, `cargo xtask setup` puts the tools in place";

/// Builds the app for release and lays the compressed files beside; returns the folder.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let dist = workspace.path("dist");
    if !workspace.path("index.html").is_file() {
        bail!("there is no index.html at the root: Trunk has nothing to build");
    }
    let mark = workspace.target()?.join("xtask/web.mark");
    let inputs = inputs(workspace)?;
    let unchanged = || -> Result<bool> {
        let built = format!("{inputs} {}", output(workspace)?);
        Ok(fs::read_to_string(&mark).is_ok_and(|known| known == built))
    };
    if unchanged()? {
        println!("✓ the web app is unchanged");
    } else {
        report::step("building the web app", || trunk(workspace))?;
        let built = format!("{inputs} {}", output(workspace)?);
        if let Some(folder) = mark.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&mark, built).with_context(|| format!("writing {}", mark.display()))?;
    }
    compress(&dist, &workspace.target()?.join("xtask/compressed"))?;
    Ok(dist)
}

/// The file cargo made for the app, still with the names of its functions.
pub fn cargo_artifact(workspace: &Workspace) -> Result<PathBuf> {
    Ok(workspace.target()?.join("wasm32-unknown-unknown/web/picklive.wasm"))
}

/// Builds the app into `dist/`: Trunk compiles and lays out, then it is made small.
fn trunk(workspace: &Workspace) -> Result<()> {
    texts::check(&workspace.path("src/text"), &workspace.path("public"))?;
    let search = setup::search_path(workspace)?;
    let mut trunk = command("trunk");
    trunk
        .args(["build", "--release=true", "--public-url", "./"])
        .current_dir(workspace.root())
        .envs(split::environment(workspace, &search)?)
        // Trunk refuses to start when this has the usual value, 1.
        .env_remove("NO_COLOR");
    or(TRUNK_REMEDY, run(as_shipped(&mut trunk)))?;
    let dist = workspace.path("dist");
    finish::finish(workspace, &dist, &search)?;
    desk::build(workspace, &dist, &search)?;
    widget::build(workspace, &dist, &search)
}

/// Makes cargo, started by this command or by what it starts, compile for the browser as the app is
/// compiled that people get.
pub fn as_shipped(build: &mut Command) -> &mut Command {
    build
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
        // A panic in the app has nobody to tell its message to: without the code that words it the app
        // is a fourteenth smaller. That takes a standard library of its own (decision 0004).
        .envs(setup::WITH_STD)
        // Function names stay in cargo's own file, so that `size` can tell modules apart;
        // wasm-opt drops them from what is shipped.
        .env("CARGO_PROFILE_WEB_STRIP", "debuginfo")
}

fn inputs(workspace: &Workspace) -> Result<String> {
    let mut hash = Hash::new();
    for input in INPUTS {
        hash.add(input.as_bytes());
        hash.add_path(&workspace.path(input))?;
    }
    hash.add(read(command(setup::rustc()).arg("-vV"))?.as_bytes());
    // Started by name, each is looked up in the PATH given here. One that cannot say its version is
    // missing: then the build fails and says so.
    let path = setup::search_path(workspace)?;
    for program in ["trunk", "wasm-opt", "esbuild"] {
        let mut ask = command(program);
        // Trunk refuses to start when NO_COLOR has the usual value, 1.
        let version = read(ask.arg("--version").env("PATH", &path).env_remove("NO_COLOR"));
        hash.add(version.unwrap_or_default().as_bytes());
    }
    Ok(hash.hex())
}

/// What is in `dist`, so that a folder changed by something else is noticed.
fn output(workspace: &Workspace) -> Result<String> {
    let mut hash = Hash::new();
    for file in files_under(&workspace.path("dist"))? {
        let compressed = file.extension().is_some_and(|end| end == "br" || end == "gz");
        if !compressed {
            hash.add_path(&file)?;
        }
    }
    Ok(hash.hex())
}
