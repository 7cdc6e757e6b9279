//! What a purchase must look like before anything is looked up.

use picklive_contract::{
    RoomId,
    address::{self, Address, FIELD_MAX, OrderContact},
    orders::{NOTE_MAX, OrderAsk},
    quotes::{LINES_MAX, LineAsk, QUANTITY_MAX},
};

use crate::http::call::can_be_id;

/// A field by its path and why it is wrong.
pub type Wrong = (String, &'static str);

/// Longest slug of a shop, in bytes.
const SLUG_MAX: usize = 64;

/// What is wrong with the lines of a quote or an order.
pub fn lines(lines: &[LineAsk]) -> Vec<Wrong> {
    if lines.is_empty() {
        return vec![("lines".into(), "missing")];
    }
    if lines.len() > LINES_MAX {
        return vec![("lines".into(), "out-of-range")];
    }
    let mut wrong = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.variant.as_str().is_empty() {
            wrong.push((format!("lines.{at}.variant"), "missing"));
        } else if line.variant.as_str().len() > FIELD_MAX {
            wrong.push((format!("lines.{at}.variant"), "too-long"));
        } else if has_nul(line.variant.as_str()) {
            wrong.push((format!("lines.{at}.variant"), "malformed"));
        }
        if !(1..=QUANTITY_MAX).contains(&line.quantity) {
            wrong.push((format!("lines.{at}.quantity"), "out-of-range"));
        }
    }
    wrong
}

/// What is wrong with an order; the address is looked at once it is known whether one is needed.
pub fn order(ask: &OrderAsk) -> Vec<Wrong> {
    let mut wrong = lines(&ask.lines);
    wrong.extend(room(ask.room.as_ref()));
    wrong.extend(contact(&ask.contact));
    wrong.extend(prose("note", &ask.note, NOTE_MAX));
    if ask.expected_total.amount < 0 {
        wrong.push(("expected_total".into(), "out-of-range"));
    }
    if let Some(shop) = &ask.shop {
        let plain = shop.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !plain || shop.as_str().is_empty() || shop.as_str().len() > SLUG_MAX {
            wrong.push(("shop".into(), "malformed"));
        }
    }
    wrong
}

/// What is wrong with the room something is bought in; whether it is there is looked up later.
pub fn room(room: Option<&RoomId>) -> Option<Wrong> {
    room.filter(|room| !can_be_id(room.as_str())).map(|_| ("room".into(), "malformed"))
}

/// What is wrong with a text of several lines: it is too long, or has more control characters than newlines
/// and tabs.
pub fn prose(field: &str, text: &str, most: usize) -> Option<Wrong> {
    if text.chars().count() > most {
        return Some((field.into(), "too-long"));
    }
    let odd = text.chars().any(|c| breaks_lines(c) && c != '\n' && c != '\t');
    odd.then(|| (field.into(), "malformed"))
}

/// What is wrong with the address of an order that is shipped.
pub fn shipped_to(address: Option<&Address>) -> Vec<Wrong> {
    let Some(address) = address else { return vec![("address".into(), "missing")] };
    let mut wrong = address::check(address);
    let texts = [
        ("country", &address.country),
        ("name", &address.name),
        ("phone", &address.phone),
        ("province", &address.province),
        ("city", &address.city),
        ("district", &address.district),
        ("street", &address.street),
        ("postcode", &address.postcode),
    ];
    for (field, text) in texts {
        if text.contains(breaks_lines) && !wrong.iter().any(|(known, _)| *known == field) {
            wrong.push((field, "malformed"));
        }
    }
    wrong.into_iter().map(|(field, reason)| (format!("address.{field}"), reason)).collect()
}

/// Whether a text has the one character that PostgreSQL cannot keep.
fn has_nul(text: &str) -> bool {
    text.contains('\0')
}

/// Whether a character belongs in no field of one line: it would move what the merchant's terminal, list or
/// label says after it.
pub fn breaks_lines(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn contact(contact: &OrderContact) -> Vec<Wrong> {
    let (phone, email) = (contact.phone.trim(), contact.email.trim());
    if phone.is_empty() && email.is_empty() {
        return vec![("contact".into(), "missing")];
    }
    let mut wrong = Vec::new();
    if !phone.is_empty() && !address::phone_looks_right(phone) {
        wrong.push(("contact.phone".into(), "malformed"));
    }
    if !email.is_empty() && (!address::email_looks_right(email) || email.contains(breaks_lines)) {
        wrong.push(("contact.email".into(), "malformed"));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named() {
        let ask: OrderAsk = serde_json::from_value(serde_json::json!({
            "lines": [{"variant": "a", "quantity": 0}, {"variant": "", "quantity": 1000}],
            "contact": {"phone": "no", "email": "no"},
            "note": "长".repeat(501),
            "expected_total": {"amount": -1, "currency": "CNY"},
            "shop": "../etc",
        }))
        .unwrap();
        let fields: Vec<_> = order(&ask).into_iter().map(|wrong| wrong.0).collect();
        assert_eq!(
            fields,
            [
                "lines.0.quantity",
                "lines.1.variant",
                "lines.1.quantity",
                "contact.phone",
                "contact.email",
                "note",
                "expected_total",
                "shop",
            ]
        );
        assert_eq!(lines(&[]), [("lines".to_owned(), "missing")]);
        assert_eq!(shipped_to(None), [("address".to_owned(), "missing")]);
    }

    #[test]
    fn what_would_move_the_lines_of_a_list_is_refused() {
        let mut ask: OrderAsk = serde_json::from_value(serde_json::json!({
            "lines": [{"variant": "a", "quantity": 1}],
            "contact": {"email": "a\u{1b}@b.cn", "phone": "138\n0013 8000"},
            "note": "one\ttwo\nthree",
            "expected_total": {"amount": 1, "currency": "CNY"},
        }))
        .unwrap();
        let fields = |ask: &OrderAsk| -> Vec<_> { order(ask).into_iter().map(|w| w.0).collect() };
        assert_eq!(fields(&ask), ["contact.phone", "contact.email"]);
        ask.contact = OrderContact { phone: "138 0013 8000".into(), email: String::new() };
        assert!(fields(&ask).is_empty(), "a note has lines and tabs");
        for bad in ["\u{1b}[2J", "a\rb", "a\0", "\u{9b}1m", "a\u{2028}b"] {
            ask.note = bad.into();
            assert_eq!(order(&ask), [("note".to_owned(), "malformed")], "{bad:?}");
        }
        let address = Address {
            country: "SG".into(),
            name: "Lin\nstate      paid".into(),
            phone: "\n138 0013 8000".into(),
            street: "7\u{1b}[A".into(),
            postcode: "1\u{85}".into(),
            ..Address::default()
        };
        let fields: Vec<_> = shipped_to(Some(&address)).into_iter().map(|w| w.0).collect();
        assert_eq!(fields, ["address.name", "address.phone", "address.street", "address.postcode"]);
    }
}
