//! The desk: a program of its own in a folder of `dist`, built and made small as the app is, but in one part. Nothing
//! that shoppers load names a file of it.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process::{command, run};
use crate::report::or;
use crate::wasm;
use crate::workspace::Workspace;

use super::{TRUNK_REMEDY, as_shipped, finish, player, texts};

/// Its folder.
pub const FOLDER: &str = "desk";
/// The address of that folder, from where the page's base is.
const PLACE: &str = "desk/";

/// Builds it into its folder of `dist`, which Trunk has left with the app in it; `search` is the search path with the
/// tools.
pub fn build(workspace: &Workspace, dist: &Path, search: &OsStr) -> Result<()> {
    let folder = dist.join(FOLDER);
    let mut trunk = command("trunk");
    trunk
        .args(["build", "desk.html", "--release=true", "--public-url", "./desk/", "--dist"])
        .arg(&folder)
        .current_dir(workspace.root())
        .env("PATH", search)
        // Trunk refuses to start when this has the usual value, 1.
        .env_remove("NO_COLOR");
    or(TRUNK_REMEDY, run(as_shipped(&mut trunk)))?;
    finish(&folder, search)
}

/// Makes what Trunk left small, and names it by what it holds.
fn finish(folder: &Path, search: &OsStr) -> Result<()> {
    let (script, program, _) = finish::shorten(folder)?;
    fs::write(&program, wasm::linked(&fs::read(&program)?)?)?;
    finish::optimise(&program, search)?;
    finish::minify(&script, search)?;
    // What is made for every page of Trunk's is not for this one.
    let unused = folder.join(player::FILE);
    if unused.is_file() {
        fs::remove_file(unused)?;
    }
    // Trunk calls a page by its own name.
    let page = ["desk.html", "index.html"].map(|name| folder.join(name));
    let page = page.iter().find(|page| page.is_file()).context("Trunk left no page of the desk")?;
    let html = fs::read_to_string(page)?;
    let html = finish::name(folder, &program, &script, FOLDER, html)?;
    for language in texts::LANGUAGES {
        let here = |name: String| folder.join(name);
        fs::rename(
            here(format!("{}{language}.txt", texts::DESK)),
            here(format!("{language}.txt")),
        )?;
    }
    let html = finish::small_inline(&texts::name(folder, PLACE, &html)?, search)?;
    fs::remove_file(page)?;
    fs::write(folder.join("index.html"), html)?;
    Ok(())
}
