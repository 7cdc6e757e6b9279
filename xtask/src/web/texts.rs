//! The sentences of each language, in a file that is fetched beside the program (`public/start.js`).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::hash::Hash;

/// The languages there are.
const LANGUAGES: [&str; 2] = ["zh", "en"];

/// What stands in the page's script where the files are to be named.
const MARK: &str = "const texts = {};";

/// Names each file by what it holds, and names it in the page.
pub fn name(dist: &Path, html: &str) -> Result<String> {
    if html.matches(MARK).count() != 1 {
        bail!("index.html does not have `{MARK}` once");
    }
    let mut named = Vec::new();
    for language in LANGUAGES {
        let old = dist.join(format!("{language}.txt"));
        let text = fs::read(&old).with_context(|| format!("reading {}", old.display()))?;
        let new = format!("{language}-{}.txt", Hash::of(&text).hex());
        fs::rename(&old, dist.join(&new))?;
        named.push(format!("{language}:\"{new}\""));
    }
    Ok(html.replacen(MARK, &format!("const texts = {{{}}};", named.join(",")), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_the_files_by_what_they_hold() {
        let dist = std::env::temp_dir().join(format!("xtask-texts-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        for language in LANGUAGES {
            fs::write(dist.join(format!("{language}.txt")), language).unwrap();
        }
        let html = name(&dist, "<script>const texts = {};go()</script>").unwrap();
        let zh = format!("zh-{}.txt", Hash::of(b"zh").hex());
        assert!(html.contains(&format!("const texts = {{zh:\"{zh}\",en:\"en-")), "{html}");
        assert_eq!(fs::read_to_string(dist.join(zh)).unwrap(), "zh");
        assert!(name(&dist, "<p>").is_err());
        fs::remove_dir_all(dist).unwrap();
    }
}
