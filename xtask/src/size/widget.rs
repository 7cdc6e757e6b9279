//! What a page fetches for its first live room: the element, and what that names but the player of streams.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::web;

/// Its files with their bytes, plain and after brotli.
pub fn parts(folder: &Path) -> Result<Vec<(String, u64, u64)>> {
    let element = fs::read_to_string(folder.join(web::ELEMENT))
        .with_context(|| format!("reading {}", web::ELEMENT))?;
    let mut all = vec![web::ELEMENT.to_owned()];
    for file in fs::read_dir(folder)? {
        let name = file?.file_name().to_string_lossy().into_owned();
        if is_fetched(&name) && element.contains(&name) {
            all.push(name);
        }
    }
    if !all.iter().any(|name| name.ends_with(".wasm")) {
        bail!("{} names no program", web::ELEMENT);
    }
    all.sort();
    all.into_iter()
        .map(|name| {
            let bytes = fs::read(folder.join(&name))?;
            let packed = web::brotli(&bytes)?.len() as u64;
            Ok((name, bytes.len() as u64, packed))
        })
        .collect()
}

/// Of the sentences, one language is fetched: the first, which weighs most. A player comes with a stream.
fn is_fetched(name: &str) -> bool {
    let end = name.rsplit('.').next().unwrap_or_default();
    match end {
        "wasm" | "js" | "css" => true,
        "txt" => name.starts_with("zh-"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_language_counts_and_what_the_element_does_not_name_does_not() {
        let folder = std::env::temp_dir().join(format!("xtask-widget-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let files = ["room-1.js", "room_bg-2.wasm", "zh-3.txt", "en-4.txt", "player-5.mjs"];
        fs::write(folder.join(web::ELEMENT), files.join(" ")).unwrap();
        for file in files.iter().chain(&["old.js"]) {
            fs::write(folder.join(file), file).unwrap();
        }
        let parts = parts(&folder).unwrap();
        let names: Vec<_> = parts.iter().map(|part| part.0.as_str()).collect();
        assert_eq!(names, [web::ELEMENT, "room-1.js", "room_bg-2.wasm", "zh-3.txt"]);
        fs::remove_dir_all(folder).unwrap();
    }
}
