//! `dev`: the server, and the app or the desk built anew on every change, on one port.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::{Background, command};
use crate::server::{self, Profile, Start};
use crate::setup::{self, Need};
use crate::web;
use crate::workspace::Workspace;

/// How often we look whether both programs still run.
const GLANCE: Duration = Duration::from_millis(200);

/// How to develop.
#[derive(clap::Args)]
pub struct Options {
    /// The port to open the shop on; 0 for any free one.
    #[arg(long, default_value_t = 4001)]
    port: u16,
    /// The SQLite file to keep the data in (or a postgres:// address).
    #[arg(long, default_value = "data/dev.db")]
    data: PathBuf,
    /// Build the host's console (`/desk`) in place of the shop's pages. The widget, and all of them together,
    /// are served by `cargo xtask run`.
    #[arg(long)]
    desk: bool,
}

/// What Trunk builds.
struct Target {
    /// The page it begins with.
    page: &'static str,
    /// The folder below the one that is served.
    folder: &'static str,
    /// Where that folder is, from a page's base.
    place: &'static str,
    /// What to open in a browser.
    open: &'static str,
}

const APP: Target = Target { page: "index.html", folder: "", place: "./", open: "" };
const DESK: Target =
    Target { page: "desk.html", folder: web::DESK, place: "./desk/", open: "/desk" };

/// Starts Trunk, which builds the app for development into a folder and again after each change, and
/// the server, which serves that folder: pages with their first screen, API, pictures and payments are
/// all there, as in a real shop. Runs until Ctrl-C.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    server::refuse_used_port(options.port)?;
    setup::ensure(workspace, Need::BUILD)?;
    let program = server::build(workspace, Profile::Dev)?;
    server::make_folder_of(workspace, &options.data)?;
    let out = workspace.target()?.join("xtask");
    let (dist, log) = (out.join("dev-dist"), out.join("dev-server.log"));
    if dist.exists() {
        // The page of an earlier day must not look like this one's.
        fs::remove_dir_all(&dist).with_context(|| format!("removing {}", dist.display()))?;
    }
    let target = if options.desk { DESK } else { APP };
    let mut trunk = watch(workspace, &dist.join(target.folder), &target)?;
    println!("→ building {}; Trunk says what it does", target.page);
    while !dist.join(target.folder).join("index.html").is_file() {
        trunk.still_running()?;
        thread::sleep(GLANCE);
    }
    let start = Start { port: options.port, data: &options.data, dist: Some(&dist) };
    let mut serve = server::serve(workspace, &program, &start);
    // The demo's room has somebody in it.
    serve.arg("--rehearse");
    let mut server = server::start(&serve, &log)?;
    println!(
        "\n  Open {}{} in a browser, and load it again after a change.",
        server.address, target.open
    );
    println!("  The server's log, with sign-in codes: {}. Ctrl-C ends both.\n", log.display());
    loop {
        trunk.still_running()?;
        server.still_running().with_context(|| format!("its log is {}", log.display()))?;
        thread::sleep(GLANCE);
    }
}

/// Starts Trunk. In cargo's dev profile a panic keeps its message, which the browser's console shows.
fn watch(workspace: &Workspace, dist: &Path, target: &Target) -> Result<Background> {
    let mut trunk = command("trunk");
    trunk
        .args(["watch", target.page, "--html-output", "index.html"])
        .args(["--public-url", target.place, "--dist"])
        .arg(dist)
        .current_dir(workspace.root())
        .env("PATH", setup::search_path(workspace)?)
        // Trunk refuses to start when this has the usual value, 1.
        .env_remove("NO_COLOR");
    fs::create_dir_all(dist).with_context(|| format!("creating {}", dist.display()))?;
    Background::start(&trunk, Stdio::inherit(), Stdio::inherit())
}
