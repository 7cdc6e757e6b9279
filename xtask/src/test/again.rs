//! A second try for journeys: a browser on a busy machine sometimes loses a race that has nothing to do with the
//! shop. What fails twice has failed; what passes the second time is named, so that it is looked at.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{hear_within, read_within};

/// So many failures at most are tried again: more are no accident.
const MOST: usize = 5;

/// Runs tests by Rust's own runner, and those that fail once more, alone and one after the other. Returns what the
/// runner wrote to standard output, and the tests that passed at their second try only.
///
/// # Errors
/// When a test fails twice, when too many fail, and when the runner does not say which ones did.
pub fn run(test: &Command, runners: &[&str], limit: Duration) -> Result<(String, Vec<String>)> {
    let (said, ended) = hear_within(&with(test, runners), limit)?;
    let Err(error) = ended else { return Ok((said, Vec::new())) };
    let failed = failures(&said);
    if failed.is_empty() || failed.len() > MOST {
        return Err(error);
    }
    println!("\n→ once more, alone: {}", failed.join(", "));
    let mut words = runners.to_vec();
    words.extend(["--exact", "--test-threads=1"]);
    words.extend(failed.iter().map(String::as_str));
    let again = read_within(&with(test, &words), limit).context("at the second try, too")?;
    let passed = passed(&again);
    if let Some(missing) = failed.iter().find(|name| !passed.contains(&name.as_str())) {
        bail!("`{missing}` failed and could not be tried again");
    }
    Ok((said, failed))
}

/// The command with words for the runner.
fn with(test: &Command, runners: &[&str]) -> Command {
    let mut whole = Command::new(test.get_program());
    whole.args(test.get_args()).arg("--").args(runners);
    if let Some(folder) = test.get_current_dir() {
        whole.current_dir(folder);
    }
    for (name, value) in test.get_envs() {
        match value {
            Some(value) => whole.env(name, value),
            None => whole.env_remove(name),
        };
    }
    whole
}

/// The names under the runner's last heading “failures:”.
fn failures(said: &str) -> Vec<String> {
    let lines: Vec<&str> = said.lines().collect();
    let Some(heading) = lines.iter().rposition(|line| *line == "failures:") else {
        return Vec::new();
    };
    let names = lines[heading + 1..].iter().map_while(|line| line.strip_prefix("    "));
    names.map(str::to_owned).collect()
}

/// The names of the tests that passed.
fn passed(said: &str) -> Vec<&str> {
    let lines = said.lines().filter_map(|line| line.strip_prefix("test "));
    lines.filter_map(|line| line.strip_suffix(" ... ok")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "running 3 tests\ntest a::one ... ok\ntest a::two ... FAILED\n\nfailures:\n\n\
        ---- a::two stdout ----\n    it was not there\n\n\nfailures:\n    a::two\n    b::three\n\n\
        test result: FAILED. 1 passed; 2 failed\n";

    /// A runner that counts its runs in `$COUNT` and fails `a::two` in the first so many of them.
    fn runner(name: &str, failing: u32) -> (Command, std::path::PathBuf) {
        let count = std::env::temp_dir().join(format!("xtask-again-{name}-{}", std::process::id()));
        let script = format!(
            "echo run >> \"$COUNT\"; runs=$(wc -l < \"$COUNT\"); echo \"words: $*\"\n\
             if [ $runs -le {failing} ]; then printf 'failures:\\n    a::two\\n\\n'; exit 1; fi\n\
             echo 'test a::two ... ok'"
        );
        let mut test = Command::new("sh");
        test.args(["-c", &script]).env("COUNT", &count);
        (test, count)
    }

    #[test]
    fn the_runner_says_which_failed() {
        assert_eq!(failures(SAID), ["a::two", "b::three"]);
        assert_eq!(passed(SAID), ["a::one"]);
        assert!(failures("error: could not compile\n").is_empty());
    }

    #[test]
    fn what_fails_once_is_tried_again_and_named() {
        let limit = Duration::from_secs(10);
        for (failing, runs) in [(0, 1), (1, 2), (2, 2)] {
            let (test, count) = runner(&format!("{failing}"), failing);
            let tried = run(&test, &["--ignored"], limit);
            let ran = std::fs::read_to_string(&count).unwrap().lines().count();
            std::fs::remove_file(&count).unwrap();
            assert_eq!(ran, runs);
            match failing {
                0 => assert!(tried.unwrap().1.is_empty()),
                1 => assert_eq!(tried.unwrap().1, ["a::two"]),
                _ => assert!(tried.unwrap_err().to_string().contains("second try")),
            }
        }
    }
}
