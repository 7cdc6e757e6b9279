//! The page of many countdowns (`xtask/countdown/page.rs`), compiled as the app is.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::process::{cargo, command, run};
use crate::report;
use crate::setup;
use crate::web;
use crate::workspace::Workspace;

/// What is compiled.
const EXAMPLE: &str = "bench_countdowns";

/// The page that starts it; `{styles}` is filled in.
const TEMPLATE: &str = include_str!("../../../countdown/index.html");

/// The app's sheets that have a say in what is drawn.
const SHEETS: [&str; 5] = ["tokens", "base", "shell", "ui", "deals"];

/// Builds the page into a folder that a server can take for the built app; returns the folder.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let there = workspace.package("picklive")?.is_some_and(|p| p.has_target("example", EXAMPLE));
    if !there {
        bail!("not there: picklive has no example {EXAMPLE}");
    }
    let target = "wasm32-unknown-unknown";
    report::step("building the page of countdowns", || {
        let mut build = command(cargo());
        build.args(["build", "-p", "picklive", "--example", EXAMPLE, "--features", "csr"]);
        build.args(["--target", target, "--profile", "web"]).current_dir(workspace.root());
        run(web::as_shipped(&mut build))
    })?;
    let program = workspace.target()?.join(target).join("web/examples").join(EXAMPLE);
    let dist = workspace.target()?.join("xtask/countdowns");
    let mut bind = command("wasm-bindgen");
    bind.args(["--target", "web", "--no-typescript", "--out-name", "countdowns", "--out-dir"]);
    bind.arg(&dist).arg(program.with_extension("wasm"));
    run(bind.env("PATH", setup::search_path(workspace)?))?;
    let mut styles = String::new();
    for sheet in SHEETS {
        let sheet = workspace.path(format!("style/{sheet}.css"));
        let text = fs::read_to_string(&sheet);
        styles.push_str(&text.with_context(|| format!("reading {}", sheet.display()))?);
    }
    let page = dist.join("index.html");
    fs::write(&page, TEMPLATE.replace("{styles}", &styles))
        .with_context(|| format!("writing {}", page.display()))?;
    Ok(dist)
}
