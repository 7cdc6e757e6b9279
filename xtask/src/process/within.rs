//! Programs that may take only so long.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::background::{copy, tied_to_us};
use super::{cannot_start, find, show};
use crate::report;

/// Runs a program in the foreground, and ends it with all that it started after `limit`.
pub fn run_within(what: &Command, limit: Duration) -> Result<()> {
    let status = limited(what, limit).status().with_context(|| cannot_start(what))?;
    check(what, limit, status)
}

/// As [`run_within`], and returns what the program wrote to standard output, which is shown, too.
pub fn read_within(what: &Command, limit: Duration) -> Result<String> {
    let (said, ended) = hear_within(what, limit)?;
    ended.map(|()| said)
}

/// As [`read_within`], and tells also what a program wrote that failed; how it ended comes beside.
pub fn hear_within(what: &Command, limit: Duration) -> Result<(String, Result<()>)> {
    let mut limited = limited(what, limit);
    let mut child = limited.stdout(Stdio::piped()).spawn().with_context(|| cannot_start(what))?;
    let mut said = String::new();
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            said.push_str(&line);
            said.push('\n');
        }
    }
    Ok((said, check(what, limit, child.wait()?)))
}

/// The command under `timeout`, which leads a process group of its own and ends it as a whole.
/// Where there is no such program, nothing limits it.
fn limited(what: &Command, limit: Duration) -> Command {
    let Some(timeout) = find("timeout") else {
        return copy(what, what.get_program().into(), &[]);
    };
    let seconds = limit.as_secs().to_string();
    let before = ["--kill-after=10".into(), seconds.into(), what.get_program().into()];
    tied_to_us(&copy(what, timeout.into(), &before))
}

fn check(what: &Command, limit: Duration, status: ExitStatus) -> Result<()> {
    if status.code() == Some(124) {
        bail!("`{}` was ended: it took longer than {}", show(what), report::time(limit));
    }
    if !status.success() {
        bail!("`{}` failed ({status})", show(what));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::process::command;

    #[test]
    fn what_takes_too_long_is_ended_with_its_children() {
        let start = Instant::now();
        let mut hangs = command("sh");
        hangs.args(["-c", "sleep 60 & wait"]);
        let error = run_within(&hangs, Duration::from_secs(1)).unwrap_err().to_string();
        assert!(error.contains("took longer"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(20));
        run_within(&command("true"), Duration::from_secs(10)).unwrap();
    }

    #[test]
    fn what_a_program_writes_is_read() {
        let said = read_within(command("echo").arg("here"), Duration::from_secs(10)).unwrap();
        assert_eq!(said, "here\n");
        assert!(read_within(&command("false"), Duration::from_secs(10)).is_err());
        let mut fails = command("sh");
        fails.args(["-c", "echo last words; false"]);
        let (said, ended) = hear_within(&fails, Duration::from_secs(10)).unwrap();
        assert_eq!((said.as_str(), ended.is_err()), ("last words\n", true));
    }
}
