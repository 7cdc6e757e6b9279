//! A program that runs beside us and ends with us.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{command, find, read, show};

/// How long a program may take to end after it was asked to.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running program, stopped when this value is dropped: also when a test in between failed.
pub struct Background {
    child: Child,
    shown: String,
}

impl Background {
    /// Starts the program with its output going where told. Where the system can, it also ends
    /// if xtask is killed.
    pub fn start(what: &Command, out: Stdio, err: Stdio) -> Result<Self> {
        let shown = show(what);
        let child = tied_to_us(what)
            .stdout(out)
            .stderr(err)
            .spawn()
            .with_context(|| format!("`{shown}` cannot be started: is it installed?"))?;
        Ok(Self { child, shown })
    }

    /// The program, for its output.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Fails if the program has ended.
    pub fn still_running(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("`{}` ended by itself ({status})", self.shown);
        }
        Ok(())
    }

    fn ended_within(&mut self, patience: Duration) -> bool {
        let start = Instant::now();
        while start.elapsed() < patience {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return true;
            }
            thread::sleep(Duration::from_millis(20));
        }
        false
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        // Interrupt, as Ctrl-C does: for PostgreSQL it means "end now, in good order".
        let pid = self.child.id();
        let asked = command("sh").args(["-c", &format!("kill -INT {pid}")]).status();
        if asked.is_err() || !self.ended_within(PATIENCE) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// The same command, ended when xtask ends, where `setpriv` can see to it (Linux).
pub(super) fn tied_to_us(what: &Command) -> Command {
    let can = |setpriv: &PathBuf| {
        read(command(setpriv).arg("--help")).is_ok_and(|help| help.contains("--pdeathsig"))
    };
    let program = what.get_program().to_os_string();
    match find("setpriv").filter(can) {
        Some(setpriv) => {
            let tie = ["--pdeathsig".into(), "INT".into(), "--".into(), program];
            copy(what, setpriv.into(), &tie)
        }
        None => copy(what, program, &[]),
    }
}

/// A command with the same arguments, environment and folder, behind another program.
pub(super) fn copy(what: &Command, program: OsString, before: &[OsString]) -> Command {
    let mut tied = command(program);
    tied.args(before).args(what.get_args());
    for (name, value) in what.get_envs() {
        match value {
            Some(value) => tied.env(name, value),
            None => tied.env_remove(name),
        };
    }
    if let Some(folder) = what.get_current_dir() {
        tied.current_dir(folder);
    }
    tied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_with_the_value() {
        let sleeper =
            Background::start(command("sleep").arg("60"), Stdio::null(), Stdio::null()).unwrap();
        let pid = sleeper.child.id();
        drop(sleeper);
        let alive = command("sh").args(["-c", &format!("kill -0 {pid} 2>/dev/null")]).status();
        assert!(!alive.unwrap().success());
    }
}
