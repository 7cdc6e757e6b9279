//! `picklive-server orders …`: what the merchant does with orders. Works beside a running server.

pub(super) mod act;
pub(super) mod find;
mod message;
pub mod print;
pub(super) mod refund;

use std::process::ExitCode;

use clap::Subcommand;

use super::data::Data;

/// Arguments of `orders`.
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
    /// List orders, newest first.
    List(find::Wanted),
    /// Show one order.
    Show {
        /// Its number or id.
        order: String,
    },
    /// Say that the money of an order paid by hand has come.
    Confirm {
        /// Its number or id.
        order: String,
    },
    /// Call off an unpaid order: its units are sellable at once.
    Cancel {
        /// Its number or id.
        order: String,
        /// Why: kept with the order, and the buyer reads it there.
        #[arg(long, default_value = "cancelled_by_shop")]
        reason: String,
    },
    /// Mark a paid order as shipped.
    Ship {
        /// Its number or id.
        order: String,
        /// Who carries it.
        #[arg(long)]
        carrier: String,
        /// Its number there.
        #[arg(long)]
        number: String,
    },
    /// Mark a shipped order as delivered.
    Deliver {
        /// Its number or id.
        order: String,
    },
    /// Close a shipped or delivered order.
    Complete {
        /// Its number or id.
        order: String,
    },
    /// Give money back: all that is left, or a part.
    Refund {
        /// Its number or id.
        order: String,
        #[command(flatten)]
        back: refund::Back,
    },
    /// Say that all money owed by hand for an order was sent back.
    Refunded {
        /// Its number or id.
        order: String,
    },
    /// Write to the buyer: they read it on the order's page.
    Message {
        /// Its number or id.
        order: String,
        /// What to write, 1 to 1,000 characters.
        text: String,
    },
    /// Redeem a voucher. A code that cannot be redeemed ends with exit code 2.
    Redeem {
        /// The code.
        code: String,
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
        Command::Show { order } => find::show(&state, &order, json).await,
        Command::Confirm { order } => act::confirm(&state, &order, json).await,
        Command::Cancel { order, reason } => act::cancel(&state, &order, &reason, json).await,
        Command::Ship { order, carrier, number } => {
            act::ship(&state, &order, &carrier, &number, json).await
        }
        Command::Deliver { order } => act::deliver(&state, &order, json).await,
        Command::Complete { order } => act::complete(&state, &order, json).await,
        Command::Refund { order, back } => refund::refund(&state, &order, &back, json).await,
        Command::Refunded { order } => refund::refunded(&state, &order, json).await,
        Command::Message { order, text } => message::write(&state, &order, &text, json).await,
        Command::Redeem { code } => return act::redeem(&state, &code, json).await,
    };
    done.map(|()| ExitCode::SUCCESS)
}

/// An error as a sentence.
pub(super) fn told(error: crate::ApiError) -> String {
    error.to_string()
}
