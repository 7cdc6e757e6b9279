//! The contract as a test suite for anybody's backend: asks a base URL and says, rule by rule, what
//! holds, what failed and why, and what was not checked for want of something.

mod answer;
mod answers;
mod ask;
mod checks;
mod client;
pub mod fixture;
mod listen;
mod load;
mod regions;
pub mod report;
pub mod rules;
mod write;

use std::time::Duration;

use anyhow::Context as _;
use url::Url;

use crate::{
    client::Client,
    fixture::Fixture,
    report::{Record, Report},
};

/// What a run does. Each level checks its own rules, and those that every answer must keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Level {
    /// Creates nothing.
    #[default]
    Read,
    /// Places orders, pays, signs in: at a shop made for it.
    Write,
    /// Comes as a crowd: at a shop made for it.
    Load,
}

impl Level {
    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Load => "load",
        }
    }
}

/// How to ask.
#[derive(Clone, Debug)]
pub struct Options {
    /// What the run does.
    pub level: Level,
    /// Longest wait for one answer.
    pub patience: Duration,
    /// Most products looked at.
    pub products: usize,
    /// The foreign page the run asks for (`Origin`).
    pub origin: String,
    /// What levels `write` and `load` may buy.
    pub fixture: Fixture,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            level: Level::Read,
            patience: Duration::from_secs(10),
            products: 20,
            origin: "https://shop.example".into(),
            fixture: Fixture::default(),
        }
    }
}

/// Checks the API at `base` (the address before `/v1`). An error means that the run could not begin;
/// a server that does not answer is a finding, not an error.
pub async fn run(base: &str, options: &Options) -> anyhow::Result<Report> {
    let mut url = Url::parse(base).with_context(|| format!("{base} is not an address"))?;
    anyhow::ensure!(matches!(url.scheme(), "http" | "https"), "{base} is not an http address");
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    let mut record = Record::default();
    let mut client = Client::new(url, options, &mut record)?;
    match options.level {
        Level::Read => checks::read(&mut client, options).await,
        Level::Write => write::run(client, &options.fixture).await,
        Level::Load => load::run(client, &options.fixture).await,
    }
    Ok(record.report(base, options.level))
}
