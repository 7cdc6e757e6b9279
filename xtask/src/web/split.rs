//! A program in parts. The app: what reading takes, what comes after the start, and what rooms take besides
//! (`src/routes.rs`). The widget: what is seen first, and the rest of a room (`src/widget/rest.rs`).
//!
//! The linker leaves its relocations in the file, from which a library finds out what only a later part
//! needs. That has to happen before wasm-bindgen looks at the program, and Trunk goes from one to the other
//! by itself: so xtask, started by that name, stands in for wasm-bindgen.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_split_cli_support::{Options, transform};

use crate::process::{command, run};
use crate::workspace::Workspace;

use super::parts;

/// The program that is stood in for.
const NAME: &str = "wasm-bindgen";
/// Names the real one to the stand-in.
const REAL: &str = "PICKLIVE_WASM_BINDGEN";
/// Names the folder for the parts to the stand-in.
const FOLDER: &str = "PICKLIVE_SPLIT";
/// Where the parts and their script lie after a build.
pub fn folder(workspace: &Workspace) -> Result<PathBuf> {
    Ok(workspace.target()?.join("xtask/split"))
}

/// What Trunk has to be started with: a search path on which the stand-in comes first, and what that needs.
pub fn environment(workspace: &Workspace, search: &OsStr) -> Result<[(&'static str, OsString); 3]> {
    let folder = folder(workspace)?;
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).with_context(|| format!("creating {}", bin.display()))?;
    let program = format!("{NAME}{}", env::consts::EXE_SUFFIX);
    let places: Vec<_> = env::split_paths(search).collect();
    let real = places.iter().map(|place| place.join(&program)).find(|file| file.is_file());
    let real =
        real.with_context(|| format!("{NAME} is missing: `cargo xtask setup` installs it"))?;
    let own = env::current_exe().context("where xtask itself is")?;
    // Linked where that goes, since the file is large.
    let stand_in = bin.join(program);
    fs::hard_link(&own, &stand_in)
        .or_else(|_| fs::copy(&own, &stand_in).map(|_| ()))
        .with_context(|| format!("writing {}", stand_in.display()))?;
    let path = env::join_paths([bin].into_iter().chain(places))?;
    Ok([("PATH", path), (REAL, real.into()), (FOLDER, folder.into())])
}

/// Whether this process was started as the stand-in.
pub fn stands_in() -> bool {
    let started_as = env::args_os().next().map(PathBuf::from);
    started_as.is_some_and(|path| path.file_stem() == Some(OsStr::new(NAME)))
}

/// Does as wasm-bindgen does, with the first part of the program it is given.
pub fn stand_in() -> Result<()> {
    let given = |name| env::var_os(name).with_context(|| format!("{name} is not set"));
    let mut real = command(given(REAL)?);
    // The parts share the linker's table of functions.
    real.arg("--keep-lld-exports");
    let folder = PathBuf::from(given(FOLDER)?);
    for argument in env::args_os().skip(1) {
        let program = Path::new(&argument);
        if program.extension() == Some(OsStr::new("wasm")) {
            real.arg(split(program, &folder)?);
        } else {
            real.arg(argument);
        }
    }
    run(&mut real)
}

/// Writes the parts of a program into `folder`; returns the first one.
fn split(program: &Path, folder: &Path) -> Result<PathBuf> {
    let bytes = fs::read(program).with_context(|| format!("reading {}", program.display()))?;
    let first = folder.join(program.file_name().context("a program without a name")?);
    let mut options = Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.main_module = parts::MAIN;
    let name = program.file_stem().unwrap_or_default().to_string_lossy();
    let made = transform(options).map_err(|error| anyhow!("splitting {name}: {error:#}"))?;
    parts::expect(&name, &made.split_modules)?;
    Ok(first)
}
