//! The kinds of test and how each is run.

use std::num::NonZero;
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::{again, postgres::Postgres};
use crate::process::{cargo, command, read_within, run_within};
use crate::report;
use crate::server::{self, Profile, Start};
use crate::setup::{self, Need};
use crate::web;
use crate::workspace::Workspace;

/// No kind takes nearly as long, its compilation included; a browser can hang for ever.
const LIMIT: Duration = Duration::from_secs(40 * 60);

/// A kind of test.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Kind {
    /// The developer commands' own tests.
    Xtask,
    /// Types and samples of the contract.
    Contract,
    /// The app's models and its server-side drawing, natively.
    App,
    /// The server on SQLite.
    ServerSqlite,
    /// The server on PostgreSQL.
    ServerPostgres,
    /// The conformance suite's own tests, then the suite against the reference server.
    Conformance,
    /// Parts of the app in a browser.
    Web,
    /// Whole journeys: server, built app and browser.
    E2e,
    /// Those of the journeys that are walked in WebKit, too.
    Webkit,
}

/// How a kind ended, when it did not fail.
pub enum Outcome {
    /// Every test passed.
    Passed,
    /// Every test passed, these at their second try only.
    Unsteady(Vec<String>),
    /// No test of this kind has the filter in its name.
    NoneMatched,
}

impl Kind {
    /// The kinds that are run when none is named, the quickest first.
    pub const ALL: &[Self] = &[
        Self::Xtask,
        Self::Contract,
        Self::App,
        Self::ServerSqlite,
        Self::ServerPostgres,
        Self::Conformance,
        Self::Web,
        Self::E2e,
        Self::Webkit,
    ];

    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xtask => "xtask",
            Self::Contract => "contract",
            Self::App => "app",
            Self::ServerSqlite => "server-sqlite",
            Self::ServerPostgres => "server-postgres",
            Self::Conformance => "conformance",
            Self::Web => "web",
            Self::E2e => "e2e",
            Self::Webkit => "webkit",
        }
    }

    /// What must be installed for it.
    pub fn needs(self) -> &'static [Need] {
        match self {
            Self::ServerPostgres => &[Need::Postgres],
            Self::Web => &[Need::Wasm, Need::Bindgen, Need::Browser],
            Self::E2e => {
                &[Need::Wasm, Need::Trunk, Need::Bindgen, Need::Npm, Need::Browser, Need::Fonts]
            }
            Self::Webkit => {
                &[Need::Wasm, Need::Trunk, Need::Bindgen, Need::Npm, Need::Webkit, Need::Fonts]
            }
            _ => &[],
        }
    }

    fn package(self) -> &'static str {
        match self {
            Self::Xtask => "xtask",
            Self::Contract => "picklive-contract",
            Self::App | Self::Web => "picklive",
            Self::ServerSqlite | Self::ServerPostgres => "picklive-server",
            Self::Conformance => "picklive-conformance",
            Self::E2e | Self::Webkit => "picklive-e2e",
        }
    }

    /// Runs the tests of this kind; `filter` restricts them by name.
    pub fn run(self, workspace: &Workspace, filter: Option<&str>) -> Result<Outcome> {
        let Some(package) = workspace.package(self.package())? else {
            bail!("there is no package {}, whose tests these are", self.package());
        };
        if self == Self::Web && !package.has_target("test", "web") {
            bail!("the package picklive has no test target “web”");
        }
        let mut test = command(cargo());
        test.args(["test", "-p", self.package()]).current_dir(workspace.root());
        match self {
            Self::App => test.args(["--features", "ssr"]),
            Self::Contract => test.arg("--all-features"),
            Self::Web => {
                test.args(["--features", "csr", "--target", "wasm32-unknown-unknown"]);
                test.args(["--test", "web"])
            }
            _ => &mut test,
        };
        // Stopped when it is dropped, which must be after the tests.
        let mut postgres = None;
        match self {
            Self::ServerPostgres => {
                let started = report::step("starting PostgreSQL", || Postgres::start(workspace))?;
                test.env("PICKLIVE_TEST_DATABASE", &postgres.insert(started).address);
            }
            Self::Web => browser_environment(workspace, &mut test)?,
            Self::E2e => {
                // A journey's failure says where it is; the way to it through the runner buries that.
                test.env("RUST_BACKTRACE", "0");
                // They wait more than half of their time: for a deal's second, a lapsed hold, a line that comes back.
                let cores = thread::available_parallelism().map_or(1, NonZero::get);
                test.env("RUST_TEST_THREADS", (cores + cores.div_ceil(2)).to_string());
                browser_environment(workspace, &mut test)?;
                shop_environment(workspace, &mut test)?;
            }
            Self::Webkit => {
                test.env("RUST_BACKTRACE", "0");
                test.env("WEBKITWEBDRIVER", setup::webkit_driver().context("no WebKitWebDriver")?);
                test.env("XVFB", setup::xvfb().context("Xvfb is not installed")?);
                shop_environment(workspace, &mut test)?;
            }
            _ => {}
        }
        test.args(filter);
        let unsteady = Vec::new();
        let (matched, unsteady) =
            report::step(&format!("testing {}", self.name()), || match (self, filter) {
                (Self::E2e | Self::Webkit, _) => {
                    // To every other run those of WebKit are ignored.
                    let words: &[&str] = if self == Self::Webkit { &["--ignored"] } else { &[] };
                    let (said, unsteady) = again::run(test.args(["--test", "e2e"]), words, LIMIT)?;
                    Ok((any_ran(&said), unsteady))
                }
                (_, None) => run_within(&test, LIMIT).map(|()| (true, unsteady)),
                (_, Some(_)) => Ok((any_ran(&read_within(&test, LIMIT)?), unsteady)),
            })?;
        drop(postgres);
        if self == Self::Conformance {
            conformance_of_our_server(workspace)?;
        }
        Ok(match (matched, unsteady.is_empty()) {
            (false, _) => Outcome::NoneMatched,
            (true, true) => Outcome::Passed,
            (true, false) => Outcome::Unsteady(unsteady),
        })
    }
}

