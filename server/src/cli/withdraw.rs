//! `picklive-server withdraw …`: takes things off sale. Works beside a running server, which refuses them
//! from the next order on.

use std::process::ExitCode;

use clap::Subcommand;

use super::{data::Data, orders::print::out};
use crate::withdraw::{self, Refused, drop::Ended};

/// Arguments of `withdraw`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Close a drop that is open now, or remove one that is to come.
    Drop {
        /// Its id, as it was told when the drop was imported.
        id: String,
    },
    /// Take a product off sale; importing it again brings it back.
    Product {
        /// Its handle.
        handle: String,
    },
    /// Take a product out of an edition; it stays on sale at its other prices.
    Pick {
        /// `today`, `tomorrow` or YYYY-MM-DD in the shop.
        date: String,
        /// The product's handle.
        handle: String,
    },
}

/// Does what the arguments say.
///
/// # Errors
/// A sentence for the merchant; nothing was changed then.
pub async fn run(args: Args) -> Result<ExitCode, String> {
    let state = args.data.shop(None).await?;
    let done = match args.command {
        Command::Drop { id } => withdraw::drop::end(&state, &id).await.map(|ended| match ended {
            Ended::Closed => format!("drop {id}: closed; what was bought in it stays bought"),
            Ended::Removed => format!("drop {id}: removed; it had not opened"),
        }),
        Command::Product { handle } => {
            let done = withdraw::product::end(&state, &handle).await;
            done.map(|variants| {
                format!("product {handle}: off sale with {variants} variants, until it is imported again")
            })
        }
        Command::Pick { date, handle } => {
            let done = withdraw::pick::end(&state, &date, &handle).await;
            done.map(|date| format!("edition {date}: without {handle} now"))
        }
    };
    let done = done.map_err(|Refused(why)| why)?;
    out(&done);
    Ok(ExitCode::SUCCESS)
}
