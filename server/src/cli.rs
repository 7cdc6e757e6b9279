//! The command line.

pub mod backup;
pub mod data;
pub mod import;
pub mod orders;
pub mod returns;
pub mod rooms;
pub mod serve;
pub mod shop;
pub mod simulate;
pub mod withdraw;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The reference server of Picklive.
#[derive(Debug, Parser)]
#[command(name = "picklive-server", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the app.
    Serve(serve::Args),
    /// Import products, editions and drops.
    Import(import::Args),
    /// Show and set the shop's own settings, also those of a new shop.
    Shop(shop::Args),
    /// List, confirm, ship and refund orders; redeem vouchers.
    Orders(orders::Args),
    /// List and decide what buyers want to give back, and give their money back.
    Returns(returns::Args),
    /// Make, change, start and end live rooms; keep them civil; export what happened.
    Rooms(rooms::Args),
    /// Play host and audience in a room of a demonstration.
    Simulate(simulate::Args),
    /// Make a backup, rows and pictures in one file, also while the server runs.
    Backup(backup::Keep),
    /// Put a backup back. Stop the server first.
    Restore(backup::PutBack),
    /// Take a drop, a product or a pick off sale. Orders that were placed stay.
    Withdraw(withdraw::Args),
}

/// Reads the command line and does what it says; an error is one sentence on stderr and exit code 1.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("cannot start: {error}")),
    };
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve(args) => serve::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Import(args) => import::run(args).await,
            Command::Shop(args) => shop::run(args).await,
            Command::Orders(args) => orders::run(args).await,
            Command::Returns(args) => returns::run(args).await,
            Command::Rooms(args) => rooms::run(args).await,
            Command::Simulate(args) => simulate::run(args).await,
            Command::Backup(args) => backup::keep(args).await,
            Command::Restore(args) => backup::put_back(args).await,
            Command::Withdraw(args) => withdraw::run(args).await,
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

fn failed(error: &str) -> ExitCode {
    eprintln!("picklive-server: {error}");
    ExitCode::FAILURE
}
