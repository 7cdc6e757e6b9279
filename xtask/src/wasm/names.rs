//! The names by which a wasm file and its script know each other. wasm-bindgen makes them long and unique;
//! shoppers load them twice, once each side.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use super::{
    MAGIC,
    codec::{byte, number, piece, put_number, put_piece},
};

/// A long name, and the short one in its place.
pub type Names = BTreeMap<String, String>;

/// From this length on a name is worth replacing.
const LONG: usize = 8;

/// Gives imports and exports short names, those in `names` where they have one, and drops the exports that
/// `unwanted` names; returns the file. Names that a person or a browser calls, such as `memory`, are short
/// already.
pub fn shorten(
    bytes: &[u8],
    names: &mut Names,
    unwanted: impl Fn(&str) -> bool,
) -> Result<Vec<u8>> {
    let mut rest = bytes.strip_prefix(MAGIC).context("this is no wasm file")?;
    let mut out = MAGIC.to_vec();
    while !rest.is_empty() {
        let id = byte(&mut rest)?;
        let section = piece(&mut rest)?;
        out.push(id);
        match id {
            2 => put_piece(&imports(section, names)?, &mut out),
            7 => put_piece(&exports(section, names, &unwanted)?, &mut out),
            _ => put_piece(section, &mut out),
        }
    }
    Ok(out)
}

/// Puts short names in the place of long ones in a script, wherever they stand as whole words.
pub fn rename(script: &str, names: &Names) -> String {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(part) {
        let (before, word) = rest.split_at(start);
        let end = word.find(|c| !part(c)).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        out.push_str(before);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The short name for a long one.
fn short(name: &[u8], names: &mut Names) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(name) else { return name.to_vec() };
    if text.len() < LONG {
        return name.to_vec();
    }
    let next = format!("_{}", names.len());
    names.entry(text.to_owned()).or_insert(next).clone().into_bytes()
}

fn imports(mut section: &[u8], names: &mut Names) -> Result<Vec<u8>> {
    let count = number(&mut section)?;
    let mut out = Vec::new();
    put_number(count, &mut out);
    for _ in 0..count {
        put_piece(piece(&mut section)?, &mut out);
        put_piece(&short(piece(&mut section)?, names), &mut out);
        let before = section;
        super::skip_import(&mut section)?;
        out.extend_from_slice(&before[..before.len() - section.len()]);
    }
    Ok(out)
}

fn exports(
    mut section: &[u8],
    names: &mut Names,
    unwanted: &impl Fn(&str) -> bool,
) -> Result<Vec<u8>> {
    let (mut kept, mut out) = (0, Vec::new());
    for _ in 0..number(&mut section)? {
        let name = piece(&mut section)?;
        let (kind, index) = (byte(&mut section)?, number(&mut section)?);
        if unwanted(&String::from_utf8_lossy(name)) {
            continue;
        }
        kept += 1;
        put_piece(&short(name, names), &mut out);
        out.push(kind);
        put_number(index, &mut out);
    }
    let mut whole = Vec::new();
    put_number(kept, &mut whole);
    whole.extend_from_slice(&out);
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_become_short_on_both_sides_and_unwanted_exports_go() {
        let mut imports = vec![1];
        put_piece(b"./a.js", &mut imports);
        put_piece(b"__wbg_log_0123456789abcdef", &mut imports);
        imports.extend([0, 0]);
        let mut exports = vec![3];
        for name in [b"memory".as_slice(), b"wasm_bindgen_closure", b"unwanted_thing"] {
            put_piece(name, &mut exports);
            exports.extend([0, 1]);
        }
        let mut bytes = MAGIC.to_vec();
        bytes.push(2);
        put_piece(&imports, &mut bytes);
        bytes.push(7);
        put_piece(&exports, &mut bytes);

        let mut names = Names::new();
        let out = shorten(&bytes, &mut names, |name| name.starts_with("unwanted")).unwrap();
        assert_eq!(names["__wbg_log_0123456789abcdef"], "_0");
        assert_eq!(names["wasm_bindgen_closure"], "_1");
        let text = String::from_utf8_lossy(&out);
        assert!(text.contains("memory") && text.contains("_0") && text.contains("_1"));
        assert!(!text.contains("unwanted") && !text.contains("__wbg"));
        assert!(shorten(b"<html>", &mut names, |_| false).is_err());
        let again = shorten(&bytes, &mut names, |_| false).unwrap();
        let text = String::from_utf8_lossy(&again);
        assert!(text.contains("_0") && text.contains("_1"), "the same file, the same names");
    }

    #[test]
    fn only_whole_words_are_renamed() {
        let names = [("long_name".to_owned(), "_0".to_owned())].into();
        let script = "wasm.long_name(a); long_name_2; 'long_name'; long_name";
        assert_eq!(rename(script, &names), "wasm._0(a); long_name_2; '_0'; _0");
    }
}
