//! `picklive-server rooms …`: what the merchant does with live rooms. Works beside a running server; who is in a room
//! sees it within a second.

mod act;
mod export;
mod find;
mod make;
mod print;
mod text;

use std::process::ExitCode;

use clap::Subcommand;
use picklive_contract::host::ActKind;

use super::data::Data;

/// Arguments of `rooms`.
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
    /// List rooms, the latest begin first.
    List,
    /// Show one room, with its latest comments.
    Show {
        /// Its id.
        room: String,
        /// So many comments.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(0..=10_000))]
        comments: u64,
    },
    /// Make a room. It is scheduled until it is started.
    Create {
        /// Its id: lowercase letters, digits and hyphens. It stands in the room's address.
        room: String,
        #[command(flatten)]
        fields: make::Fields,
    },
    /// Change what is said of a room; what is not said stays.
    Change {
        /// Its id.
        room: String,
        #[command(flatten)]
        fields: make::Fields,
        #[command(flatten)]
        without: make::Without,
    },
    /// Put a room on the air, for the first time or again.
    Start {
        /// Its id.
        room: String,
    },
    /// Take a break; the room still sells.
    Pause {
        /// Its id.
        room: String,
    },
    /// End a room, for good, with its prices and deals.
    End {
        /// Its id.
        room: String,
    },
    /// Take a comment away.
    RemoveComment {
        /// The room's id.
        room: String,
        /// The comment's id, as `show` prints it.
        comment: String,
    },
    /// Who wrote a comment writes no more in this room, and what they wrote is taken away.
    Mute {
        /// The room's id.
        room: String,
        /// The comment's id, as `show` prints it.
        comment: String,
    },
    /// Who wrote a comment may write again.
    Unmute {
        /// The room's id.
        room: String,
        /// The comment's id, as `show` prints it.
        comment: String,
    },
    /// Print all that happened in a room, in order, a JSON object a line.
    Export {
        /// Its id.
        room: String,
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
        Command::List => find::list(&state, json).await,
        Command::Show { room, comments } => find::show(&state, &room, comments, json).await,
        Command::Create { room, fields } => make::create(&state, &room, &fields, json).await,
        Command::Change { room, fields, without } => {
            make::change(&state, &room, &fields, &without, json).await
        }
        Command::Start { room } => act::stage(&state, &room, ActKind::Start, json).await,
        Command::Pause { room } => act::stage(&state, &room, ActKind::Pause, json).await,
        Command::End { room } => act::stage(&state, &room, ActKind::End, json).await,
        Command::RemoveComment { room, comment } => {
            act::talk(&state, &room, &comment, ActKind::RemoveComment, json).await
        }
        Command::Mute { room, comment } => {
            act::talk(&state, &room, &comment, ActKind::Mute, json).await
        }
        Command::Unmute { room, comment } => {
            act::talk(&state, &room, &comment, ActKind::Unmute, json).await
        }
        Command::Export { room } => export::run(&state, &room).await,
    };
    done.map(|()| ExitCode::SUCCESS)
}
