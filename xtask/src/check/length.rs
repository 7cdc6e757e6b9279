//! No file is longer than a person wants to read.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process::{command, read};
use crate::workspace::Workspace;

/// Lines a file may have.
const MOST: usize = 250;

/// Fails, naming them all, when files of code or style are longer than [`MOST`].
pub fn check(workspace: &Workspace) -> Result<()> {
    let mut git = command("git");
    // Also files that are not committed yet.
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let list = read(git.current_dir(workspace.root()))?;
    let mut long = Vec::new();
    for name in list.lines().filter(|name| is_code(Path::new(name))) {
        let path = workspace.path(name);
        if !path.is_file() {
            continue;
        }
        let text = fs::read_to_string(&path).with_context(|| format!("reading {name}"))?;
        let lines = text.lines().count();
        if lines > MOST {
            long.push(format!("{name}: {lines} lines"));
        }
    }
    if !long.is_empty() {
        bail!("files over {MOST} lines, to be divided:\n{}", long.join("\n"));
    }
    Ok(())
}

fn is_code(path: &Path) -> bool {
    let end = path.extension().and_then(|end| end.to_str());
    end.is_some_and(|end| ["rs", "css", "js", "mjs"].contains(&end))
}
