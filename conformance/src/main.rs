//! `picklive-conformance BASE_URL`: checks a backend against the contract.

use std::{
    fs,
    io::{BufRead, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, bail};
use clap::Parser;
use picklive_conformance::{
    Level, Options,
    fixture::{EXAMPLE, Fixture},
    run,
};

/// Checks a backend against the Picklive contract, rule by rule.
///
/// Level `read` creates nothing and may run against a live shop. Level `write` signs people in, places
/// orders, calls them off and pays two; level `load` comes as a crowd and asks first. Both are for a shop
/// made for it, whose parts a fixture file names: `--print-fixture` prints an example.
/// Each level checks its own rules, and those that every answer must keep.
///
/// Exit code: 0 nothing failed, 1 a rule failed, 2 nothing could be checked.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// The API's base: the address before /v1.
    #[arg(required_unless_present = "print_fixture")]
    base_url: Option<String>,
    /// What to check.
    #[arg(long, value_enum, default_value = "read")]
    level: Level,
    /// What levels `write` and `load` may buy, a TOML file; without it most rules are not checked.
    #[arg(long, value_name = "FILE")]
    fixture: Option<PathBuf>,
    /// Print an example of a fixture, and nothing else.
    #[arg(long)]
    print_fixture: bool,
    /// Level `load` does not ask first.
    #[arg(long)]
    yes: bool,
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
    match all(Cli::parse()).await {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}

async fn all(cli: Cli) -> anyhow::Result<u8> {
    if cli.print_fixture {
        print!("{EXAMPLE}");
        return Ok(0);
    }
    let base = cli.base_url.context("the API's base is needed")?;
    let fixture = cli.fixture.as_deref().map(read).transpose()?.unwrap_or_default();
    if cli.level == Level::Load && !cli.yes {
        ask_first(&base, &fixture)?;
    }
    let options = Options {
        level: cli.level,
        patience: Duration::from_secs(cli.patience),
        products: cli.products,
        origin: cli.origin,
        fixture,
    };
    let report = run(&base, &options).await?;
    let text = if cli.json { serde_json::to_string_pretty(&report)? } else { report.to_string() };
    println!("{text}");
    Ok(report.exit_code())
}

fn read(file: &Path) -> anyhow::Result<Fixture> {
    let name = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("{name} cannot be read"))?;
    Fixture::read(&text).with_context(|| name.to_string())
}

/// Says what a crowd does and goes on only when somebody agrees.
fn ask_first(base: &str, fixture: &Fixture) -> anyhow::Result<()> {
    let does = fixture.crowd_told().unwrap_or_else(|| "nothing: the fixture has no [load]".into());
    if !std::io::stdin().is_terminal() {
        bail!("level load asks first, and nobody is there to answer: use --yes. It does: {does}");
    }
    eprint!("At {base}: {does}. Go on? [y/N] ");
    std::io::stderr().flush()?;
    let mut said = String::new();
    std::io::stdin().lock().read_line(&mut said)?;
    match said.trim() {
        "y" | "Y" | "yes" => Ok(()),
        _ => bail!("nothing was asked of {base}"),
    }
}
