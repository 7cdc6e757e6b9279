//! To whom a function belongs, by its name. A library's generic function that was made for a
//! module's types counts as the module's: without the module it would not be there.

use std::collections::BTreeMap;

use crate::wasm::Module;

/// The app's crate.
const OWN: &str = "picklive";

/// What stands before a module of the app in the names given here.
pub const OWN_PREFIX: &str = "picklive::";

/// What describes imports to wasm-bindgen, which removes it.
const NOT_SHIPPED: &str = "__wbindgen_describe";

/// Libraries below this share of the whole are counted together.
const SMALL_SHARE: u64 = 100;

/// Bytes for each module of the app, the contract and each larger library, the largest first.
/// Empty when the file has no names.
pub fn shares(module: &Module) -> Vec<(String, u64)> {
    if module.functions.iter().all(|(name, _)| name.is_empty()) {
        return Vec::new();
    }
    let mut shares: BTreeMap<String, u64> = BTreeMap::new();
    for (name, bytes) in module.functions.iter().filter(|(name, _)| !name.contains(NOT_SHIPPED)) {
        *shares.entry(owner(name)).or_default() += bytes;
    }
    shares.insert("static data".into(), module.data);
    let all: u64 = shares.values().sum();
    let mut grouped: BTreeMap<String, u64> = BTreeMap::new();
    for (name, bytes) in shares {
        let small = name.starts_with("library ") && bytes < all / SMALL_SHARE;
        let group = if small { "small libraries".to_owned() } else { name };
        *grouped.entry(group).or_default() += bytes;
    }
    let mut shares: Vec<(String, u64)> = grouped.into_iter().collect();
    shares.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    shares
}

/// The owner of a function: the first module of the app that its name mentions, else the first
/// crate.
fn owner(name: &str) -> String {
    for (at, _) in name.match_indices(OWN) {
        let rest = &name[at + OWN.len()..];
        if rest.starts_with("_contract") {
            return "contract".into();
        }
        if let Some(module) = next_word(rest) {
            return format!("{OWN_PREFIX}{module}");
        }
    }
    match first_crate(name) {
        Some(krate) => format!("library {krate}"),
        None => "small libraries".into(),
    }
}

/// The word after the crate's name: after `::` or `..`, or after its length when mangled.
fn next_word(rest: &str) -> Option<&str> {
    match rest.strip_prefix("::").or_else(|| rest.strip_prefix("..")) {
        Some(text) => plain_word(text),
        None => counted_word(rest),
    }
}

/// The first crate in a mangled name: `…Cs<hash>_<length><name>` or `_ZN<length><name>…`.
fn first_crate(name: &str) -> Option<&str> {
    if let Some(rest) = name.strip_prefix("_ZN") {
        let word = counted_word(rest)?;
        let inside = word.rsplit(['$', ' ']).find(|part| part.contains("..")).unwrap_or(word);
        return plain_word(inside.split("..").next()?);
    }
    name.match_indices("Cs").find_map(|(at, _)| {
        let rest = &name[at + 2..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
        let krate = counted_word(rest[end..].strip_prefix('_')?)?;
        Some(krate).filter(|krate| krate.chars().all(|c| c.is_alphanumeric() || c == '_'))
    })
}

/// A word after its length in digits.
fn counted_word(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let length: usize = text[..digits].parse().ok()?;
    text[digits..].get(..length).filter(|word| !word.is_empty())
}

fn plain_word(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    Some(&text[..end]).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_name_is_read() {
        assert_eq!(owner("picklive::picks::page::Page"), "picklive::picks");
        assert_eq!(owner("_ZN8picklive5picks4page17h0123456789abcdefE"), "picklive::picks");
        assert_eq!(owner("_RNvNtNtCs5l0EXMQXRMU_8picklive5deals4page4draw"), "picklive::deals");
        assert_eq!(owner("drop_in_place$LT$picklive..ui..Price$GT$"), "picklive::ui");
        assert_eq!(owner("_RNvCsabc_17picklive_contract5parse"), "contract");
    }

    #[test]
    fn a_library_s_function_made_for_a_module_is_the_module_s() {
        let name =
            "_RINvNtCs1x_4core3ptr13drop_in_placeNtNtCs2y_8picklive5picks4CardECs2y_8picklive";
        assert_eq!(owner(name), "picklive::picks");
    }

    #[test]
    fn the_rest_is_its_crate_s() {
        assert_eq!(owner("_RNvNtCs1x_4core3fmt5writeCs2y_8picklive"), "library core");
        assert_eq!(owner("_ZN14reactive_graph5owner5Owner4with17h0E"), "library reactive_graph");
        assert_eq!(owner("memcpy"), "small libraries");
    }

    #[test]
    fn a_file_without_names_has_no_shares() {
        let module = Module { functions: vec![(String::new(), 5)], data: 3 };
        assert!(shares(&module).is_empty());
    }
}
