//! `picklive-server import …`: products, editions and drops. Works beside a running server.

mod listed;
pub mod print;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use picklive_contract::{Currency, Text};

use super::data::Data;
use crate::{
    AppState,
    import::{
        self, ImportError,
        lists::{self, DropList, EditionList},
        products::Options,
    },
};

/// Most bytes of a list.
const FILE_MOST: u64 = 512 * 1024 * 1024;

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    data: Data,
    /// Folder with imported pictures [default: `media` beside the SQLite file].
    #[arg(long, global = true)]
    media: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Import the product list that Shopify exports (CSV); again to bring it up to date.
    Products(Products),
    /// Put picks on the page of a day, from a TOML or CSV file or from arguments.
    Edition(Edition),
    /// Plan a flash sale, from a TOML or CSV file or from arguments.
    Drop(Drop),
}

#[derive(Debug, clap::Args)]
struct Products {
    /// The list.
    file: PathBuf,
    /// Currency of its prices, e.g. CNY; must be the shop's.
    #[arg(long)]
    currency: String,
    /// Folder with pictures, looked into before the network.
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,
    /// Units of every variant, in place of the list's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32))]
    stock: Option<u32>,
    /// The numbers of units are what can be sold now: units sold before are not taken off.
    #[arg(long)]
    counted: bool,
    /// Whose prices the compare-at prices are, e.g. "the maker"; without it they are not struck through.
    #[arg(long, value_name = "WHO")]
    compare_at_source: Option<String>,
    /// Only look: write nothing, fetch nothing.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, clap::Args)]
struct Edition {
    /// TOML or CSV file; the arguments below take precedence.
    file: Option<PathBuf>,
    /// `today`, `tomorrow` or YYYY-MM-DD in the shop.
    #[arg(long)]
    date: Option<String>,
    /// Title.
    #[arg(long)]
    title: Option<String>,
    #[command(flatten)]
    picks: listed::Picks,
    /// Replace the edition of that day.
    #[arg(long)]
    replace: bool,
}

#[derive(Debug, clap::Args)]
struct Drop {
    /// TOML or CSV file; the arguments below take precedence.
    file: Option<PathBuf>,
    /// Its id; made of the opening when absent.
    #[arg(long)]
    id: Option<String>,
    /// Title.
    #[arg(long)]
    title: Option<String>,
    /// now, HH:MM (today), "YYYY-MM-DD HH:MM" in the shop, or RFC 3339.
    #[arg(long, value_name = "TIME")]
    opens: Option<String>,
    /// As --opens.
    #[arg(long, value_name = "TIME", conflicts_with = "minutes")]
    closes: Option<String>,
    /// How long it is open.
    #[arg(long)]
    minutes: Option<i64>,
    #[command(flatten)]
    deals: listed::Deals,
    /// Replace the drop with this id, as long as it has not opened.
    #[arg(long)]
    replace: bool,
}

/// Does what the arguments say. Wrong input ends with exit code 2 and changes nothing.
///
/// # Errors
/// A sentence for the merchant; nothing was changed then.
pub async fn run(args: Args) -> Result<ExitCode, String> {
    let done = match args.data.shop(args.media).await {
        Ok(state) => match args.command {
            Command::Products(asked) => products(&state, asked).await,
            Command::Edition(asked) => edition(&state, asked).await,
            Command::Drop(asked) => drop(&state, asked).await,
        },
        Err(error) => Err(ImportError::Failed(error)),
    };
    match done {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(ImportError::Failed(error)) => Err(error),
        Err(ImportError::Input(wrong)) => {
            print::wrong(&wrong, "nothing was imported");
            Ok(ExitCode::from(2))
        }
    }
}

fn read(file: &Path) -> Result<Vec<u8>, ImportError> {
    let failed = |error| ImportError::Failed(format!("{}: {error}", file.display()));
    let size = std::fs::metadata(file).map_err(failed)?.len();
    if size > FILE_MOST {
        return Err(ImportError::Failed(format!("{} is larger than 512 MB", file.display())));
    }
    std::fs::read(file).map_err(failed)
}

async fn products(state: &AppState, asked: Products) -> Result<(), ImportError> {
    let currency = Currency::parse(&asked.currency).ok_or_else(|| {
        import::Wrong::whole(format!(
            "--currency is three capital letters, not “{}”",
            asked.currency
        ))
    })?;
    let mut options = Options::new(currency);
    options.stock = asked.stock.map(i64::from);
    options.counted = asked.counted;
    options.compare_at_source = asked.compare_at_source.map(Text::Plain);
    options.dry_run = asked.dry_run;
    options.pictures.folder = asked.images;
    let summary = import::products::run(state, &read(&asked.file)?, &options).await?;
    print::products(&summary);
    Ok(())
}

async fn edition(state: &AppState, asked: Edition) -> Result<(), ImportError> {
    let mut list = match &asked.file {
        Some(file) => lists::edition(&file.to_string_lossy(), &read(file)?)?,
        None => EditionList::default(),
    };
    list.date = asked.date.or(list.date);
    list.title = asked.title.map(Text::Plain).or(list.title);
    list.note = asked.picks.note.map(Text::Plain).or(list.note);
    if !asked.picks.picks.is_empty() {
        list.picks = asked.picks.picks;
    }
    print::edition(&import::edition::run(state, &list, asked.replace).await?);
    Ok(())
}

async fn drop(state: &AppState, asked: Drop) -> Result<(), ImportError> {
    let mut list = match &asked.file {
        Some(file) => lists::drop(&file.to_string_lossy(), &read(file)?)?,
        None => DropList::default(),
    };
    list.id = asked.id.or(list.id);
    list.title = asked.title.map(Text::Plain).or(list.title);
    list.opens = asked.opens.or(list.opens);
    if asked.closes.is_some() || asked.minutes.is_some() {
        (list.closes, list.minutes) = (asked.closes, asked.minutes);
    }
    if !asked.deals.0.is_empty() {
        list.deals = asked.deals.0;
    }
    print::drop(&import::drop::run(state, &list, asked.replace).await?);
    Ok(())
}
