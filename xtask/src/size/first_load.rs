//! Which files the browser fetches before the app runs: the page, and the styles, scripts and
//! wasm that it and its scripts name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::hash::files_under;
use crate::web;

/// One file of the first load.
pub struct Part {
    /// Its name in `dist`.
    pub name: String,
    /// Its length in bytes.
    pub plain: u64,
    /// Its length after brotli, in bytes.
    pub brotli: u64,
}

impl Part {
    /// Whether it is fetched after the app's start.
    pub fn comes_later(&self) -> bool {
        self.name.starts_with("late-") && self.name.ends_with(".wasm")
    }
}

/// The files of the first load and those that its script fetches later; fails when there is no wasm among them.
pub fn parts(dist: &Path) -> Result<Vec<Part>> {
    let mut all = BTreeSet::new();
    for file in files_under(dist)? {
        let name = file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        // Of the sentences, one language is fetched: the first, which weighs most.
        let sentences = name.starts_with("zh-") && name.ends_with(".txt");
        if sentences || [".css", ".js", ".wasm"].iter().any(|end| name.ends_with(end)) {
            all.insert(name);
        }
    }
    let mut names = vec!["index.html".to_owned()];
    let mut next = 0;
    while next < names.len() {
        let name = names[next].clone();
        next += 1;
        if name.ends_with(".wasm") {
            continue;
        }
        let text =
            fs::read_to_string(dist.join(&name)).with_context(|| format!("reading {name}"))?;
        names.extend(
            named_in(&text, &all)
                .into_iter()
                .filter(|new| !names.contains(new))
                .collect::<Vec<_>>(),
        );
    }
    if !names.iter().any(|name| name.ends_with(".wasm")) {
        bail!("index.html names no wasm file: is this a build of the app?");
    }
    names.into_iter().map(|name| part(dist, name)).collect()
}

/// The files whose address stands in a page or script. Trunk's names carry a hash, so that a
/// file's own name is enough to know it; a snippet's name is looked for with its folder.
fn named_in(text: &str, all: &BTreeSet<String>) -> Vec<String> {
    all.iter().filter(|name| text.contains(name.as_str())).cloned().collect()
}

fn part(dist: &Path, name: String) -> Result<Part> {
    let bytes = fs::read(dist.join(&name))?;
    let beside = dist.join(format!("{name}.br"));
    let brotli = match fs::metadata(&beside) {
        Ok(file) => file.len(),
        Err(_) => web::brotli(&bytes)?.len() as u64,
    };
    Ok(Part { name, plain: bytes.len() as u64, brotli })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_counts() {
        let all = ["app-1.js", "app-1_bg.wasm", "desk-2.js"].map(str::to_owned).into();
        let page = "<link href=\"/app-1.js\"><script>init('/app-1_bg.wasm')</script>";
        assert_eq!(named_in(page, &all), ["app-1.js", "app-1_bg.wasm"]);
    }
}
