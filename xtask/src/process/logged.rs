//! A long step whose output goes to a file, with a sign of life on the terminal.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{cannot_start, last_lines, show};
use crate::report;

/// How often a running step says that it is still running.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// Runs a program with its output in `log`. While it runs, a line with the elapsed time and the
/// last thing it said appears now and then; when it fails, the last lines are in the error.
pub fn logged(command: &mut Command, log: &Path) -> Result<()> {
    logged_within(command, log, Duration::MAX)
}

/// As [`logged`], but the program is ended and counts as failed after `limit`.
pub fn logged_within(command: &mut Command, log: &Path, limit: Duration) -> Result<()> {
    let shown = show(command);
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    let file = File::create(log).with_context(|| format!("creating {}", log.display()))?;
    let mut child = command
        .stdout(file.try_clone()?)
        .stderr(file)
        .spawn()
        .with_context(|| cannot_start(command))?;
    let start = Instant::now();
    let mut said = start;
    let status: ExitStatus = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > limit {
            child.kill()?;
            break child.wait()?;
        }
        if said.elapsed() > SIGN_OF_LIFE {
            said = Instant::now();
            println!("  … {}: {}", report::time(start.elapsed()), last_word(log));
        }
        thread::sleep(Duration::from_millis(50));
    };
    if !status.success() {
        let text = String::from_utf8_lossy(&fs::read(log)?).into_owned();
        bail!(
            "`{shown}` failed ({status}); its last lines, all of them in {}:\n{}",
            log.display(),
            last_lines(&text, 20)
        );
    }
    Ok(())
}

fn last_word(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let line = last_lines(&String::from_utf8_lossy(&text), 1);
    line.trim().chars().take(90).collect()
}
