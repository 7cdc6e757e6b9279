//! Features of one build unite: `csr` and `ssr` together compile and then do nothing right. And
//! nothing of the server belongs into the browser's build.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::Build;
use crate::process::{cargo, command, read};
use crate::workspace::Workspace;

/// What the browser's build must not contain, even far down.
const NOT_IN_THE_BROWSER: [&str; 9] =
    ["axum", "hyper", "mio", "picklive-server", "reqwest", "ring", "sea-orm", "sqlx-core", "tokio"];

/// A package in the tree of a build, and the features it is built with.
struct Node {
    name: String,
    features: BTreeSet<String>,
}

/// Looks at every build's tree.
pub fn check(workspace: &Workspace, builds: &[&Build]) -> Result<()> {
    for build in builds {
        let mut tree = command(cargo());
        tree.args(["tree", "--package", build.package]).args(build.arguments);
        tree.args(["--edges", "normal,dev,build", "--prefix", "none", "--format", "{p}\t{f}"]);
        let nodes = read_tree(&read(tree.current_dir(workspace.root()))?);
        if let Some(name) = both(&nodes) {
            bail!("{}: {name} is built with csr and ssr at once", build.name());
        }
        if build.arguments.contains(&"csr") {
            in_the_browser(workspace, build)?;
        }
    }
    Ok(())
}

/// Only what is linked into the app counts here, not what its tests or build scripts use.
fn in_the_browser(workspace: &Workspace, build: &Build) -> Result<()> {
    let mut tree = command(cargo());
    tree.args(["tree", "--package", build.package]).args(build.arguments);
    tree.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}\t{f}"]);
    let nodes = read_tree(&read(tree.current_dir(workspace.root()))?);
    let alien: Vec<&str> = nodes
        .iter()
        .map(|node| node.name.as_str())
        .filter(|name| NOT_IN_THE_BROWSER.contains(name))
        .collect();
    if !alien.is_empty() {
        bail!("the browser's build contains {}: see `cargo tree -i`", alien.join(", "));
    }
    Ok(())
}

/// The first package that has both features on.
fn both(nodes: &[Node]) -> Option<&str> {
    let both = |node: &&Node| node.features.contains("csr") && node.features.contains("ssr");
    nodes.iter().find(both).map(|node| node.name.as_str())
}

/// Reads lines `name v1.2.3 (path)<tab>feature,feature`.
fn read_tree(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    for line in text.lines() {
        let (package, features) = line.split_once('\t').unwrap_or((line, ""));
        let Some(name) = package.split_whitespace().next() else { continue };
        let features = features.trim_end_matches("(*)").trim();
        let features = features.split(',').filter(|f| !f.is_empty()).map(Into::into).collect();
        nodes.push(Node { name: name.to_owned(), features });
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_that_meet_are_found() {
        let tree = "picklive v0.1.0 (/x)\tcsr\nleptos v0.8.23\tcsr,default,ssr (*)\n";
        assert_eq!(both(&read_tree(tree)), Some("leptos"));
    }

    #[test]
    fn one_of_the_two_is_fine() {
        let tree = "picklive v0.1.0 (/x)\tssr\nleptos v0.8.23\tssr\nserde v1.0.0\t\n";
        assert_eq!(both(&read_tree(tree)), None);
        assert_eq!(read_tree(tree)[2].name, "serde");
    }
}
