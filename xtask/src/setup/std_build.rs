//! Builds the standard library for wasm32 from its source and puts it where rustc looks.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::wasm_target::{TARGET, rustc};
use crate::process::{cargo, command, logged, read};

/// Where the library's source is in the toolchain's own folder.
pub const SOURCE: &str = "lib/rustlib/src/rust/library";

/// Puts `library` (the folder of that name in Rust's source) and what is built from it into
/// `sysroot`. `work` is a folder for what is not kept.
pub fn install(library: &Path, sysroot: &Path, work: &Path) -> Result<()> {
    let source = sysroot.join(SOURCE);
    if source.exists() {
        fs::remove_dir_all(&source).with_context(|| not_writable(&source))?;
    }
    copy_folder(library, &source).with_context(|| not_writable(&source))?;
    let built = build(work)?;
    let home = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&home).with_context(|| not_writable(&home))?;
    for entry in fs::read_dir(&home)?.flatten() {
        // Of an older compiler, which this one would refuse.
        if is_rlib(&entry.path()) {
            fs::remove_file(entry.path()).with_context(|| not_writable(&home))?;
        }
    }
    let mut count = 0;
    for entry in fs::read_dir(&built)?.flatten() {
        let name = entry.file_name();
        if is_rlib(&entry.path()) && !name.to_string_lossy().starts_with("libempty-") {
            fs::copy(entry.path(), home.join(&name)).with_context(|| not_writable(&home))?;
            count += 1;
        }
    }
    if count == 0 {
        bail!("the build left no library in {}", built.display());
    }
    Ok(())
}

/// Compiles an empty crate and with it the whole standard library; returns where that is.
fn build(work: &Path) -> Result<std::path::PathBuf> {
    let project = work.join("empty");
    fs::create_dir_all(project.join("src"))?;
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                    [lib]\ncrate-type = [\"cdylib\"]\n\n[workspace]\n";
    fs::write(project.join("Cargo.toml"), manifest)?;
    fs::write(project.join("src/lib.rs"), "")?;
    let target = work.join("target");
    let mut build = command(cargo());
    build
        .args(["build", "--release", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort,test,proc_macro")
        .current_dir(&project)
        .env("CARGO_TARGET_DIR", &target)
        // Building the standard library is a door that stable cargo keeps for itself.
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode, link-time optimisation of the app fails.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("RUSTC", rustc());
    logged(&mut build, &work.join("build-std.log"))?;
    Ok(target.join(TARGET).join("release/deps"))
}

/// The toolchain's own folder.
pub fn sysroot() -> Result<std::path::PathBuf> {
    let path = read(command(rustc()).args(["--print", "sysroot"]))?;
    Ok(path.trim().into())
}

/// The compiler's release, such as `1.95.0`.
pub fn release() -> Result<String> {
    let text = read(command(rustc()).arg("-vV"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("release: "));
    Ok(line.context("rustc -vV names no release")?.to_owned())
}

fn is_rlib(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rlib")
}

fn not_writable(path: &Path) -> String {
    format!("cannot write {}: run this as the owner of the Rust toolchain", path.display())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() {
            copy_folder(&path, &to.join(name))?;
        } else if path.exists() {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
