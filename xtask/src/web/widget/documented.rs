//! What a page of others may name of the widget: that source, types, manifest and docs have the same.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::hash::files_under;
use crate::workspace::Workspace;

type Names = BTreeSet<String>;

fn text(path: &str) -> String {
    fs::read_to_string(Workspace::find().unwrap().path(path)).unwrap()
}

/// All of a folder of the app's source, as one text.
fn source() -> String {
    let root = Workspace::find().unwrap();
    let folders = ["live", "ui", "checkout", "widget"].map(|it| root.path("src").join(it));
    let files = folders.iter().flat_map(|folder| files_under(folder).unwrap());
    files.map(|file| fs::read_to_string(file).unwrap()).collect()
}

/// What stands behind each `open`, up to `close`.
fn behind(text: &str, open: &str, close: char) -> Names {
    let found = text.split(open).skip(1).filter_map(|rest| rest.split(close).next());
    found.map(str::to_owned).collect()
}

/// The names under a key of the manifest's element.
fn manifest(key: &str) -> Names {
    let all: Value = serde_json::from_str(&text("public/embed/custom-elements.json")).unwrap();
    let of = all["modules"][0]["declarations"][0][key].as_array().unwrap().clone();
    of.iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
}

/// The names in the first column of a table of `docs/widget.md` under this heading.
fn table(heading: &str) -> Names {
    let docs = text("docs/widget.md");
    let part = docs.split(heading).nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = part.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.split('|').nth(1).unwrap());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

#[test]
fn parts_are_those_that_are_drawn() {
    let script = [text("public/embed/picklive-room.js"), text("public/embed/look.js")].concat();
    let mut drawn = behind(&source(), "part=\"", '"');
    drawn.extend(behind(&script, ".part = \"", '"'));
    assert_eq!(drawn, manifest("cssParts"));
    let docs = text("docs/widget.md");
    let line = docs.split("Parts for `::part()`:").nth(1).unwrap().lines().next().unwrap();
    assert_eq!(drawn, line.split('`').skip(1).step_by(2).map(str::to_owned).collect());
}

#[test]
fn events_are_those_that_are_told() {
    let mut told = behind(&source(), "\"picklive:", '"');
    told.extend(behind(&text("public/embed/picklive-room.js"), "\"picklive:", '"'));
    let named = |names: Names| -> Names {
        names.iter().filter_map(|it| it.strip_prefix("picklive:").map(str::to_owned)).collect()
    };
    assert_eq!(told, named(manifest("events")));
    assert_eq!(told, named(table("## Events")));
    assert_eq!(told, behind(&text("public/embed/picklive-room.d.ts"), "\"picklive:", '"'));
}

#[test]
fn attributes_are_those_that_are_read() {
    let script = text("public/embed/picklive-room.js");
    let listed = script.split("observedAttributes = [").nth(1).unwrap().split(']').next().unwrap();
    let read: Names = listed.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    let mut read_at_once = behind(&script, "getAttribute(\"", '"');
    read_at_once.extend(behind(&script, "hasAttribute(\"", '"'));
    read_at_once.remove("aria-busy");
    assert_eq!(read, read_at_once);
    assert_eq!(read, manifest("attributes"));
    assert_eq!(read, table("## Attributes"));
}

#[test]
fn properties_are_those_that_the_sheet_asks_for() {
    let sheet = text("style/widget.css");
    let mut offered: Names =
        super::sheet::OFFERED.iter().map(|it| format!("--picklive-{it}")).collect();
    offered
        .extend(behind(&sheet, "var(--picklive-", ',').iter().map(|it| format!("--picklive-{it}")));
    assert_eq!(offered, manifest("cssProperties"));
    assert_eq!(offered, table("## Looks"));
}
