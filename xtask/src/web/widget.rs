//! The widget: a program of its own in a folder of `dist`, built and made small as the desk is. Instead of a page it
//! has an element (`public/embed/picklive-room.js`), whose address never changes and which names all other files.

#[cfg(test)]
mod documented;
mod sheet;
mod words;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::hash::Hash;
use crate::process::{command, run};
use crate::report::or;
use crate::workspace::Workspace;

use super::{TRUNK_REMEDY, as_shipped, finish, parts, player, sheets, split};

/// Its folder.
pub const FOLDER: &str = "embed";
/// The script of the element.
pub const ELEMENT: &str = "picklive-room.js";
/// What that imports.
const IMPORTED: [&str; 2] = ["look.js", "program.js"];
/// Where its files lie as they are written.
const SOURCE: &str = "public/embed";
/// What stands in its page before the sheets of style of what comes behind the room.
const BEHIND: &str = "<!--picklive:rest-->";
/// What stands in the element where the other files are to be named.
const MARK: &str = "const files = {};";

/// Builds it into its folder of `dist`, which Trunk has left with the app in it; `search` is the search path with the
/// tools.
pub fn build(workspace: &Workspace, dist: &Path, search: &OsStr) -> Result<()> {
    let folder = dist.join(FOLDER);
    let mut trunk = command("trunk");
    trunk
        .args(["build", "widget.html", "--release=true", "--public-url", "./embed/", "--dist"])
        .arg(&folder)
        .current_dir(workspace.root())
        .envs(split::environment(workspace, search)?)
        // Trunk refuses to start when this has the usual value, 1.
        .env_remove("NO_COLOR");
    or(TRUNK_REMEDY, run(as_shipped(&mut trunk)))?;
    let (script, program, mut names) = finish::shorten(&folder)?;
    let parts = parts::take(workspace, &folder, &mut names, parts::WIDGET)?;
    for wasm in parts.files().chain([&program]) {
        finish::optimise(wasm, search)?;
    }
    parts.link(workspace, &folder, &finish::file_name(&script)?, &names)?;
    lay_out(&workspace.path(SOURCE), &folder, (&script, &program), search)
}

/// Names everything by what it holds, and puts the element beside it.
fn lay_out(
    source: &Path,
    folder: &Path,
    (script, program): (&Path, &Path),
    search: &OsStr,
) -> Result<()> {
    finish::minify(script, search)?;
    parts::linked(folder)?;
    // Trunk calls a page by its own name.
    let page = ["widget.html", "index.html"].map(|name| folder.join(name));
    let page = page.iter().find(|page| page.is_file()).context("Trunk left no page")?;
    let html = fs::read_to_string(page)?;
    fs::remove_file(page)?;
    let (first, rest) =
        html.split_once(BEHIND).with_context(|| format!("no {BEHIND} in the page"))?;
    let [first, rest] = [sheet::within(&sheets::all(first)?)?, sheet::behind(&sheets::all(rest)?)?];
    let (sheet, rest_sheet) = (folder.join("room.css"), folder.join("rest.css"));
    fs::write(&sheet, finish::small("css", &first, search)?)?;
    fs::write(&rest_sheet, finish::small("css", &rest, search)?)?;
    words::part(folder)?;
    let mut names = Vec::new();
    for (key, file, begin) in [
        ("program", program.to_owned(), "room_bg"),
        ("script", script.to_owned(), "room"),
        ("sheet", sheet, "room"),
        ("restSheet", rest_sheet, "rest"),
        ("player", folder.join(player::FILE), "player"),
        ("zh", folder.join("zh.txt"), "zh"),
        ("en", folder.join("en.txt"), "en"),
        ("restZh", folder.join("rest-zh.txt"), "rest-zh"),
        ("restEn", folder.join("rest-en.txt"), "rest-en"),
    ] {
        names.push(format!("{key}:\"{}\"", named(&file, begin)?));
    }
    for file in crate::hash::files_under(source)? {
        let to = folder.join(file.strip_prefix(source)?);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file, to)?;
    }
    let element = folder.join(ELEMENT);
    let text = fs::read_to_string(&element)?;
    if text.matches(MARK).count() != 1 {
        bail!("{ELEMENT} does not have `{MARK}` once");
    }
    let text = text.replacen(MARK, &format!("const files = {{{}}};", names.join(",")), 1);
    fs::write(&element, text)?;
    // With what it imports in it: one request, and nothing beside it that could be of another build.
    finish::bundle(&element, "es2022", search)?;
    for file in IMPORTED {
        fs::remove_file(folder.join(file)).context("what the element imports")?;
    }
    Ok(())
}

/// Names a file by what it holds; its new name.
fn named(file: &Path, begin: &str) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let end = file.extension().and_then(OsStr::to_str).unwrap_or_default();
    let name = format!("{begin}-{}.{end}", Hash::of(&bytes).hex());
    let to: PathBuf = file.with_file_name(&name);
    fs::rename(file, to)?;
    Ok(name)
}
