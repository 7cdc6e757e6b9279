//! A PostgreSQL of our own for one run: on a free port, in a folder that is removed after.

use std::env;
use std::fs::{self, File};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{Background, command, find, last_lines, logged, read};
use crate::report::or;
use crate::server::free_port;
use crate::setup;
use crate::workspace::Workspace;

/// How long the database may take to answer.
const START_LIMIT: Duration = Duration::from_secs(60);

/// The user Debian's package makes; the database refuses to run as root.
const SYSTEM_USER: &str = "postgres";

/// The start of the folder's name; the number of the process that made it follows.
const FOLDER: &str = "picklive-pg-";

/// What to do when no database can be made.
const REMEDY: &str = "it is made in the folder for temporary files (TMPDIR): there must be room, and \
    the user “postgres” must be able to write there when this runs as root. Programs of a broken \
    installation come back by `apt-get install --reinstall postgresql`";

/// A running database; stopped, and its folder removed, when dropped.
pub struct Postgres {
    /// Its address, with a user who may create databases.
    pub address: String,
    // In this order: the program ends before its folder goes.
    _running: Background,
    _folder: Folder,
}

impl Postgres {
    /// Makes a database and starts it.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        let programs = setup::postgres_folder().context("PostgreSQL is not installed")?;
        // Not in the cache: the database's user may not enter root's home.
        remove_left_over();
        let folder = Folder(env::temp_dir().join(format!("{FOLDER}{}", std::process::id())));
        fs::create_dir_all(&folder.0).with_context(|| format!("creating {:?}", folder.0))?;
        let as_root = read(command("id").arg("-u"))?.trim() == "0";
        if as_root {
            let mut owner = command("chown");
            read(owner.arg(SYSTEM_USER).arg(&folder.0)).context("no user “postgres” here")?;
        }
        let data = folder.0.join("data");
        let mut init = as_user(as_root, &programs.join("initdb"))?;
        init.args(["--auth=trust", "--username=picklive", "--encoding=UTF8", "--locale=C"])
            // The data is thrown away: no need to wait for the disk.
            .args(["--no-sync", "--pgdata"])
            .arg(&data)
            .current_dir(&folder.0);
        or(REMEDY, logged(&mut init, &workspace.logs().join("initdb.log")))?;
        let port = free_port()?;
        let log = workspace.logs().join("postgres.log");
        let mut serve = as_user(as_root, &programs.join("postgres"))?;
        serve.arg("-D").arg(&data).args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k"]);
        serve.arg(&folder.0).current_dir(&folder.0);
        for setting in
            ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
        {
            serve.args(["-c", setting]);
        }
        let file = File::create(&log).with_context(|| format!("creating {}", log.display()))?;
        let mut running = Background::start(&serve, file.try_clone()?.into(), Stdio::from(file))?;
        or(REMEDY, wait_until_ready(&mut running, &programs, port, &log))?;
        let address = format!("postgres://picklive@127.0.0.1:{port}/postgres");
        Ok(Self { address, _running: running, _folder: folder })
    }
}

/// The program, run by the database's own user when we are root.
fn as_user(as_root: bool, program: &Path) -> Result<Command> {
    if !as_root {
        return Ok(command(program));
    }
    let setpriv = find("setpriv").context("setpriv is not installed (Debian: util-linux)")?;
    let mut other = command(setpriv);
    other.args(["--reuid", SYSTEM_USER, "--regid", SYSTEM_USER, "--init-groups"]);
    other.args(["--pdeathsig", "INT", "--"]).arg(program);
    Ok(other)
}

fn wait_until_ready(
    running: &mut Background,
    programs: &Path,
    port: u16,
    log: &Path,
) -> Result<()> {
    let start = Instant::now();
    let ready = || {
        let pg_isready = programs.join("pg_isready");
        match pg_isready.is_file() {
            true => read(
                command(pg_isready).args(["-q", "-h", "127.0.0.1", "-p"]).arg(port.to_string()),
            )
            .is_ok(),
            false => TcpStream::connect(("127.0.0.1", port)).is_ok(),
        }
    };
    while !ready() {
        let late = start.elapsed() > START_LIMIT;
        if late || running.still_running().is_err() {
            let said = fs::read_to_string(log).unwrap_or_default();
            bail!("PostgreSQL did not start; its last words:\n{}", last_lines(&said, 20));
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Removes the folders of processes that were killed before they could.
fn remove_left_over() {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in env::temp_dir().read_dir().into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = name.strip_prefix(FOLDER) else { continue };
        if process.parse::<u32>().is_ok() && !Path::new("/proc").join(process).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A folder that is removed with the value.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
