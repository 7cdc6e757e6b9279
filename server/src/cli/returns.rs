//! `picklive-server returns …`: what the merchant does with returns. Works beside a running server.

mod act;
mod find;
mod print;

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;

use super::data::Data;

/// Arguments of `returns`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    data: Data,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List returns, newest first.
    List(find::Wanted),
    /// Show one return.
    Show {
        /// Its number (the order's and which return of it, e.g. 10423345-1) or id.
        name: String,
        /// Write the buyer's pictures into this folder.
        #[arg(long, value_name = "DIR")]
        pictures: Option<PathBuf>,
    },
    /// Agree to a return: the buyer reads how much goes back, and how to send the goods back if they must.
    Approve {
        /// Its number or id.
        name: String,
        #[command(flatten)]
        terms: act::Terms,
    },
    /// Note that goods which were to be sent back are back.
    Received {
        /// Its number or id.
        name: String,
    },
    /// Refuse a return; its units stay sold.
    Refuse {
        /// Its number or id.
        name: String,
        /// Why: the buyer reads it.
        #[arg(long)]
        answer: String,
    },
    /// Give money back for a return, and end it.
    Refund {
        /// Its number or id.
        name: String,
        #[command(flatten)]
        back: act::Back,
    },
}

/// Does what the arguments say.
///
/// # Errors
/// A sentence for the merchant; nothing was changed then.
pub async fn run(args: Args) -> Result<ExitCode, String> {
    let state = args.data.shop(None).await?;
    let json = args.json;
    let done = match args.command {
        Command::List(wanted) => find::list(&state, &wanted, json).await,
        Command::Show { name, pictures } => {
            find::show_with(&state, &name, pictures.as_deref(), json).await
        }
        Command::Approve { name, terms } => act::approve(&state, &name, &terms, json).await,
        Command::Received { name } => act::received(&state, &name, json).await,
        Command::Refuse { name, answer } => act::refuse(&state, &name, &answer, json).await,
        Command::Refund { name, back } => act::refund(&state, &name, &back, json).await,
    };
    done.map(|()| ExitCode::SUCCESS)
}
