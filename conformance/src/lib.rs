//! The contract as a test suite for anybody's backend: asks a base URL and says, rule by rule, what
//! holds, what failed and why, and what was not checked for want of something.

mod answers;
mod checks;
mod client;
pub mod report;
pub mod rules;

use std::time::Duration;

use anyhow::Context as _;
use url::Url;

use crate::{
    client::Client,
    report::{Record, Report},
};

/// How far a run goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Level {
    /// Creates nothing.
    #[default]
    Read,
    /// Places orders.
    Write,
    /// Comes as a crowd.
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
    /// How far the run goes.
    pub level: Level,
    /// Longest wait for one answer.
    pub patience: Duration,
    /// Most products looked at.
    pub products: usize,
    /// The foreign page the run asks for (`Origin`).
    pub origin: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            level: Level::Read,
            patience: Duration::from_secs(10),
            products: 20,
            origin: "https://shop.example".into(),
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
    if options.level == Level::Read {
        let mut client = Client::new(url, options, &mut record)?;
        checks::read(&mut client, options).await;
    }
    Ok(record.report(base, options.level))
}
