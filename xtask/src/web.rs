//! The web app: built by Trunk into `dist/`, unless nothing it is made of has changed.

mod compress;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::hash::{Hash, files_under};
use crate::process::{command, read, run};
use crate::report;
use crate::setup;
use crate::workspace::Workspace;

pub use compress::{brotli, compress};

/// What the app is made of. A folder stands for all that is in it.
const INPUTS: [&str; 11] = [
    "index.html",
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
];

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

/// Builds both bundles: what is read, and below it in `till/` what is one person's. Their pages differ in
/// nothing but the program they start.
fn trunk(workspace: &Workspace) -> Result<()> {
    bundle(workspace, &["index.html", "--dist", "dist"])?;
    minify(workspace, "dist")?;
    let (shop, till) = (workspace.path("index.html"), workspace.path("till.html"));
    let page = fs::read_to_string(&shop).with_context(|| format!("reading {}", shop.display()))?;
    let page = page
        .replace("<base data-trunk-public-url>", "<base href=\"/\">")
        .replace("data-bin=\"picklive\"", "data-bin=\"till\"")
        .replace("<!--till", "")
        .replace("till-->", "");
    fs::write(&till, page).with_context(|| format!("writing {}", till.display()))?;
    let built = bundle(workspace, &["till.html", "--dist", "dist/till", "--public-url", "/till/"]);
    fs::remove_file(&till).with_context(|| format!("removing {}", till.display()))?;
    let page = workspace.path("dist/till/till.html");
    if page.is_file() {
        fs::rename(&page, workspace.path("dist/till/index.html"))?;
    }
    built?;
    minify(workspace, "dist/till")
}

/// Makes the scripts of a folder small, in place: Trunk's own minifier also takes the comments out of the
/// page, and those are the places where the server puts the first screen.
fn minify(workspace: &Workspace, folder: &str) -> Result<()> {
    for file in fs::read_dir(workspace.path(folder))? {
        let path = file?.path();
        if path.extension().is_none_or(|end| end != "js") {
            continue;
        }
        let mut esbuild = command("esbuild");
        esbuild
            .arg(&path)
            .args(["--minify", "--format=esm", "--target=es2020", "--log-level=warning"])
            .arg("--allow-overwrite")
            .arg(format!("--outfile={}", path.display()))
            .env("PATH", setup::search_path(workspace)?);
        run(&mut esbuild)?;
    }
    Ok(())
}

fn bundle(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let mut trunk = command("trunk");
    trunk
        .args(["build", "--release=true"])
        .args(arguments)
        .current_dir(workspace.root())
        .env("PATH", setup::search_path(workspace)?)
        // Function names stay in cargo's own file, so that `size` can tell modules apart;
        // wasm-opt drops them from what is shipped.
        .env("CARGO_PROFILE_WEB_STRIP", "debuginfo")
        // Trunk refuses to start when this has the usual value, 1.
        .env_remove("NO_COLOR");
    run(&mut trunk)
}

fn inputs(workspace: &Workspace) -> Result<String> {
    let mut hash = Hash::new();
    for input in INPUTS {
        hash.add(input.as_bytes());
        hash.add_path(&workspace.path(input))?;
    }
    hash.add(read(command("rustc").arg("-vV"))?.as_bytes());
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
