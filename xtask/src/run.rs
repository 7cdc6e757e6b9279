//! `run`: from a checkout to the open shop.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::show;
use crate::server::{self, Profile, Start};
use crate::setup::{self, Need};
use crate::web;
use crate::workspace::Workspace;

/// How to run.
#[derive(clap::Args)]
pub struct Options {
    /// The port to open the shop on; 0 for any free one.
    #[arg(long, default_value_t = 4000)]
    port: u16,
    /// The SQLite file to keep the data in (or a postgres:// address).
    #[arg(long, default_value = "data/picklive.db")]
    data: PathBuf,
    /// Throw away the data file and begin with a new demo shop.
    #[arg(long)]
    fresh: bool,
    /// Serve the API without the app.
    #[arg(long)]
    api_only: bool,
}

/// Builds what is needed and hands this process over to the server.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    server::refuse_used_port(options.port)?;
    let needs: &[Need] = if options.api_only { &[] } else { Need::BUILD };
    setup::ensure(workspace, needs)?;
    let program = server::build(workspace, Profile::Release)?;
    let dist = if options.api_only { None } else { Some(web::build(workspace)?) };
    prepare_data(workspace, &options.data, options.fresh)?;
    let start = Start { port: options.port, data: &options.data, dist: dist.as_deref() };
    let mut serve = server::serve(workspace, &program, &start);
    // The demo's room has somebody in it.
    serve.arg("--rehearse");
    server::refuse_used_port(options.port)?;
    match options.port {
        0 => println!("\n  The address to open follows. Ctrl-C ends the shop.\n"),
        port => println!("\n  Open http://127.0.0.1:{port} in a browser. Ctrl-C ends the shop.\n"),
    }
    hand_over(serve)
}

/// Makes the folder of the data file, and room for a new one if asked.
fn prepare_data(workspace: &Workspace, data: &Path, fresh: bool) -> Result<()> {
    if data.to_string_lossy().contains("://") {
        if fresh {
            bail!("--fresh is for data files; empty the database by its own tools");
        }
        return Ok(());
    }
    if fresh {
        let data = workspace.path(data);
        for end in ["", "-wal", "-shm"] {
            let mut file = data.clone().into_os_string();
            file.push(end);
            if Path::new(&file).exists() {
                fs::remove_file(&file).with_context(|| format!("removing {}", data.display()))?;
            }
        }
    }
    server::make_folder_of(workspace, data)
}

/// Becomes the server, so that Ctrl-C and every other signal reach it directly.
#[cfg(unix)]
fn hand_over(mut serve: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let shown = show(&serve);
    Err(serve.exec()).with_context(|| format!("`{shown}` cannot be started"))
}

/// Runs the server in the foreground.
#[cfg(not(unix))]
fn hand_over(mut serve: std::process::Command) -> Result<()> {
    let shown = show(&serve);
    crate::process::run(&mut serve).with_context(|| format!("`{shown}` failed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_removes_the_file_and_what_sqlite_lays_beside_it() {
        let workspace = Workspace::find().unwrap();
        let folder = std::env::temp_dir().join(format!("xtask-fresh-{}", std::process::id()));
        let data = folder.join("deep/shop.db");
        prepare_data(&workspace, &data, false).unwrap();
        let beside = folder.join("deep/shop.db-wal");
        fs::write(&data, "old").unwrap();
        fs::write(&beside, "old").unwrap();
        prepare_data(&workspace, &data, true).unwrap();
        assert!(!data.exists() && !beside.exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_database_is_not_thrown_away() {
        let workspace = Workspace::find().unwrap();
        let data = Path::new("postgres://localhost/shop");
        assert!(prepare_data(&workspace, data, true).is_err());
        prepare_data(&workspace, data, false).unwrap();
    }
}
