//! Files of the built app, with their compressed forms beside them.

use std::path::{Component, Path, PathBuf};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    answer::{etag, is_known},
    packing::accepts,
};

/// What opens the shop without a line.
const WORKER: &str = "sw.js";

/// The file of `folder` at a decoded or encoded `path` of an address; `None` when there is none. The
/// page itself (`index.html`) is not a file in this sense.
pub async fn find(folder: &Path, path: &str, asked: &HeaderMap) -> Option<Response> {
    let relative = inside(path)?;
    let name = relative.file_name()?.to_str()?;
    let kind = content_type(name)?;
    if name == "index.html" {
        return None;
    }
    let whole = folder.join(&relative);
    let (bytes, encoding) = match read_packed(&whole, asked).await {
        Some(packed) => packed,
        None => (tokio::fs::read(&whole).await.ok()?, None),
    };
    let tag = etag(&bytes, encoding.unwrap_or(""));
    let mut response = if is_known(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        bytes.into_response()
    };
    let keep = if is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, tag);
    if name == WORKER {
        // What it fetches for pages goes by its own policy, not by theirs.
        let own = HeaderValue::from_static("default-src 'none'; connect-src 'self'");
        headers.insert(header::CONTENT_SECURITY_POLICY, own);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// The `.br` or `.gz` beside a file, if the caller takes it.
async fn read_packed(whole: &Path, asked: &HeaderMap) -> Option<(Vec<u8>, Option<&'static str>)> {
    for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
        if accepts(asked, encoding) {
            let mut packed = whole.as_os_str().to_owned();
            packed.push(".");
            packed.push(suffix);
            if let Ok(bytes) = tokio::fs::read(PathBuf::from(packed)).await {
                return Some((bytes, Some(encoding)));
            }
        }
    }
    None
}

/// The path below a folder that an address means; `None` for one that would leave it.
pub fn inside(path: &str) -> Option<PathBuf> {
    let decoded = decode(path.strip_prefix('/')?)?;
    if decoded.contains(['\\', '\0']) {
        return None;
    }
    let relative = PathBuf::from(decoded);
    let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let hidden = relative.iter().any(|part| part.to_string_lossy().starts_with('.'));
    (plain && !hidden && relative.file_name().is_some()).then_some(relative)
}

/// Percent-decodes; `None` when that is not UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let hex = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = after.get(2..)?;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Whether a name carries a hash of its content (`app-0123456789abcdef_bg.wasm`).
fn is_hashed(name: &str) -> bool {
    let runs = name.split(|c: char| !c.is_ascii_hexdigit());
    runs.into_iter().any(|run| run.len() >= 14 && run.bytes().any(|b| b.is_ascii_digit()))
}

/// The media type by the name's ending; `None` for what is never served.
pub fn content_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        // Declarations of types.
        "txt" | "ts" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_leaves_the_folder() {
        for bad in [
            "/../x.js",
            "/a/../../x.js",
            "/%2e%2e/x.js",
            "/a%2f..%2f..%2fx.js",
            "//etc/x.js",
            "/..%5cx.js",
            "/.git/x.js",
            "/a/%00.js",
            "/",
            "/%ff.js",
            "/%zz.js",
            "x.js",
        ] {
            assert_eq!(inside(bad), None, "{bad}");
        }
        assert_eq!(inside("/a/b%20c.js"), Some(PathBuf::from("a/b c.js")));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("picklive-4f2a9c8e01b3d7f6_bg.wasm"));
        assert!(!is_hashed("favicon.ico") && !is_hashed("manifest.webmanifest"));
        assert!(!is_hashed("logo-800x1000.webp"));
    }
}
