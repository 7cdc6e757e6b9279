//! Where things are: the checkout, the build folder, the cache, the packages.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process::{self, command};

/// The checkout this program was built from, and what cargo says about it.
pub struct Workspace {
    root: PathBuf,
    cache: PathBuf,
    metadata: OnceLock<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    target_directory: PathBuf,
}

/// One package of the workspace.
#[derive(Deserialize)]
pub struct Package {
    /// The name cargo knows it by.
    pub name: String,
    /// What it builds.
    pub targets: Vec<Target>,
}

/// One thing a package builds.
#[derive(Deserialize)]
pub struct Target {
    /// The target's name, as in `--bin NAME`.
    pub name: String,
    /// `lib`, `bin`, `test`, `example` or `bench`.
    pub kind: Vec<String>,
}

impl Package {
    /// Whether the package has a target of this kind and name.
    pub fn has_target(&self, kind: &str, name: &str) -> bool {
        self.targets.iter().any(|t| t.name == name && t.kind.iter().any(|k| k == kind))
    }
}

impl Workspace {
    /// The workspace this program belongs to.
    pub fn find() -> Result<Self> {
        // As cargo says now: a build folder that checkouts share may hold the program of another one.
        let here = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = here.parent().context("xtask has no parent folder")?.to_path_buf();
        Ok(Self { root, cache: cache_dir()?, metadata: OnceLock::new() })
    }

    /// The root of the checkout.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the checkout.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// The folder for tools and downloads, outside the checkout and shared by checkouts.
    pub fn cache(&self) -> PathBuf {
        self.cache.clone()
    }

    /// The folder into which `cargo install` puts this project's tools.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// Where long steps write what they said.
    pub fn logs(&self) -> PathBuf {
        self.cache.join("logs")
    }

    /// Cargo's build folder, `CARGO_TARGET_DIR` respected.
    pub fn target(&self) -> Result<&Path> {
        Ok(&self.metadata()?.target_directory)
    }

    /// A package of the workspace, or `None` when there is none of that name.
    pub fn package(&self, name: &str) -> Result<Option<&Package>> {
        Ok(self.metadata()?.packages.iter().find(|package| package.name == name))
    }

    fn metadata(&self) -> Result<&Metadata> {
        if let Some(known) = self.metadata.get() {
            return Ok(known);
        }
        let text = process::read(
            command(process::cargo())
                .args(["metadata", "--no-deps", "--format-version", "1"])
                .current_dir(&self.root),
        )?;
        let read = serde_json::from_str(&text).context("cargo metadata is not as expected")?;
        Ok(self.metadata.get_or_init(|| read))
    }
}

/// `$XDG_CACHE_HOME/picklive`, or `~/.cache/picklive`.
fn cache_dir() -> Result<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set("XDG_CACHE_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".cache")))
        .context("neither XDG_CACHE_HOME nor HOME is set: set one, tools are kept there")?;
    Ok(base.join("picklive"))
}
