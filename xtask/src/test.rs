//! `test`: every kind of test, each with what it needs.

mod again;
mod kinds;
mod postgres;

use std::time::Instant;

use anyhow::{Result, bail};

use crate::report;
use crate::setup;
use crate::workspace::Workspace;

use kinds::{Kind, Outcome};

/// What to test.
#[derive(clap::Args)]
pub struct Options {
    /// The kinds to run, in this order; all of them when left out.
    #[arg(value_enum)]
    kinds: Vec<Kind>,
    /// Only tests with this in their name.
    #[arg(long)]
    filter: Option<String>,
}

/// Runs the kinds one after the other, also after one has failed, and ends with a table.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let kinds = if options.kinds.is_empty() { Kind::ALL } else { &options.kinds };
    let needs: Vec<_> = kinds.iter().flat_map(|kind| kind.needs()).copied().collect();
    setup::ensure_for_tests(workspace, &needs)?;
    let mut rows = Vec::new();
    let mut failed = Vec::new();
    let mut unsteady: Vec<String> = Vec::new();
    let mut unmatched = 0;
    for kind in kinds {
        println!("\n— {}", kind.name());
        let start = Instant::now();
        let outcome = kind.run(workspace, options.filter.as_deref());
        let word = match outcome {
            Ok(Outcome::Passed) => "passed",
            Ok(Outcome::Unsteady(names)) => {
                unsteady.extend(names);
                "passed at the second try"
            }
            Ok(Outcome::NoneMatched) => {
                unmatched += 1;
                "none matched"
            }
            Err(error) => {
                report::failure(&error);
                failed.push(kind.name());
                "FAILED"
            }
        };
        rows.push(vec![kind.name().to_owned(), word.to_owned(), report::time(start.elapsed())]);
    }
    println!();
    report::table(&rows);
    if !unsteady.is_empty() {
        println!("\nunsteady, to be looked at: {}", unsteady.join(", "));
    }
    if !failed.is_empty() {
        bail!(
            "tests failed: {}; again with `cargo xtask test {}`",
            failed.join(", "),
            failed.join(" ")
        );
    }
    // In some kinds a filter may match nothing, in all of them it is a mistake.
    if unmatched == kinds.len() {
        let filter = options.filter.as_deref().unwrap_or_default();
        bail!("no test has “{filter}” in its name");
    }
    Ok(())
}
