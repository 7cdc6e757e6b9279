//! The shops that are photographed, and what their merchant does while they are.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::list::Stock;
use crate::process::{command, pipe, read};
use crate::server::{self, Server, Start};
use crate::workspace::Workspace;

/// A running shop with a data file of its own; it is stopped when this value is dropped.
pub struct Shop {
    stock: Stock,
    program: PathBuf,
    data: PathBuf,
    server: Server,
}

impl Shop {
    /// Starts a fresh shop.
    pub fn start(workspace: &Workspace, program: &Path, dist: &Path, stock: Stock) -> Result<Self> {
        let name = if stock == Stock::Demo { "demo" } else { "none" };
        let folder = workspace.target()?.join("xtask/screens").join(name);
        let data = server::fresh_data(&folder)?;
        let start = Start { port: 0, data: &data, dist: Some(dist) };
        let serve = match stock {
            Stock::Demo => server::serve(workspace, program, &start),
            Stock::None => server::serve_nothing(workspace, program, &start),
        };
        let server = server::start(&serve, &folder.join("server.log"))?;
        Ok(Self { stock, program: program.to_owned(), data, server })
    }

    /// What is sold in it.
    pub fn stock(&self) -> Stock {
        self.stock
    }

    /// The address of a path, which starts with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.address)
    }

    /// Runs the server's command line on the shop's data.
    pub fn cli<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Result<String> {
        let mut run = command(&self.program);
        read(run.args(words).arg("--data").arg(&self.data))
    }

    /// Puts a line into the shop's settings in place of the one with the same key.
    pub fn set(&self, line: &str) -> Result<()> {
        let settings = with_line(&self.cli(["shop", "show"])?, line)?;
        let mut set = command(&self.program);
        set.args(["shop", "set", "-", "--data"]).arg(&self.data);
        pipe(&mut set, settings.as_bytes()).map(|_| ())
    }
}

/// The settings with this line in place of the one with the same key.
fn with_line(settings: &str, line: &str) -> Result<String> {
    let key = |line: &str| Some(line.split_once('=')?.0.trim().to_owned());
    let mut lines: Vec<_> = settings.lines().collect();
    let there = lines.iter_mut().find(|there| key(there) == key(line) && key(line).is_some());
    *there.with_context(|| format!("the shop's settings have no line like “{line}”"))? = line;
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_takes_the_place_of_the_one_before() {
        let settings = "name = \"a\"\nhold_minutes = 15\n";
        let changed = with_line(settings, "hold_minutes = 1").unwrap();
        assert_eq!(changed, "name = \"a\"\nhold_minutes = 1");
        assert!(with_line(settings, "hold = 1").is_err());
        assert!(with_line(settings, "hold_minutes").is_err());
    }
}
