//! What a request must look like before anything is looked up.

use std::collections::HashSet;

use picklive_contract::{
    orders::NOTE_MAX,
    quotes::{LINES_MAX, QUANTITY_MAX},
    returns::{PICTURE_BYTES_MAX, PICTURES_MAX, ReturnAsk},
};

use crate::orders::check::{Wrong, prose};

/// Longest word for a reason, in bytes.
const REASON_MAX: usize = 40;

/// What is wrong with a request, as far as can be seen without its order.
pub fn request(ask: &ReturnAsk) -> Vec<Wrong> {
    let mut wrong = lines(ask);
    let reason = ask.reason.as_str();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !(1..=REASON_MAX).contains(&reason.len()) || !reason.bytes().all(plain) {
        wrong.push(("reason".into(), "malformed"));
    }
    wrong.extend(prose("note", &ask.note, NOTE_MAX));
    if ask.pictures.len() > PICTURES_MAX {
        wrong.push(("pictures".into(), "out-of-range"));
    }
    let longest = PICTURE_BYTES_MAX.div_ceil(3) * 4;
    for (at, picture) in ask.pictures.iter().enumerate() {
        if picture.len() > longest {
            wrong.push((format!("pictures.{at}"), "too-long"));
        }
    }
    wrong
}

fn lines(ask: &ReturnAsk) -> Vec<Wrong> {
    if ask.lines.is_empty() {
        return vec![("lines".into(), "missing")];
    }
    if ask.lines.len() > LINES_MAX {
        return vec![("lines".into(), "out-of-range")];
    }
    let (mut wrong, mut seen) = (Vec::new(), HashSet::new());
    for (at, line) in ask.lines.iter().enumerate() {
        if !seen.insert(line.line) {
            wrong.push((format!("lines.{at}.line"), "malformed"));
        }
        if !(1..=QUANTITY_MAX).contains(&line.quantity) {
            wrong.push((format!("lines.{at}.quantity"), "out-of-range"));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named() {
        let mut ask: ReturnAsk = serde_json::from_value(serde_json::json!({
            "lines": [{"line": 0, "quantity": 0}, {"line": 0, "quantity": 1000}],
            "reason": "Broken!",
            "note": "长".repeat(501),
            "pictures": ["", "", "A".repeat(400_000), ""],
        }))
        .unwrap();
        let fields: Vec<_> = request(&ask).into_iter().map(|wrong| wrong.0).collect();
        assert_eq!(
            fields,
            [
                "lines.0.quantity",
                "lines.1.line",
                "lines.1.quantity",
                "reason",
                "note",
                "pictures",
                "pictures.2",
            ]
        );
        ask.lines.clear();
        assert_eq!(request(&ask)[0], ("lines".to_owned(), "missing"));
    }
}
