//! Packing of what is written for each request; files of the build are packed once, when it is built.

use std::io::Write;

use axum::http::{HeaderMap, header};
use flate2::{Compression, write::GzEncoder};

/// Smallest body that is packed, in bytes.
const FROM: usize = 1_024;
/// Brotli's quality: the first page is a sixth smaller than by gzip for the same time. Higher ones take
/// many times as long.
const QUALITY: u32 = 5;
/// Brotli's window, as a power of two: no body is larger.
const WINDOW: u32 = 20;

/// How a body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Brotli. Browsers take it over TLS and on the machine itself.
    Brotli,
    /// Gzip.
    Gzip,
}

impl Packing {
    /// The smallest packing that the caller takes; `None` for a small body, or when it takes none.
    pub fn for_body(body: &str, asked: &HeaderMap) -> Option<Self> {
        let taken = |packing: &Self| body.len() >= FROM && accepts(asked, packing.name());
        [Self::Brotli, Self::Gzip].into_iter().find(taken)
    }

    /// Its name in `Accept-Encoding` and `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// What it adds to the tag of a body: each packing is a body of its own.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Gzip => "-gzip",
        }
    }

    /// The packed body; `None` if it could not be written.
    pub fn pack(self, body: &[u8]) -> Option<Vec<u8>> {
        let room = Vec::with_capacity(body.len() / 4);
        match self {
            Self::Brotli => {
                let mut packer = brotli::CompressorWriter::new(room, 4_096, QUALITY, WINDOW);
                packer.write_all(body).ok()?;
                Some(packer.into_inner())
            }
            Self::Gzip => {
                let mut packer = GzEncoder::new(room, Compression::new(5));
                packer.write_all(body).ok()?;
                packer.finish().ok()
            }
        }
    }
}

/// Whether `Accept-Encoding` names the encoding without refusing it (`;q=0`).
pub fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    let named = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    named.flat_map(|line| line.split(',')).any(|part| {
        let mut words = part.split(';').map(str::trim);
        let same = words.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = words.find_map(|word| word.strip_prefix("q=")?.parse::<f32>().ok());
        same && weight != Some(0.0)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use axum::http::HeaderValue;

    use super::*;

    fn asking(encodings: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(encodings))])
    }

    #[test]
    fn the_smallest_packing_that_is_taken_is_chosen() {
        let body = "picks ".repeat(400);
        let chosen = |encodings| Packing::for_body(&body, &asking(encodings));
        assert_eq!(chosen("gzip, deflate, br"), Some(Packing::Brotli));
        assert_eq!(chosen("gzip, br;q=0"), Some(Packing::Gzip));
        assert_eq!(chosen("identity"), None);
        assert_eq!(Packing::for_body("short", &asking("br")), None);
    }

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let body = "七点见 ".repeat(2_000);
        let packed = Packing::Brotli.pack(body.as_bytes()).unwrap();
        let mut out = Vec::new();
        brotli::Decompressor::new(packed.as_slice(), 4_096).read_to_end(&mut out).unwrap();
        assert!(out == body.as_bytes() && packed.len() < body.len() / 10);
        let packed = Packing::Gzip.pack(body.as_bytes()).unwrap();
        let mut out = String::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut out).unwrap();
        assert_eq!(out, body);
    }
}
