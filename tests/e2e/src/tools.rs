//! What a merchant does in a terminal, beside the running server.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{Shop, program};

impl Shop {
    /// Writes a file that the merchant has, e.g. a list of products.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn merchants_file(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.folder().join(name);
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        Ok(path)
    }

    /// Runs the server's program with these arguments on the shop's file; gives what it printed.
    ///
    /// # Errors
    /// When it refuses, with what it said.
    pub fn run(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(program::server()?);
        command.args(arguments).arg("--data").arg(self.file());
        let done = command.output().with_context(|| format!("{command:?} cannot be started"))?;
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        let wrong = String::from_utf8_lossy(&done.stderr);
        ensure!(done.status.success(), "{arguments:?} ended with {}: {said}{wrong}", done.status);
        Ok(said)
    }

    /// Puts products on today's page: handle and the curator's note of each, in place of what was there.
    ///
    /// # Errors
    /// As [`Shop::run`].
    pub async fn edition(&self, title: &str, picks: &[(&str, &str)]) -> Result<()> {
        // Before the shop's hour "today" is not out yet: the day whose edition is shown now is meant.
        let shown = self.get("/v1/editions/today").await?.json()?;
        let date = shown["date"].as_str().context("no edition is shown")?;
        let mut asked = vec!["import", "edition", "--date", date, "--title", title, "--replace"];
        for (handle, note) in picks {
            asked.extend(["--pick", handle, "--note", note]);
        }
        self.run(&asked)?;
        Ok(())
    }
}
