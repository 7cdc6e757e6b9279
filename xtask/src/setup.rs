//! Installs what a command needs and the machine lacks; quick when nothing is missing.

mod apt;
mod apt_sources;
mod components;
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
pub use crates::WITH_STD;
pub use npm::ensure_in as npm_packages;
pub use paths::{browser, chromedriver, postgres_folder, search_path, webkit_driver, xvfb};
pub use wasm_target::rustc;

/// Something that a command cannot do without.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Need {
    /// rustfmt and clippy.
    Lint,
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
    /// WebKit and its driver, and a display for it that nobody looks at.
    Webkit,
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
    /// Everything that can be installed from here. rustfmt and clippy cannot; whoever only wants to
    /// see the shop does not miss them.
    pub const ALL: &[Self] = &[
        Self::Wasm,
        Self::Trunk,
        Self::Bindgen,
        Self::Deny,
        Self::Npm,
        Self::Browser,
        Self::Webkit,
        Self::Postgres,
        Self::Fonts,
        Self::Webp,
        Self::Quantise,
    ];
    /// What it takes to build the app and the server.
    pub const BUILD: &[Self] = &[Self::Wasm, Self::Trunk, Self::Bindgen, Self::Npm];
}

/// As [`ensure`], for tests: they pass without the fonts, too, so where those cannot be installed
/// from here that is only said.
pub fn ensure_for_tests(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    let fonts = apt::missing(&[Need::Fonts]);
    if !needs.contains(&Need::Fonts) || fonts.is_empty() || apt::may_install() {
        return ensure(workspace, needs);
    }
    println!("  fonts are missing, so that the browser draws boxes for some signs: the packages");
    println!("  {} of Debian have them", fonts.join(" and "));
    let others: Vec<Need> = needs.iter().copied().filter(|need| *need != Need::Fonts).collect();
    ensure(workspace, &others)
}

/// Installs what is missing of `needs`. System packages and npm packages, which wait for the
/// network, come beside the tools, which are compiled.
pub fn ensure(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    let start = Instant::now();
    let wanted = |need| needs.contains(&need);
    if wanted(Need::Lint) {
        components::ensure()?;
    }
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
            if wanted(Need::Trunk) {
                crates::ensure_std(workspace)?;
            }
            tools::ensure(workspace, &tools::wanted(workspace, needs)?)
        };
        let compiled = compiled();
        fetched.join().map_err(|_| anyhow!("installing packages stopped in the middle"))??;
        compiled
    })?;
    println!("✓ tools are in place: {}", report::time(start.elapsed()));
    Ok(())
}
