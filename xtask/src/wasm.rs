//! Reads the sizes and the names of the functions of a wasm file
//! (WebAssembly core specification, binary format; name section in its appendix).

mod codec;
mod names;

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use codec::{byte, number, piece};

pub use names::{Names, rename, shorten};

/// What every wasm file of this version begins with.
const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

/// What is of interest in a wasm file.
#[derive(Default)]
pub struct Module {
    /// For each function that has a body: its name, empty when unknown, and its bytes.
    pub functions: Vec<(String, u64)>,
    /// Bytes of static data.
    pub data: u64,
}

/// Reads a module.
pub fn read(bytes: &[u8]) -> Result<Module> {
    let mut rest = bytes.strip_prefix(MAGIC).context("this is no wasm file")?;
    let mut module = Module::default();
    let (mut imported, mut sizes, mut names) = (0, Vec::new(), BTreeMap::new());
    while !rest.is_empty() {
        let id = byte(&mut rest)?;
        let mut section = piece(&mut rest)?;
        match id {
            0 if piece(&mut section)? == b"name" => names = function_names(section)?,
            2 => imported = imported_functions(section)?,
            10 => {
                for _ in 0..number(&mut section)? {
                    sizes.push(piece(&mut section)?.len() as u64);
                }
            }
            11 => module.data = section.len() as u64,
            _ => {}
        }
    }
    for (index, size) in sizes.into_iter().enumerate() {
        let name = names.remove(&(imported + index as u64)).unwrap_or_default();
        module.functions.push((name, size));
    }
    Ok(module)
}

/// What only linkers read: a program that is not cut in parts has no use for it.
const LINKING: [&[u8]; 3] = [b"linking", b"reloc.", b"__wasm_split"];

/// A module without what only linkers read.
pub fn linked(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut rest = bytes.strip_prefix(MAGIC).context("this is no wasm file")?;
    let mut out = MAGIC.to_vec();
    while !rest.is_empty() {
        let whole = rest;
        let id = byte(&mut rest)?;
        let mut section = piece(&mut rest)?;
        let named = if id == 0 { piece(&mut section)? } else { &[] };
        if !LINKING.iter().any(|begin| named.starts_with(begin)) {
            out.extend_from_slice(&whole[..whole.len() - rest.len()]);
        }
    }
    Ok(out)
}

fn function_names(mut section: &[u8]) -> Result<BTreeMap<u64, String>> {
    let mut names = BTreeMap::new();
    while !section.is_empty() {
        let id = byte(&mut section)?;
        let mut part = piece(&mut section)?;
        if id != 1 {
            continue;
        }
        for _ in 0..number(&mut part)? {
            let index = number(&mut part)?;
            names.insert(index, String::from_utf8_lossy(piece(&mut part)?).into_owned());
        }
    }
    Ok(names)
}

/// How many functions are imported: they come first in the numbering.
fn imported_functions(mut section: &[u8]) -> Result<u64> {
    let mut functions = 0;
    for _ in 0..number(&mut section)? {
        piece(&mut section)?;
        piece(&mut section)?;
        functions += u64::from(skip_import(&mut section)?);
    }
    Ok(functions)
}

/// Passes over what is imported, after its names; whether it is a function.
fn skip_import(section: &mut &[u8]) -> Result<bool> {
    let kind = byte(section)?;
    match kind {
        0 => {
            number(section)?;
        }
        1 => {
            byte(section)?;
            limits(section)?;
        }
        2 => limits(section)?,
        3 => {
            byte(section)?;
            byte(section)?;
        }
        4 => {
            byte(section)?;
            number(section)?;
        }
        other => bail!("an import of unknown kind {other}"),
    }
    Ok(kind == 0)
}

fn limits(section: &mut &[u8]) -> Result<()> {
    let flags = byte(section)?;
    number(section)?;
    if flags & 1 == 1 {
        number(section)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_names_are_matched_past_the_imports() {
        let bytes = [
            b"\0asm\x01\0\0\0".as_slice(),
            &[2, 7, 1, 1, b'a', 1, b'f', 0, 0],
            &[10, 8, 2, 2, 0, 0x0b, 3, 0, 0x01, 0x0b],
            &[11, 1, 0],
            &[0, 12, 4, b'n', b'a', b'm', b'e', 1, 5, 1, 2, 2, b'x', b'y'],
        ]
        .concat();
        let module = read(&bytes).unwrap();
        assert_eq!(module.functions, [(String::new(), 2), ("xy".to_owned(), 3)]);
        assert_eq!(module.data, 1);
    }

    #[test]
    fn what_linkers_read_goes_and_the_rest_stays_as_it_is() {
        let bytes = [
            b"\0asm\x01\0\0\0".as_slice(),
            &[0, 10, 7, b'l', b'i', b'n', b'k', b'i', b'n', b'g', 1, 2],
            &[11, 1, 0],
            &[0, 12, 10, b'r', b'e', b'l', b'o', b'c', b'.', b'C', b'O', b'D', b'E', 9],
            &[0, 3, 1, b'x', 7],
        ]
        .concat();
        let kept = [&bytes[..8], &[11, 1, 0], &[0, 3, 1, b'x', 7]].concat();
        assert_eq!(linked(&bytes).unwrap(), kept);
        assert!(linked(b"<html>").is_err());
    }

    #[test]
    fn what_is_cut_off_is_an_error() {
        assert!(read(b"\0asm\x01\0\0\0\x0a\x05\x01").is_err());
        assert!(read(b"<html>").is_err());
    }
}
