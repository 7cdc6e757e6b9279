//! `picklive-server shop …`: the shop's own settings, shown and set as a file. Works beside a running
//! server, which reads them anew at each request.

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{data::Data, import::print as mistakes, orders::print::out};
use crate::{
    ApiError,
    db::{Db, Tx, entities::product},
    import::{ImportError, Wrong},
    storefront::{
        file,
        settings::{self, Settings},
    },
};

/// Arguments of `shop`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the settings as a file to edit.
    Show {
        /// What a new shop begins with; no database is needed.
        #[arg(long)]
        new: bool,
    },
    /// Take the settings from a file: all of them, or with a mistake none.
    Set {
        /// The file, or - for standard input. Files it names are looked for beside it.
        file: PathBuf,
        /// Make the database of a new shop if there is none.
        #[arg(long)]
        new: bool,
    },
}

/// Does what the arguments say. A wrong file ends with exit code 2 and changes nothing.
///
/// # Errors
/// A sentence for the merchant; nothing was changed then.
pub async fn run(args: Args) -> Result<ExitCode, String> {
    let done = match args.command {
        Command::Show { new } => show(&args.data, new).await,
        Command::Set { file, new } => set(&args.data, &file, new).await,
    };
    match done {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(ImportError::Failed(error)) => Err(error),
        Err(ImportError::Input(wrong)) => {
            mistakes::wrong(&wrong, "nothing was changed");
            Ok(ExitCode::from(2))
        }
    }
}

async fn open(data: &Data, new: bool) -> Result<Db, ImportError> {
    let there = if new { Ok(()) } else { data.must_be_there() };
    there.map_err(|why| ImportError::Failed(format!("{why}, or say --new for a new shop")))?;
    data.open().await.map_err(ImportError::Failed)
}

async fn show(data: &Data, new: bool) -> Result<(), ImportError> {
    let shop = match new {
        true => Settings::default(),
        false => settings::load(&open(data, false).await?.read).await?,
    };
    out(file::written(&shop).map_err(ImportError::Failed)?.trim_end());
    Ok(())
}

async fn set(data: &Data, path: &Path, new: bool) -> Result<(), ImportError> {
    let stdin = path == Path::new("-");
    let text = if stdin { typed() } else { std::fs::read_to_string(path) };
    let text = text.map_err(|error| ImportError::Failed(format!("{}: {error}", path.display())))?;
    let text = text.trim_start_matches('\u{feff}');
    let folder = if stdin { Path::new("") } else { path.parent().unwrap_or(Path::new("")) };
    let other = |name: &str| {
        let path = folder.join(name);
        let read = std::fs::read_to_string(&path);
        read.map_err(|error| format!("{}: {error}", path.display()))
    };
    // Read once before a database is made, so that a mistake leaves none behind.
    file::read(text, &Settings::default(), other)?;
    let db = open(data, new).await?;
    let before = settings::load(&db.read).await?;
    let shop = &file::read(text, &before, other)?;
    let work = |tx: Tx| async move {
        let now = settings::load(&*tx).await?;
        if now.currency != shop.currency && product::Entity::find().count(&*tx).await? > 0 {
            return Ok(Some(now.currency));
        }
        settings::save(&*tx, shop).await?;
        Ok::<_, ApiError>(None)
    };
    if let Some(currency) = db.writing(work).await? {
        let line = text.lines().position(|line| line.trim_start().starts_with("currency"));
        let line = line.map(|at| 1 + at as u64);
        let reason = format!("the shop has products with prices in {}", currency.code());
        return Err(Wrong { line, reason }.into());
    }
    eprintln!("the shop's settings are set; a running server uses them with the next request");
    if shop.instructions.is_none() {
        eprintln!("note: without payment_instructions nobody can pay by hand");
    }
    Ok(())
}

fn typed() -> std::io::Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}
