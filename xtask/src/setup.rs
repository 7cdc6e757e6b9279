//! Installs what a command needs and the machine lacks; quick when nothing is missing.

mod apt;
mod apt_sources;
mod crates;
mod npm;
mod paths;
mod rust_src;
mod std_build;
mod tools;
mod wasm_target;

use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow};

use crate::report;
use crate::workspace::Workspace;

pub use apt::is_root;
pub use npm::ensure_in as npm_packages;
pub use paths::{browser, chromedriver, postgres_folder, search_path};

/// Something that a command cannot do without.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Need {
    /// The standard library for wasm32.
    Wasm,
    /// Trunk, which builds the web app.
    Trunk,
    /// wasm-bindgen and its test runner, of the version in `Cargo.lock`.
    Bindgen,
    /// cargo-deny, for licences, sources and advisories.
    Deny,
    /// The npm packages of `package-lock.json`.
    Npm,
    /// Chromium and its driver.
    Browser,
    /// PostgreSQL.
    Postgres,
    /// Fonts for Chinese text and emoji.
    Fonts,
    /// What makes WebP pictures.
    Webp,
    /// What makes PNG pictures small.
    Quantise,
}

impl Need {
    /// Everything.
    pub const ALL: &[Self] = &[
        Self::Wasm,
        Self::Trunk,
        Self::Bindgen,
        Self::Deny,
        Self::Npm,
        Self::Browser,
        Self::Postgres,
        Self::Fonts,
        Self::Webp,
        Self::Quantise,
    ];
    /// What it takes to build the app and the server.
    pub const BUILD: &[Self] = &[Self::Wasm, Self::Trunk, Self::Bindgen, Self::Npm];
}

/// Installs what is missing of `needs`. System packages and npm packages, which wait for the
/// network, come beside the tools, which are compiled.
pub fn ensure(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    let start = Instant::now();
    let wanted = |need| needs.contains(&need);
    let packages = apt::missing(needs);
    apt::refuse_if_not_allowed(&packages)?;
    // npm and the C compiler that some tools need may be among the packages.
    let first = packages.iter().any(|package| apt::tools_wait_for(package));
    if first {
        apt::install(workspace, &packages)?;
    }
    thread::scope(|scope| -> Result<()> {
        let fetched = scope.spawn(|| -> Result<()> {
            if !first {
                apt::install(workspace, &packages)?;
            }
            if wanted(Need::Npm) {
                npm::ensure(workspace)?;
            }
            if wanted(Need::Trunk) {
                crates::ensure(workspace)?;
            }
            Ok(())
        });
        let compiled = || -> Result<()> {
            if wanted(Need::Wasm) {
                wasm_target::ensure(workspace)?;
            }
            for tool in tools::wanted(workspace, needs)? {
                tools::ensure(workspace, &tool)?;
            }
            Ok(())
        };
        let compiled = compiled();
        fetched.join().map_err(|_| anyhow!("installing packages stopped in the middle"))??;
        compiled
    })?;
    println!("✓ tools are in place: {}", report::time(start.elapsed()));
    Ok(())
}
