//! The reference server: built, started on a port, stopped with us.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{Background, cargo, command, last_lines, run};
use crate::report;
use crate::workspace::Workspace;

const PACKAGE: &str = "picklive-server";

/// A new data file has its tables made and the demo shop written before the server answers.
const START_LIMIT: Duration = Duration::from_secs(60);

/// How the server is started.
pub struct Start<'a> {
    /// The port; 0 for any free one.
    pub port: u16,
    /// The SQLite file, or the address of a PostgreSQL database.
    pub data: &'a Path,
    /// The built app; `None` serves the API alone.
    pub dist: Option<&'a Path>,
}

/// A server that answers. It is stopped when this value is dropped.
pub struct Server {
    /// Where it answers, such as `http://127.0.0.1:4000`.
    pub address: String,
    running: Background,
}

impl Server {
    /// Fails if the server has ended.
    pub fn still_running(&mut self) -> Result<()> {
        self.running.still_running()
    }
}

/// How the server is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As it is tested: what the tests have compiled is used again.
    Dev,
    /// As it is used.
    Release,
}

impl Profile {
    fn program(self, workspace: &Workspace) -> Result<PathBuf> {
        let folder = if self == Self::Release { "release" } else { "debug" };
        Ok(workspace.target()?.join(folder).join(PACKAGE))
    }
}

/// Whether the program was built this way before, so that building it again costs little.
pub fn is_built(workspace: &Workspace, profile: Profile) -> Result<bool> {
    Ok(profile.program(workspace)?.is_file())
}

/// Builds the server and returns the program.
pub fn build(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let there = workspace.package(PACKAGE)?.is_some_and(|p| p.has_target("bin", PACKAGE));
    if !there {
        bail!("there is no program {PACKAGE} in this checkout");
    }
    report::step("building the server", || {
        let mut build = command(cargo());
        build.args(["build", "-p", PACKAGE, "--bin", PACKAGE]);
        if profile == Profile::Release {
            build.arg("--release");
        }
        run(build.current_dir(workspace.root()))
    })?;
    profile.program(workspace)
}

/// The place for a new shop's data file, in a folder that is emptied for it.
pub fn fresh_data(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    Ok(folder.join("shop.db"))
}

/// The command line that starts the server with the demo shop.
pub fn serve(workspace: &Workspace, program: &Path, start: &Start<'_>) -> Command {
    let mut serve = serve_nothing(workspace, program, start);
    serve.arg("--demo");
    serve
}

/// The command line that starts the server with a shop in which there is nothing yet.
pub fn serve_nothing(workspace: &Workspace, program: &Path, start: &Start<'_>) -> Command {
    let mut serve = command(program);
    serve.arg("serve").arg("--listen").arg(format!("127.0.0.1:{}", start.port));
    serve.arg("--data").arg(start.data).arg("--dev");
    match start.dist {
        Some(dist) => serve.arg("--dist").arg(dist),
        None => serve.arg("--api-only"),
    };
    serve.current_dir(workspace.root());
    serve
}

/// Starts the server and waits until it answers; what it says goes to `log`.
pub fn start(serve: &Command, log: &Path) -> Result<Server> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = File::create(log).with_context(|| format!("creating {}", log.display()))?;
    let mut running = Background::start(serve, Stdio::piped(), file.try_clone()?.into())?;
    let out = running.child().stdout.take().context("the server has no standard output")?;
    let lines = follow(out, file);
    match lines.recv_timeout(START_LIMIT) {
        Ok(address) => Ok(Server { address, running }),
        Err(_) => {
            let said = fs::read_to_string(log).unwrap_or_default();
            bail!("the server did not start; its last words:\n{}", last_lines(&said, 20))
        }
    }
}

/// Makes the folder of a data file; a database has none.
pub fn make_folder_of(workspace: &Workspace, data: &Path) -> Result<()> {
    if data.to_string_lossy().contains("://") {
        return Ok(());
    }
    let data = workspace.path(data);
    let folder = data.parent().unwrap_or(workspace.root());
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))
}

/// Fails when the port cannot be listened on, and says what to do.
pub fn refuse_used_port(port: u16) -> Result<()> {
    let Err(error) = bind(port) else { return Ok(()) };
    let free = (port.saturating_add(1)..=u16::MAX).take(100).find(|port| bind(*port).is_ok());
    let other = free.map_or("0`, which takes any free one".into(), |port| format!("{port}`"));
    match error.kind() {
        ErrorKind::PermissionDenied => {
            bail!("port {port} is not yours to use: choose another with `--port {other}")
        }
        ErrorKind::AddrInUse => bail!(
            "port {port} is in use: end the program that uses it, or choose another with `--port {other}"
        ),
        _ => Err(error).with_context(|| format!("port {port} cannot be used; try `--port {other}")),
    }
}

/// Listens for a moment, as the server will.
fn bind(port: u16) -> std::io::Result<()> {
    TcpListener::bind(("127.0.0.1", port)).map(|_| ())
}

/// A port that is free now.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}

/// Copies what the server says into the log and sends on the address it says it listens on.
fn follow(out: ChildStdout, mut log: File) -> mpsc::Receiver<String> {
    let (found, address) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if let Some(address) = line.trim().strip_prefix("listening on ") {
                let _ = found.send(address.to_owned());
            }
            let _ = writeln!(log, "{line}");
        }
    });
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_used_port_is_named_with_what_to_do() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let error = refuse_used_port(port).unwrap_err().to_string();
        assert!(error.contains(&port.to_string()) && error.contains("--port"), "{error}");
        let other = error.rsplit_once("--port ").unwrap().1.trim_end_matches('`');
        refuse_used_port(other.parse().unwrap()).expect("what is advised works");
        drop(listener);
        refuse_used_port(port).unwrap();
    }

    #[test]
    fn a_server_that_ends_is_reported_with_its_words() {
        let log = std::env::temp_dir().join(format!("xtask-test-{}.log", std::process::id()));
        let mut broken = command("sh");
        broken.args(["-c", "echo 'no such file' >&2; exit 3"]);
        let error = start(&broken, &log).err().unwrap().to_string();
        assert!(error.contains("no such file"), "{error}");
        fs::remove_file(log).unwrap();
    }

    #[test]
    fn the_address_is_what_the_server_says() {
        let log = std::env::temp_dir().join(format!("xtask-test-ok-{}.log", std::process::id()));
        let mut fine = command("sh");
        fine.args(["-c", "echo 'listening on http://127.0.0.1:5'; exec sleep 30"]);
        assert_eq!(start(&fine, &log).unwrap().address, "http://127.0.0.1:5");
        fs::remove_file(log).unwrap();
    }
}
