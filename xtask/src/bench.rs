//! `bench`: measures and compares with the budgets.

mod comments;
mod countdown;
mod hand_written;
mod page;
mod room;

use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::budgets::{self, Budgets};
use crate::process::{self, cargo, command, read_within};
use crate::report;
use crate::workspace::Workspace;

/// What to measure.
#[derive(clap::Args)]
pub struct Options {
    /// The benchmark.
    #[arg(value_enum, default_value = "all")]
    what: What,
    #[command(flatten)]
    comments: comments::How,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// A thousand buyers for ten units.
    Orders,
    /// Today's page under Lighthouse, beside one written by hand.
    Page,
    /// What running countdowns cost, seen and hidden.
    Countdown,
    /// A live room with five thousand viewers.
    Room,
    /// A room's page while very much is said, beside one written by hand.
    Comments,
    /// All of them.
    All,
}

/// Where the program is that measures orders. It prints a line `figure NAME VALUE` for
/// everything that has a budget; whatever else it prints is for the reader.
const ORDERS: (&str, &str) = ("picklive-server", "bench_orders");

/// It takes about half a minute; on a machine that is stuck it shall not take for ever.
const ORDERS_LIMIT: Duration = Duration::from_secs(120);

/// Runs the benchmarks one after the other; fails at the end if a figure misses its budget.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let budgets = budgets::read(workspace)?;
    let wanted = |what| options.what == What::All || options.what == what;
    let mut missed = Vec::new();
    if wanted(What::Orders) {
        let said = report::step("measuring orders", || orders(workspace))?;
        missed.extend(compare("orders", &figures(&said)?, &budgets)?);
    }
    if wanted(What::Page) {
        let figures = report::step("measuring the first page", || page::measure(workspace))?;
        missed.extend(compare("page", &figures, &budgets)?);
    }
    if wanted(What::Countdown) {
        let figures = report::step("measuring countdowns", || countdown::measure(workspace))?;
        missed.extend(compare("countdown", &figures, &budgets)?);
    }
    if wanted(What::Room) {
        let said = report::step("measuring a live room", || room::measure(workspace))?;
        missed.extend(compare("room", &figures(&said)?, &budgets)?);
    }
    if wanted(What::Comments) {
        let measured = || comments::measure(workspace, &options.comments);
        for (table, figures) in report::step("measuring comments", measured)? {
            missed.extend(compare(table, &figures, &budgets)?);
        }
    }
    if !missed.is_empty() {
        bail!("figures that miss their budget: {}", missed.join(", "));
    }
    Ok(())
}

fn orders(workspace: &Workspace) -> Result<String> {
    let (package, example) = ORDERS;
    let there = workspace.package(package)?.is_some_and(|p| p.has_target("example", example));
    if !there {
        bail!("not there: {package} has no example {example}");
    }
    let mut build = command(cargo());
    build.args(["build", "--release", "-p", package, "--example", example]);
    process::run(build.current_dir(workspace.root()))?;
    let program = workspace.target()?.join("release/examples").join(example);
    read_within(&command(program), ORDERS_LIMIT)
}

/// The lines `figure NAME VALUE`.
fn figures(said: &str) -> Result<Vec<(String, f64)>> {
    let mut figures = Vec::new();
    for line in said.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["figure", name, value] = words[..] {
            let value = value.parse().with_context(|| format!("no number in “{line}”"))?;
            figures.push((name.to_owned(), value));
        }
    }
    Ok(figures)
}

/// Prints every figure beside its budget; returns those that miss it. A budget without a figure
/// is missed too.
fn compare(bench: &str, figures: &[(String, f64)], budgets: &Budgets) -> Result<Vec<String>> {
    let none = format!("xtask/budgets.toml has no [bench.{bench}]");
    let limits = budgets.bench.get(bench).context(none)?;
    let mut rows = Vec::new();
    let mut missed = Vec::new();
    for (name, value) in figures {
        let limit = limits.get(name);
        let holds = limit.is_none_or(|limit| limit.holds(*value));
        if !holds {
            missed.push(name.clone());
        }
        let words = limit.map(budgets::Limit::words).unwrap_or_default();
        let verdict = if holds { "" } else { "MISSED" };
        let value = (value * 1000.0).round() / 1000.0;
        rows.push(vec![name.clone(), value.to_string(), words, verdict.to_owned()]);
    }
    for name in limits.keys().filter(|name| !figures.iter().any(|(known, _)| known == *name)) {
        rows.push(vec![name.clone(), "not measured".into(), limits[name].words(), "MISSED".into()]);
        missed.push(name.clone());
    }
    report::table(&rows);
    Ok(missed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_outside_its_budget_or_absent_is_missed() {
        let text = "[size]\nfirst_load = 1\nlate = 1\nrooms = 1\nplayer = 1\ndesk = 1\nwidget = 1\nwidget_rest = 1\ntoday_sent = 1\n[bench.orders]\na = { max = 2 }\nb = { min = 1 }\n";
        let budgets: Budgets = toml::from_str(text).unwrap();
        let figures = figures("begin\nfigure a 3.5\nfigure c 1\n").unwrap();
        assert_eq!(compare("orders", &figures, &budgets).unwrap(), ["a", "b"]);
    }

    #[test]
    fn what_is_no_number_is_an_error() {
        assert!(figures("figure a fast").is_err());
    }
}
