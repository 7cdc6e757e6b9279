//! `picklive-conformance BASE_URL`: checks a backend against the contract.

use std::{process::ExitCode, time::Duration};

use clap::Parser;
use picklive_conformance::{Level, Options, run};

/// Checks a backend against the Picklive contract, rule by rule.
///
/// Exit code: 0 nothing failed, 1 a rule failed, 2 nothing could be checked.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// The API's base: the address before /v1.
    base_url: String,
    /// How far to go. `write` and `load` have no rules in this version.
    #[arg(long, value_enum, default_value = "read")]
    level: Level,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// Seconds to wait for one answer.
    #[arg(long, default_value_t = 10)]
    patience: u64,
    /// The foreign page to ask for (`Origin`).
    #[arg(long, default_value = "https://shop.example")]
    origin: String,
    /// Most products to look at.
    #[arg(long, default_value_t = 20)]
    products: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let options = Options {
        level: cli.level,
        patience: Duration::from_secs(cli.patience),
        products: cli.products,
        origin: cli.origin,
    };
    let shown = run(&cli.base_url, &options).await.and_then(|report| {
        let text =
            if cli.json { serde_json::to_string_pretty(&report)? } else { report.to_string() };
        println!("{text}");
        if options.level != Level::Read {
            eprintln!(
                "Level {} has no rules in this version: nothing was asked. Use --level read.",
                options.level.as_str()
            );
        }
        Ok(report.exit_code())
    });
    match shown {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}