/// Whether a runner's output tells of any test; one that does not count its tests is believed.
fn any_ran(said: &str) -> bool {
    let count = |line: &str| {
        let count = line.trim().strip_prefix("running ")?.split_once(" test")?.0;
        count.parse::<usize>().ok()
    };
    let counts: Vec<usize> = said.lines().filter_map(count).collect();
    counts.is_empty() || counts.iter().any(|count| *count > 0)
}

/// What the suite may buy of the demo shop: the example that it prints.
const FIXTURE: &str = "conformance/fixture.example.toml";

/// Runs the suite, level by level, against the reference server with a fresh demo shop.
fn conformance_of_our_server(workspace: &Workspace) -> Result<()> {
    let program = server::build(workspace, Profile::Dev)?;
    let work = workspace.target()?.join("xtask/conformance");
    let data = server::fresh_data(&work)?;
    let start = Start { port: 0, data: &data, dist: None };
    let server =
        server::start(&server::serve(workspace, &program, &start), &work.join("server.log"))?;
    for level in ["read", "write", "load"] {
        report::step(&format!("asking the reference server, level {level}"), || {
            let mut suite = command(cargo());
            suite.args(["run", "-p", "picklive-conformance", "--", &server.address]);
            suite.args(["--level", level, "--fixture", FIXTURE, "--yes"]);
            run_within(suite.current_dir(workspace.root()), LIMIT)
        })?;
    }
    Ok(())
}

/// What journeys walk through.
fn shop_environment(workspace: &Workspace, test: &mut Command) -> Result<()> {
    test.env("PICKLIVE_SERVER", server::build(workspace, Profile::Dev)?);
    test.env("PICKLIVE_DIST", web::build(workspace)?);
    Ok(())
}

fn browser_environment(workspace: &Workspace, test: &mut Command) -> Result<()> {
    test.env("PATH", setup::search_path(workspace)?);
    test.env("CHROMEDRIVER", setup::chromedriver().context("chromedriver is not installed")?);
    test.env("CHROME", setup::browser().context("no Chromium or Chrome is installed")?);
    // A page that hangs must not hang the run; the default of 20 s is short on a busy machine.
    test.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_matches_nothing_is_seen() {
        assert!(!any_ran("\nrunning 0 tests\n\ntest result: ok.\nrunning 0 tests\n"));
        assert!(any_ran("running 0 tests\n\nrunning 1 test\n"));
        assert!(any_ran("a runner that counts nothing\n"));
    }
}
