//! `picklive-server`: the reference server of the Picklive contract.

use std::process::ExitCode;

fn main() -> ExitCode {
    picklive_server::cli::run()
}
