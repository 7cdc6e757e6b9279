//! Addresses that a server gives of pictures and files.

use leptos::prelude::use_context;

use super::Api;
use crate::address::Site;

/// How they are written: those relative to the API get its base. While the server draws, the API is the
/// installation itself. What would run as a script, or is of a kind that nothing here opens, becomes empty.
pub fn asset(site: &Site) -> impl Fn(&str) -> String + use<> {
    let base = match use_context::<Api>() {
        Some(api) if !api.base.is_empty() => api.base.to_string(),
        _ => site.base.trim_end_matches('/').into(),
    };
    move |path| {
        if path.starts_with('/') && !path.starts_with("//") {
            format!("{base}{path}")
        } else if is_file(path) {
            path.into()
        } else {
            String::new()
        }
    }
}

/// Whether an address has no scheme, or one by which files are read. Browsers leave out tabs and line ends within a
/// scheme and blanks before it, so everything before the first colon counts as one.
fn is_file(path: &str) -> bool {
    let read = ["https://", "http://", "data:image/"];
    let schemeless = path.split(['/', '?', '#']).next().is_some_and(|head| !head.contains(':'));
    schemeless || read.iter().any(|scheme| path.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::is_file;

    #[test]
    fn no_address_is_a_script() {
        for path in
            ["javascript:x", " JavaScript:x", "java\nscript:x", "vbscript:x", "data:text/html,x"]
        {
            assert!(!is_file(path), "{path}");
        }
        for path in [
            "//cdn.example/a.webp",
            "a.webp",
            "a/b:c",
            "https://x",
            "http://x",
            "data:image/png;base64,",
        ] {
            assert!(is_file(path), "{path}");
        }
    }
}
