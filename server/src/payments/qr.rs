//! A text as a QR code, drawn as SVG.

use base64::{Engine, engine::general_purpose::STANDARD};
use qrcodegen::{QrCode, QrCodeEcc};

/// The quiet zone around a code, in modules.
const QUIET: i32 = 4;

/// The code as a `data:` address; `None` for a text that is too long for one.
pub fn data_url(content: &str) -> Option<String> {
    let code = QrCode::encode_text(content, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET;
    let mut dark = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            dark.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path d=\"{dark}\"/></svg>"
    );
    Some(format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_picture_with_a_quiet_zone() {
        let url = data_url("http://127.0.0.1:4000/sandbox/pay/x").unwrap();
        let svg = STANDARD.decode(url.strip_prefix("data:image/svg+xml;base64,").unwrap()).unwrap();
        let svg = String::from_utf8(svg).unwrap();
        assert!(svg.contains("M4 4h1"), "the corner of the finder pattern: {svg}");
        assert!(!svg.contains("M3 ") && data_url(&"x".repeat(3_000)).is_none());
    }
}
