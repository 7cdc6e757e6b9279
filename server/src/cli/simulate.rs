//! `picklive-server simulate room …`: host and audience of a demonstration's room, played by real clients of the
//! public API. Viewers are counted as people everywhere else, so it plays only in a demonstration, in a room that
//! says so.

mod audience;
mod blocks;
mod buyers;
mod caller;
mod delays;
mod doors;
mod files;
mod host;
mod luck;
mod play;
mod rehearse;
mod script;
mod session;
mod tally;
mod voices;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::Subcommand;
use picklive_contract::RoomId;
use url::Url;

pub use rehearse::{keep, rehearse};
pub use script::Script;

use self::{
    host::Access,
    play::{Play, Said},
};
use super::orders::print::out;
use crate::config;

/// Arguments of `simulate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play host and audience of a demonstration's room, until ctrl-c.
    Room(Room),
}

#[derive(Debug, clap::Args)]
struct Room {
    /// The room's id.
    id: String,
    /// Where the API is.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:4000", value_parser = config::public_url)]
    api: Url,
    /// How many people watch; each holds a connection.
    #[arg(long, value_name = "N", default_value_t = 50)]
    viewers: usize,
    /// How many comments they write a second, all together.
    #[arg(long, value_name = "R", default_value_t = 1.0, value_parser = rate)]
    comments: f64,
    /// How many of them buy something a minute, by the sandbox's payment that pays by itself.
    #[arg(long, value_name = "N", default_value_t = 0.0, value_parser = rate)]
    orders: f64,
    /// What host and audience do (TOML) [default: the demo room's].
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// The host's contact, who signs in by a code where the server tells codes [default: the script's].
    #[arg(long, value_name = "CONTACT", conflicts_with = "no_host")]
    host: Option<String>,
    /// The token of a session of the host, where the server does not tell codes.
    #[arg(
        long,
        value_name = "TOKEN",
        env = "PICKLIVE_HOST_TOKEN",
        hide_env_values = true,
        conflicts_with = "no_host"
    )]
    host_token: Option<String>,
    /// Play the audience only.
    #[arg(long)]
    no_host: bool,
    /// End by itself after so many seconds.
    #[arg(long = "for", value_name = "SECONDS")]
    lasts: Option<u64>,
}

/// Most comments a second, and orders a minute.
const RATE_MOST: f64 = 10_000.0;

fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate| (0.0..=RATE_MOST).contains(rate));
    rate.ok_or_else(|| format!("a number from 0 to {RATE_MOST}"))
}

/// Plays until it is ended.
///
/// # Errors
/// A sentence for who plays; nothing was done then.
pub async fn run(args: Args) -> Result<ExitCode, String> {
    let Command::Room(room) = args.command;
    let script = room.script.as_deref().map_or_else(Script::demo, Script::read)?;
    let viewers = files::enough_for(room.viewers, out);
    let host = match (room.no_host, room.host_token, room.host.or_else(|| script.host.clone())) {
        (true, ..) => Access::Nobody,
        (_, Some(token), _) => Access::Token(token),
        (_, _, Some(contact)) => Access::Contact(contact),
        _ => Access::Nobody,
    };
    let play = Play {
        api: room.api,
        room: RoomId(room.id),
        script,
        viewers,
        comments: room.comments,
        orders: room.orders,
        said: Said::Terminal,
    };
    let stage = play.open(host).await?;
    let lasts = room.lasts.map(Duration::from_secs);
    stage.run(ended(lasts)?).await;
    Ok(ExitCode::SUCCESS)
}

/// Returns when it is to end: by a signal, or after that time.
fn ended(lasts: Option<Duration>) -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let on = |kind| signal(kind).map_err(|error| format!("cannot listen for signals: {error}"));
    let (mut terminate, mut interrupt) =
        (on(SignalKind::terminate())?, on(SignalKind::interrupt())?);
    Ok(async move {
        let time = async {
            match lasts {
                Some(time) => tokio::time::sleep(time).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = time => {}
        }
    })
}
