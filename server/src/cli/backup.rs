//! `picklive-server backup TO` and `restore FROM`. A backup is made beside a running server; to put one back
//! the server is stopped.

use std::{path::PathBuf, process::ExitCode};

use super::data::{Data, media_beside};
use crate::{
    AppState,
    backup::{self, restore::Target},
    clock::Clock,
    config::Config,
    db::connect,
};

/// Arguments of `backup`.
#[derive(Debug, clap::Args)]
pub struct Keep {
    /// The file to write; one that is there is not replaced.
    to: PathBuf,
    #[command(flatten)]
    at: At,
}

/// Arguments of `restore`.
#[derive(Debug, clap::Args)]
pub struct PutBack {
    /// The backup.
    from: PathBuf,
    #[command(flatten)]
    at: At,
    /// Keep the shop that is there aside and put the backup in its place.
    #[arg(long)]
    replace: bool,
    /// Look at the whole backup and put nothing back.
    #[arg(long, conflicts_with = "replace")]
    check: bool,
}

/// Where the shop is.
#[derive(Debug, clap::Args)]
struct At {
    #[command(flatten)]
    data: Data,
    /// Folder with imported pictures [default: `media` beside the SQLite file].
    #[arg(long)]
    media: Option<PathBuf>,
}

impl At {
    fn media(&self) -> PathBuf {
        self.media.clone().unwrap_or_else(|| media_beside(&self.data.at))
    }
}

fn tell(line: &str) {
    eprintln!("{line}");
}

/// Makes a backup.
///
/// # Errors
/// A sentence for the merchant; no file was left then.
pub async fn keep(args: Keep) -> Result<ExitCode, String> {
    args.at.data.must_be_there()?;
    let data = args.at.data.at.clone();
    // As it is: a backup before an upgrade is one of the shop before the upgrade.
    let db = connect::as_it_is(&data, true).await?;
    let config = Config { data, media: args.at.media(), ..Config::default() };
    let state = AppState::new(db, Clock::system(), config);
    let made = backup::keep(&state, &args.to, &tell).await?;
    let rows: u64 = made.tables.iter().map(|table| table.rows).sum();
    let pictures = made.files.len() - made.tables.len();
    eprintln!("{}: {rows} rows and {pictures} pictures, whole", args.to.display());
    Ok(ExitCode::SUCCESS)
}

/// Puts a backup back.
///
/// # Errors
/// A sentence for the merchant; the shop is as it was then.
pub async fn put_back(args: PutBack) -> Result<ExitCode, String> {
    if args.check {
        let manifest = backup::check(&args.from)?.manifest;
        eprintln!("{}: whole, made {}", args.from.display(), manifest.made_at.to_rfc3339());
        return Ok(ExitCode::SUCCESS);
    }
    let target = Target { data: args.at.data.at.clone(), media: args.at.media() };
    let now = Clock::system().now();
    let done = backup::restore(&args.from, &target, args.replace, now, &tell).await?;
    eprintln!("the shop is as it was {}", done.manifest.made_at.to_rfc3339());
    if let Some(kept) = done.kept {
        eprintln!("what was there before is kept: {kept}");
    }
    Ok(ExitCode::SUCCESS)
}
