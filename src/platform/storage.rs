//! What the browser remembers. Storage may be full, blocked or nonsense: then nothing is remembered.

use js_sys::Reflect;
use serde::{Serialize, de::DeserializeOwned};

use super::{document, events, guest, json};

/// Where something is remembered.
#[derive(Clone, Copy, Debug)]
pub enum Keep {
    /// Until it is removed.
    Forever,
    /// As long as the tab lives.
    Tab,
}

fn storage(keep: Keep) -> Option<web_sys::Storage> {
    let window = web_sys::window()?;
    match keep {
        Keep::Forever => window.local_storage().ok().flatten(),
        Keep::Tab => window.session_storage().ok().flatten(),
    }
}

fn name(key: &str) -> String {
    // A guest's names do not follow the page it happens to be on.
    named(&guest::name().unwrap_or_else(document::base_path), key)
}

/// A key of the installation at a base path. Several shops on one host share its storage: each has names of
/// its own, and what one forgets by its beginning is not another's.
fn named(base: &str, key: &str) -> String {
    let base = if base == "/" { "." } else { base };
    format!("picklive{base}{key}")
}

/// What was remembered under `key`, if it is there and readable.
pub fn read<T: DeserializeOwned>(keep: Keep, key: &str) -> Option<T> {
    json::read(&read_text(keep, key)?)
}

/// Remembers `value` under `key`.
pub fn write<T: Serialize>(keep: Keep, key: &str, value: &T) {
    if let Some(text) = json::write(value) {
        write_text(keep, key, &text);
    }
}

/// What was remembered under `key` as it is.
pub fn read_text(keep: Keep, key: &str) -> Option<String> {
    storage(keep)?.get_item(&name(key)).ok().flatten()
}

/// Remembers a text under `key` as it is.
pub fn write_text(keep: Keep, key: &str, text: &str) {
    if let Some(storage) = storage(keep) {
        let _ = storage.set_item(&name(key), text);
    }
}

/// Forgets everything whose name begins so.
pub fn remove_all(keep: Keep, beginning: &str) {
    let Some(storage) = storage(keep) else { return };
    let beginning = name(beginning);
    let all = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    for name in all.filter(|name| name.starts_with(&beginning)).collect::<Vec<_>>() {
        let _ = storage.remove_item(&name);
    }
}

/// Calls `run` whenever another tab changes what is remembered under `key`, until the calling component goes
/// away.
pub fn on_change_elsewhere(key: &str, run: impl Fn() + 'static) {
    let name = name(key);
    events::on_window("storage", move |event| {
        // No key: everything was forgotten.
        let key = Reflect::get(&event, &"key".into()).ok().and_then(|key| key.as_string());
        if key.is_none_or(|key| key == name) {
            run();
        }
    });
}

/// Forgets `key`.
pub fn remove(keep: Keep, key: &str) {
    if let Some(storage) = storage(keep) {
        let _ = storage.remove_item(&name(key));
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn shops_on_one_host_remember_each_their_own() {
        assert_eq!(named("/", "cart"), "picklive.cart");
        assert_eq!(named("/a/", "cart"), "picklive/a/cart");
        let all = ["/", "/a/", "/b/", "/a/b/", "/wish/"].map(|base| named(base, "wish"));
        for one in &all {
            let alike = all.iter().filter(|other| other.starts_with(one.as_str())).count();
            assert_eq!(alike, 1, "what one forgets by its beginning, {one}, is nobody else's");
        }
    }
}
