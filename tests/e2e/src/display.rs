//! A display that nobody looks at, for a browser that cannot do without.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::program::{self, Running};

/// A running Xvfb on a display of its own; it ends, and with it what draws there, when this is dropped.
#[derive(Debug)]
pub struct Display {
    name: String,
    _running: Running,
}

impl Display {
    /// Starts Xvfb; it finds a free display itself and says which.
    pub fn open() -> Result<Self> {
        let mut command = Command::new(program::xvfb());
        // The display's number goes to the standard output as soon as it can be used.
        command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut running = Running::start(&mut command)?;
        let mut number = String::new();
        let said = running.output().context("Xvfb says nothing")?;
        BufReader::new(said).read_line(&mut number)?;
        let number = number.trim();
        ensure!(!number.is_empty(), "Xvfb found no display: {:?}", running.still_running());
        Ok(Self { name: format!(":{number}"), _running: running })
    }

    /// What `DISPLAY` is for programs that draw there.
    pub fn name(&self) -> &str {
        &self.name
    }
}
