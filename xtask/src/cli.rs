//! The commands and their options.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::setup::{self, Need};
use crate::workspace::Workspace;
use crate::{bench, check, dev, pictures, run, screens, size, test};

/// Builds, runs, tests and measures Picklive. Missing tools are installed by the command that
/// needs them.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the app and the server and start the demo shop.
    Run(run::Options),
    /// Run the tests: every kind, or those named.
    Test(test::Options),
    /// Formatting, lints, docs, dependency rules, licences.
    Check(check::Options),
    /// Weigh the first load against its budget and say what each module adds.
    Size,
    /// Start the server and rebuild the app on every change.
    Dev(dev::Options),
    /// Photograph the pages listed in `docs/screens/pages.toml`.
    Screens(screens::Options),
    /// Measure and compare with `xtask/budgets.toml`.
    Bench(bench::Options),
    /// Draw the demo shop's pictures from their SVG sources.
    Pictures,
    /// Install what the other commands need, and nothing else.
    Setup {
        /// What to install; everything when left out.
        #[arg(value_enum)]
        needs: Vec<Need>,
    },
    /// Print the folder in which tools and downloads are kept.
    CacheDir,
}

impl Cli {
    /// Runs the chosen command.
    pub fn run(self) -> Result<()> {
        let workspace = Workspace::find()?;
        match self.command {
            Command::Run(options) => run::run(&workspace, &options),
            Command::Test(options) => test::run(&workspace, &options),
            Command::Check(options) => check::run(&workspace, &options),
            Command::Size => size::run(&workspace),
            Command::Dev(options) => dev::run(&workspace, &options),
            Command::Screens(options) => screens::run(&workspace, &options),
            Command::Bench(options) => bench::run(&workspace, &options),
            Command::Pictures => pictures::run(&workspace),
            Command::Setup { needs } if needs.is_empty() => setup::ensure(&workspace, Need::ALL),
            Command::Setup { needs } => setup::ensure(&workspace, &needs),
            Command::CacheDir => {
                print_path(workspace.cache());
                Ok(())
            }
        }
    }
}

fn print_path(path: PathBuf) {
    println!("{}", path.display());
}
