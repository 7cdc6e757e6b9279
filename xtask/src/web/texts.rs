//! The sentences of each language, in a file that is fetched beside the program (`public/start.js`).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::hash::{Hash, files_under};

/// The languages there are.
pub const LANGUAGES: [&str; 2] = ["zh", "en"];

/// What stands in the page's script where the files are to be named.
const MARK: &str = "const texts = {};";

/// What stands in a file between the sentences of two modules, as in `src/text/say.rs`.
pub const BETWEEN: &str = "\n#\n";

/// What begins the names of the desk's files, which have its own module besides, far behind all others.
pub const DESK: &str = "desk-";

/// The app finds its sentences by their place: fails when the files in `public` are not those of the modules
/// in `source`, `src/text`.
pub fn check(source: &Path, public: &Path) -> Result<()> {
    let mut modules = Vec::new();
    for file in files_under(source)? {
        let text = fs::read_to_string(&file)?;
        if let Some((_, said)) = text.split_once("say! {\n    in ") {
            let (number, said) = said.split_once(';').context("a module without a number")?;
            modules.push((number.parse::<usize>()?, said.to_owned()));
        }
    }
    modules.sort();
    let (desk, desk_said) = modules.pop().context("src/text has no module")?;
    for (at, language) in LANGUAGES.into_iter().enumerate() {
        let module = |said: &str| {
            said.lines().filter_map(|line| text_of(line, at)).collect::<Vec<_>>().join("\n")
        };
        let all = modules.iter().map(|(_, said)| module(said)).collect::<Vec<_>>().join(BETWEEN);
        let until = BETWEEN.repeat((desk + 1).saturating_sub(modules.len()));
        let of_desk = [all.as_str(), &until, &module(&desk_said)].concat();
        is_in(&public.join(format!("{language}.txt")), &all)?;
        is_in(&public.join(format!("{DESK}{language}.txt")), &of_desk)?;
    }
    Ok(())
}

fn is_in(file: &Path, wanted: &str) -> Result<()> {
    let there = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    if there != wanted {
        bail!(
            "{} does not hold the sentences of src/text: `cargo run --features ssr --bin texts` writes it",
            file.display()
        );
    }
    Ok(())
}

/// The text of a line `NAME: "…", "…";`, the first or the second.
fn text_of(line: &str, at: usize) -> Option<&str> {
    let (name, texts) = line.trim().split_once(": \"")?;
    let named =
        name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let (first, second) = texts.strip_suffix("\";")?.split_once("\", \"").filter(|_| named)?;
    Some(if at == 0 { first } else { second })
}

/// Names each file by what it holds, and names it in the page, whose base sees the folder at `place`.
pub fn name(dist: &Path, place: &str, html: &str) -> Result<String> {
    if html.matches(MARK).count() != 1 {
        bail!("index.html does not have `{MARK}` once");
    }
    let mut named = Vec::new();
    for language in LANGUAGES {
        let old = dist.join(format!("{language}.txt"));
        let text = fs::read(&old).with_context(|| format!("reading {}", old.display()))?;
        let new = format!("{language}-{}.txt", Hash::of(&text).hex());
        fs::rename(&old, dist.join(&new))?;
        named.push(format!("{language}:\"{place}{new}\""));
    }
    Ok(html.replacen(MARK, &format!("const texts = {{{}}};", named.join(",")), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_those_of_the_modules() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let root =
            std::env::var_os("CARGO_MANIFEST_DIR").map_or(root, |here| Path::new(&here).join(".."));
        check(&root.join("src/text"), &root.join("public")).unwrap();
        assert_eq!(text_of("    BUY: \"买\", \"Buy: {}\";", 1), Some("Buy: {}"));
        assert_eq!(text_of("    /// It says: \"a\", \"b\";", 0), None);
    }

    #[test]
    fn the_page_names_the_files_by_what_they_hold() {
        let dist = std::env::temp_dir().join(format!("xtask-texts-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        for language in LANGUAGES {
            fs::write(dist.join(format!("{language}.txt")), language).unwrap();
        }
        let html = name(&dist, "", "<script>const texts = {};go()</script>").unwrap();
        let zh = format!("zh-{}.txt", Hash::of(b"zh").hex());
        assert!(html.contains(&format!("const texts = {{zh:\"{zh}\",en:\"en-")), "{html}");
        assert_eq!(fs::read_to_string(dist.join(zh)).unwrap(), "zh");
        assert!(name(&dist, "", "<p>").is_err());
        fs::remove_dir_all(dist).unwrap();
    }
}
