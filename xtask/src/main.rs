//! Every developer command of Picklive, run as `cargo xtask COMMAND`.

mod bench;
mod browser;
mod budgets;
mod check;
mod cli;
mod dev;
mod hash;
mod http;
mod pictures;
mod process;
mod report;
mod run;
mod screens;
mod server;
mod setup;
mod size;
mod test;
mod wasm;
mod web;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let done = if web::stands_in() { web::stand_in() } else { cli::Cli::parse().run() };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::failure(&error);
            ExitCode::FAILURE
        }
    }
}
