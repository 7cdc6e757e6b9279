//! The figures that are not to be exceeded, from `xtask/budgets.toml`.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::workspace::Workspace;

/// All budgets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budgets {
    /// What may be loaded first.
    pub size: Size,
    /// For each benchmark, its figures by name.
    #[serde(default)]
    pub bench: BTreeMap<String, BTreeMap<String, Limit>>,
}

/// Budgets in bytes, after brotli.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// HTML, CSS, JS and wasm of the first load.
    pub first_load: u64,
    /// What is fetched after the start.
    pub late: u64,
    /// What is fetched with the first room.
    pub rooms: u64,
    /// What is fetched with the first stream.
    pub player: u64,
    /// All of the desk, which shoppers never load.
    pub desk: u64,
    /// What a page of others fetches until its first live room is there.
    pub widget: u64,
    /// What it fetches behind that: the rest of the room, with the checkout.
    pub widget_rest: u64,
    /// Today's page of the demo shop as it is sent: the HTML with its picks and their data.
    pub today_sent: u64,
}

/// Where a measured figure must lie.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The smallest value that is good enough.
    pub min: Option<f64>,
    /// The greatest.
    pub max: Option<f64>,
}

impl Limit {
    /// Whether the value is good enough.
    pub fn holds(&self, value: f64) -> bool {
        self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }

    /// The limit in words, such as `≥ 1500`.
    pub fn words(&self) -> String {
        let parts =
            [self.min.map(|min| format!("≥ {min}")), self.max.map(|max| format!("≤ {max}"))];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Reads the file.
pub fn read(workspace: &Workspace) -> Result<Budgets> {
    let path = workspace.path("xtask/budgets.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    parse(&text)
}

fn parse(text: &str) -> Result<Budgets> {
    toml::from_str(text).context("xtask/budgets.toml is not as expected")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_file_is_read() {
        let budgets = read(&Workspace::find().unwrap()).unwrap();
        assert!(budgets.size.first_load > 0);
    }

    #[test]
    fn a_limit_holds_at_its_edges() {
        let budgets =
            parse("[size]\nfirst_load = 1\nlate = 1\nrooms = 1\nplayer = 1\ndesk = 1\nwidget = 1\nwidget_rest = 1\ntoday_sent = 1\n[bench.x]\na = { min = 2, max = 3 }\n")
                .unwrap();
        let limit = &budgets.bench["x"]["a"];
        assert!(limit.holds(2.0) && limit.holds(3.0));
        assert!(!limit.holds(1.9) && !limit.holds(3.1));
        assert_eq!(limit.words(), "≥ 2, ≤ 3");
    }

    #[test]
    fn a_misspelt_budget_is_not_passed_over() {
        assert!(
            parse("[size]\nfirst_load = 1\nlate = 1\nrooms = 1\nplayer = 1\ndesk = 1\nwidget = 1\nwidget_rest = 1\ntoday_sent = 1\nfirst_lode = 2\n").is_err()
        );
    }
}
