//! The list of pages, `docs/screens/pages.toml`.

use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::workspace::Workspace;

/// The file.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Languages a visitor may prefer, such as `zh-CN`.
    pub languages: Vec<String>,
    /// A CSS selector that finds something once the app has started.
    pub ready: Option<String>,
    /// The pages.
    pub page: Vec<Page>,
}

/// A page and how to get it into the state to show.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The picture's name, without language and colours.
    pub name: String,
    /// The address, from its first slash.
    pub path: String,
    /// How wide the window is.
    #[serde(default = "phone")]
    pub width: u32,
    /// Whether the whole page is shown, and not the first screen only.
    #[serde(default)]
    pub full: bool,
    /// What is sold in the shop.
    #[serde(default)]
    pub shop: Stock,
    /// Addresses that do not answer, with `*` for anything.
    #[serde(default)]
    pub block: Vec<String>,
    /// As in the list, for a page on which the app does not start.
    pub ready: Option<String>,
    /// What to do before the picture.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// What is sold in a shop.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug, Default)]
#[serde(rename_all = "lowercase")]
pub enum Stock {
    /// What the demo shop sells.
    #[default]
    Demo,
    /// Nothing yet.
    None,
}

/// The width of an ordinary phone, in CSS pixels.
fn phone() -> u32 {
    375
}

/// One thing to do on a page; every element is named by a CSS selector. `{n}` in a text or a command is a number of the
/// picture's own, the same in all its steps.
#[derive(Deserialize, Debug)]
#[serde(untagged, deny_unknown_fields)]
pub enum Step {
    /// Tap an element.
    Click { click: String },
    /// Tap an element that asks whether it is meant, and half a second later tap it again.
    Sure { sure: String },
    /// Type into a field.
    Fill { fill: String, text: String },
    /// Choose an option of a list by its value.
    Choose { choose: String, value: String },
    /// Wait until there is such an element, for so long at most.
    Wait {
        wait: String,
        #[serde(default = "patience")]
        seconds: u64,
    },
    /// Wait until there is none.
    Gone { gone: String },
    /// Bring an element to the top of the window.
    Scroll { scroll: String },
    /// Run the server's command line on the shop's data; `{order}` is the number in the page's heading.
    Cli { cli: String },
    /// Change one of the shop's settings: a line as `shop show` writes it.
    Set { set: String },
    /// Go to another address of the shop.
    Go { go: String },
    /// Load the page anew.
    Reload { reload: bool },
}

/// How long something may take to appear, in seconds.
fn patience() -> u64 {
    30
}

/// Reads the list.
pub fn read(workspace: &Workspace) -> Result<List> {
    let path = workspace.path("docs/screens/pages.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    parse(&text)
}

fn parse(text: &str) -> Result<List> {
    let list: List = toml::from_str(text).context("docs/screens/pages.toml is not as expected")?;
    for page in &list.page {
        let plain = page.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !plain || !page.path.starts_with('/') {
            bail!("the page “{}” needs a plain name and a path from its first slash", page.name);
        }
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_list_is_read() {
        assert!(!read(&Workspace::find().unwrap()).unwrap().page.is_empty());
    }

    #[test]
    fn steps_are_told_apart() {
        let text = "languages = [\"en\"]\n[[page]]\nname = \"a\"\npath = \"/\"\n\
                    steps = [{ click = \"b\" }, { fill = \"c\", text = \"d\" }, { gone = \"e\" }]\n";
        let list = parse(text).unwrap();
        assert!(
            matches!(&list.page[0].steps[1], Step::Fill { fill, text } if fill == "c" && text == "d")
        );
        assert!(matches!(&list.page[0].steps[2], Step::Gone { .. }));
    }

    #[test]
    fn mistakes_are_named() {
        assert!(parse("languages = []\n[[page]]\nname = \"a b\"\npath = \"/\"\n").is_err());
        assert!(
            parse(
                "languages = []\n[[page]]\nname = \"a\"\npath = \"/\"\nsteps = [{ tap = \"b\" }]\n"
            )
            .is_err()
        );
    }
}
