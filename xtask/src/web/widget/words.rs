//! The widget's sentences, in two files a language: those of what is seen first, and those of the rest of a room,
//! which come with it. Each has all modules of `src/text`, since they are found by their place, but the other's are
//! empty; and nobody fetches those of pages that a widget has not.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::web::texts::{BETWEEN, LANGUAGES};

/// The modules, by their number, of what is seen first: shell, errors, live, price.
const FIRST: [usize; 4] = [0, 7, 11, 15];
/// Those of the rest: product, checkout, beside.
const BEHIND: [usize; 3] = [3, 4, 14];

/// Parts the files in `folder`.
pub fn part(folder: &Path) -> Result<()> {
    for language in LANGUAGES {
        let file = folder.join(format!("{language}.txt"));
        let all = fs::read_to_string(&file).with_context(|| format!("reading {language}.txt"))?;
        fs::write(file, only(&all, &FIRST))?;
        fs::write(folder.join(format!("rest-{language}.txt")), only(&all, &BEHIND))?;
    }
    Ok(())
}

fn only(all: &str, kept: &[usize]) -> String {
    let modules = all.split(BETWEEN).enumerate();
    let modules = modules.map(|(at, module)| if kept.contains(&at) { module } else { "" });
    modules.collect::<Vec<_>>().join(BETWEEN)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::hash::files_under;
    use crate::workspace::Workspace;

    /// What is drawn in the rest of a room only (`src/live/rest.rs`), of the modules of a room.
    const REST: [&str; 12] = [
        "live/bags.rs",
        "bags/row.rs",
        "live/buy.rs",
        "live/chapters.rs",
        "live/coupons.rs",
        "live/following.rs",
        "live/hearts.rs",
        "live/order.rs",
        "live/share.rs",
        "live/shelf.rs",
        "live/steer.rs",
        "talk/write.rs",
    ];
    /// What a widget has not: the page on which a draw is checked, the list of rooms and the page around one, and the ways
    /// to reach a shop.
    const NO_WIDGETS: [&str; 4] = ["recheck", "live/list.rs", "live/page.rs", "ui/ways.rs"];

    #[test]
    fn a_module_keeps_its_place() {
        let all = "a\nb\n#\nc\n#\nd";
        assert_eq!(only(all, &[0, 2]), "a\nb\n#\n\n#\nd");
        assert_eq!(only(all, &[1]), "\n#\nc\n#\n");
    }

    /// Else it would say nothing until the rest is there, or never.
    #[test]
    fn what_is_seen_first_says_nothing_of_the_rest_and_a_widget_nothing_of_other_pages() {
        let root = Workspace::find().unwrap();
        let of = |number: usize| {
            let begins = format!("say! {{\n    in {number};");
            let has = |it: &PathBuf| fs::read_to_string(it).unwrap().contains(&begins);
            files_under(&root.path("src/text")).unwrap().into_iter().find(has)
        };
        let module = |number: usize| -> String {
            of(number).unwrap().file_stem().unwrap().to_string_lossy().into_owned()
        };
        let has = |number: usize| of(number).is_some();
        // Each `use` of sentences, also over several lines.
        let says = |file: &Path, modules: &[usize]| {
            let text = fs::read_to_string(file).unwrap();
            let uses = text.split("text::").skip(1).map(|rest| {
                let end = if rest.starts_with('{') { "}" } else { ",;(\n }" };
                rest.split(|it| end.contains(it)).next().unwrap_or("")
            });
            let uses = uses.collect::<Vec<_>>().join(" ");
            let word = |it: char| !it.is_ascii_alphanumeric() && it != '_';
            let said: Vec<_> = uses.split(word).collect();
            modules.iter().any(|it| said.contains(&module(*it).as_str()))
        };
        let page = |file: &PathBuf| {
            let file = file.to_string_lossy();
            NO_WIDGETS.iter().any(|it| file.contains(it))
        };
        let under = |folder: &str| {
            let mut files = files_under(&root.path("src").join(folder)).unwrap();
            files.push(root.path("src").join(format!("{folder}.rs")));
            files.into_iter().filter(|file| !page(file)).collect::<Vec<_>>()
        };
        let first = ["live", "ui", "widget", "platform", "api"].into_iter().flat_map(under);
        for file in first.filter(|file| !REST.iter().any(|it| file.ends_with(it))) {
            assert!(!says(&file, &BEHIND), "{}", file.display());
        }
        let count = files_under(&root.path("src/text")).unwrap().len();
        let all = (0..count)
            .filter(|it| has(*it))
            .filter(|it| !FIRST.contains(it) && !BEHIND.contains(it));
        let others: Vec<_> = all.collect();
        for folder in ["live", "ui", "widget", "platform", "api", "checkout", "address"] {
            for file in under(folder) {
                assert!(!says(&file, &others), "{}", file.display());
            }
        }
    }
}
