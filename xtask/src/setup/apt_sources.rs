//! What the machine's own package sources say: in `.list` files, a line each, and in `.sources`
//! files, a paragraph each (`sources.list(5)`).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::hash::files_under;

/// One place that packages come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The mirror's address.
    pub uri: String,
    /// A suite it has, such as `bookworm`.
    pub suite: String,
    /// The key that signs it: a file, or the key itself in several lines.
    pub signed_by: Option<String>,
}

/// The sources of binary packages this machine uses, in no particular order.
pub fn of_this_machine() -> Vec<Source> {
    let mut sources = Vec::new();
    let folder = files_under(Path::new("/etc/apt/sources.list.d")).unwrap_or_default();
    for file in folder.iter().map(AsRef::as_ref).chain([Path::new("/etc/apt/sources.list")]) {
        let Ok(text) = fs::read_to_string(file) else { continue };
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("list") => sources.extend(from_lines(&text)),
            Some("sources") => sources.extend(from_paragraphs(&text)),
            _ => {}
        }
    }
    sources
}

/// Reads the one-line form: `deb [options] uri suite components…`.
fn from_lines(text: &str) -> Vec<Source> {
    text.lines().filter_map(from_line).collect()
}

fn from_line(line: &str) -> Option<Source> {
    let line = line.split('#').next()?.trim();
    let rest = line.strip_prefix("deb")?;
    let rest = rest.strip_prefix([' ', '\t'])?.trim_start();
    let (options, rest) = match rest.strip_prefix('[') {
        Some(bracket) => bracket.split_once(']')?,
        None => ("", rest),
    };
    let mut words = rest.split_whitespace();
    let (uri, suite) = (words.next()?, words.next()?);
    words.any(|component| component == "main").then_some(())?;
    let signed_by = options.split_whitespace().find_map(|option| option.strip_prefix("signed-by="));
    Some(Source { uri: uri.into(), suite: suite.into(), signed_by: signed_by.map(Into::into) })
}

/// Reads the paragraph form (deb822), in which a field may have several values.
fn from_paragraphs(text: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    for fields in paragraphs(text) {
        let words = |name: &str| -> Vec<&str> {
            fields.get(name).map(|value| value.split_whitespace().collect()).unwrap_or_default()
        };
        let off = words("enabled").first().is_some_and(|value| *value == "no");
        if off || !words("types").contains(&"deb") || !words("components").contains(&"main") {
            continue;
        }
        for uri in words("uris") {
            for suite in words("suites") {
                let signed_by = fields.get("signed-by").cloned();
                sources.push(Source { uri: uri.into(), suite: suite.into(), signed_by });
            }
        }
    }
    sources
}

/// The paragraphs of a deb822 text, field names in lower case; a value keeps its line breaks.
pub fn paragraphs(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut all = vec![BTreeMap::new()];
    let mut last = String::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            all.push(BTreeMap::new());
            continue;
        }
        let Some(fields) = all.last_mut() else { continue };
        if line.starts_with('#') {
        } else if line.starts_with([' ', '\t']) {
            let value: &mut String = fields.entry(last.clone()).or_default();
            value.push('\n');
            value.push_str(line);
        } else if let Some((name, value)) = line.split_once(':') {
            last = name.trim().to_lowercase();
            fields.insert(last.clone(), value.trim().to_owned());
        }
    }
    all.retain(|fields| !fields.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(uri: &str, suite: &str, signed_by: Option<&str>) -> Source {
        Source { uri: uri.into(), suite: suite.into(), signed_by: signed_by.map(Into::into) }
    }

    #[test]
    fn lines_are_read() {
        let text = "# deb http://old/debian sid main\n\
                    deb http://mirror/debian bookworm main contrib # ours\n\
                    deb-src http://mirror/debian bookworm main\n\
                    deb [arch=amd64 signed-by=/k.gpg] https://other/debian bookworm-updates main\n\
                    deb http://vendor/apt stable tools\n";
        let expected = [
            source("http://mirror/debian", "bookworm", None),
            source("https://other/debian", "bookworm-updates", Some("/k.gpg")),
        ];
        assert_eq!(from_lines(text), expected);
    }

    #[test]
    fn paragraphs_are_read() {
        let text = "# a comment\nTypes: deb deb-src\nURIs: http://mirror/debian\n\
                    Suites: bookworm bookworm-updates\nComponents: main\nSigned-By: /k.gpg\n\n\
                    Enabled: no\nTypes: deb\nURIs: http://off\nSuites: x\nComponents: main\n\n\
                    Types: deb-src\nURIs: http://src\nSuites: x\nComponents: main\n";
        let expected = [
            source("http://mirror/debian", "bookworm", Some("/k.gpg")),
            source("http://mirror/debian", "bookworm-updates", Some("/k.gpg")),
        ];
        assert_eq!(from_paragraphs(text), expected);
    }

    #[test]
    fn a_key_inside_the_paragraph_keeps_its_lines() {
        let text = "Signed-By:\n -----BEGIN\n .\n abc\nTypes: deb\n";
        assert_eq!(paragraphs(text)[0]["signed-by"], "\n -----BEGIN\n .\n abc");
    }
}
