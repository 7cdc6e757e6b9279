//! The reference server: built, started on a port, stopped with us.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
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
    _running: Background,
}

/// How the server is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As it is tested: what the tests have compiled is used again.
    Dev,
    /// As it is used.
    Release,
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
    let folder = if profile == Profile::Release { "release" } else { "debug" };
    Ok(workspace.target()?.join(folder).join(PACKAGE))
}

/// The command line that starts the server with the demo shop.
pub fn serve(workspace: &Workspace, program: &Path, start: &Start<'_>) -> Command {
    let mut serve = command(program);
    serve.arg("serve").arg("--listen").arg(format!("127.0.0.1:{}", start.port));
    serve.arg("--data").arg(start.data).args(["--demo", "--dev"]);
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
        Ok(address) => Ok(Server { address, _running: running }),
        Err(_) => {
            let said = fs::read_to_string(log).unwrap_or_default();
            bail!("the server did not start; its last words:\n{}", last_lines(&said, 20))
        }
    }
}

/// Fails when something listens on the port already, and says what to do.
pub fn refuse_used_port(port: u16) -> Result<()> {
    if port != 0 && TcpListener::bind(("127.0.0.1", port)).is_err() {
        bail!(
            "port {port} is in use: end the program that uses it, or choose another with `--port {}`",
            port.checked_add(1).unwrap_or(4000)
        );
    }
    Ok(())
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
