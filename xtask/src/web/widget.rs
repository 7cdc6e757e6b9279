//! The widget: a program of its own in a folder of `dist`, built and made small as the desk is. Instead of a page it
//! has an element (`public/embed/picklive-room.js`), whose address never changes and which names all other files.

mod sheet;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::hash::Hash;
use crate::process::{command, run};
use crate::report::or;
use crate::wasm;
use crate::workspace::Workspace;

use super::{TRUNK_REMEDY, as_shipped, finish, player, sheets};

/// Its folder.
pub const FOLDER: &str = "embed";
/// The script of the element.
pub const ELEMENT: &str = "picklive-room.js";
/// What that imports.
const LOOK: &str = "look.js";
/// Where its files lie as they are written.
const SOURCE: &str = "public/embed";
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
        .env("PATH", search)
        // Trunk refuses to start when this has the usual value, 1.
        .env_remove("NO_COLOR");
    or(TRUNK_REMEDY, run(as_shipped(&mut trunk)))?;
    let (script, program, _) = finish::shorten(&folder)?;
    fs::write(&program, wasm::linked(&fs::read(&program)?)?)?;
    finish::optimise(&program, search)?;
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
    // Trunk calls a page by its own name.
    let page = ["widget.html", "index.html"].map(|name| folder.join(name));
    let page = page.iter().find(|page| page.is_file()).context("Trunk left no page")?;
    let (sheet, page) = (sheets::all(&fs::read_to_string(page)?)?, page.clone());
    fs::remove_file(page)?;
    let sheet_file = folder.join("room.css");
    fs::write(&sheet_file, finish::small("css", &sheet::within(&sheet)?, search)?)?;
    let mut names = Vec::new();
    for (key, file, begin) in [
        ("program", program.to_owned(), "room_bg"),
        ("script", script.to_owned(), "room"),
        ("sheet", sheet_file, "room"),
        ("player", folder.join(player::FILE), "player"),
        ("zh", folder.join("zh.txt"), "zh"),
        ("en", folder.join("en.txt"), "en"),
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
    fs::remove_file(folder.join(LOOK)).context("what the element imports")
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
