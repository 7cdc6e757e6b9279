//! `check`: everything that can be said about the code without running it.

mod deny;
mod features;
mod layers;
mod length;
mod source;

use anyhow::{Result, bail};

use crate::process::{cargo, command, run as run_program};
use crate::report::{self, step};
use crate::setup::{self, Need};
use crate::workspace::Workspace;

/// One way in which a package is built. The app is built in two, never in one.
pub struct Build {
    /// The package.
    pub package: &'static str,
    /// Arguments that choose features and target.
    pub arguments: &'static [&'static str],
}

/// Every build there is, package by package: in one command their features would unite.
const BUILDS: [Build; 8] = [
    Build { package: "xtask", arguments: &[] },
    Build { package: "picklive-contract", arguments: &["--all-features"] },
    Build { package: "picklive-view", arguments: &[] },
    Build { package: "picklive", arguments: &["--features", "ssr"] },
    Build { package: "picklive-server", arguments: &[] },
    Build { package: "picklive-conformance", arguments: &[] },
    Build { package: "picklive-e2e", arguments: &[] },
    Build {
        package: "picklive",
        // The widget's is all of the app's, and a little more.
        arguments: &[
            "--features",
            "csr",
            "--features",
            "widget",
            "--target",
            "wasm32-unknown-unknown",
        ],
    },
];

/// What to check.
#[derive(clap::Args)]
pub struct Options {
    /// The parts to check; all of them when left out.
    #[arg(value_enum)]
    parts: Vec<Part>,
}

/// A part of the check.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Formatting.
    Fmt,
    /// Who may use whom in `src/`.
    Layers,
    /// No file over 250 lines.
    Length,
    /// `csr` and `ssr` never meet; nothing of the server in the browser's build.
    Features,
    /// Lints, on the host and on wasm32.
    Clippy,
    /// Documentation without a warning.
    Docs,
    /// Licences, sources, bans, advisories.
    Deny,
}

/// Runs the checks, also after one has failed, and names those that did at the end.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let wanted = |part| options.parts.is_empty() || options.parts.contains(&part);
    let mut needs = Vec::new();
    if wanted(Part::Fmt) || wanted(Part::Clippy) {
        needs.push(Need::Lint);
    }
    if wanted(Part::Clippy) || wanted(Part::Docs) {
        needs.push(Need::Wasm);
    }
    if wanted(Part::Deny) {
        needs.push(Need::Deny);
    }
    setup::ensure(workspace, &needs)?;
    let builds = builds(workspace)?;
    let mut failed = Vec::new();
    let mut check = |part: Part, name: String, work: &dyn Fn() -> Result<()>| {
        if wanted(part)
            && let Err(error) = step(&name, work)
        {
            report::failure(&error);
            failed.push(name);
        }
    };
    check(Part::Fmt, "formatting".into(), &|| format(workspace));
    check(Part::Layers, "who may use whom".into(), &|| layers::check(workspace));
    check(Part::Length, "length of files".into(), &|| length::check(workspace));
    check(Part::Features, "features that must not meet".into(), &|| {
        features::check(workspace, &builds)
    });
    check(Part::Deny, "licences, sources and bans".into(), &|| deny::check(workspace));
    for build in &builds {
        check(Part::Clippy, format!("clippy: {}", build.name()), &|| {
            let mut clippy = build.cargo(workspace, "clippy");
            run_program(clippy.args(["--all-targets", "--no-deps", "--", "-D", "warnings"]))
        });
    }
    for build in &builds {
        check(Part::Docs, format!("docs: {}", build.name()), &|| {
            let mut doc = build.cargo(workspace, "doc");
            doc.args(["--no-deps", "--document-private-items"]).env("RUSTDOCFLAGS", "-D warnings");
            run_program(&mut doc)
        });
    }
    if !failed.is_empty() {
        bail!("checks failed: {}", failed.join("; "));
    }
    Ok(())
}

fn format(workspace: &Workspace) -> Result<()> {
    run_program(command(cargo()).args(["fmt", "--all", "--check"]).current_dir(workspace.root()))
}

/// All builds. A package that is gone would pass every check unseen, so its absence is an error.
fn builds(workspace: &Workspace) -> Result<Vec<&'static Build>> {
    for build in &BUILDS {
        if workspace.package(build.package)?.is_none() {
            bail!(
                "there is no package {}, which is to be checked: see BUILDS in xtask/src/check.rs \
                 and the members in Cargo.toml",
                build.package
            );
        }
    }
    Ok(BUILDS.iter().collect())
}

impl Build {
    /// The package with what is special about this build.
    pub fn name(&self) -> String {
        [self.package].iter().chain(self.arguments).copied().collect::<Vec<_>>().join(" ")
    }

    fn cargo(&self, workspace: &Workspace, subcommand: &str) -> std::process::Command {
        let mut cargo = command(cargo());
        cargo.arg(subcommand).args(["-p", self.package]).args(self.arguments);
        cargo.current_dir(workspace.root());
        cargo
    }
}
