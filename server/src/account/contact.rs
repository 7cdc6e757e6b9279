//! Contacts: one spelling to compare, and what is shown of them.

use picklive_contract::{
    account::{Contact, ContactKind},
    address::{email_looks_right, phone_looks_right},
};

/// The contact in its one spelling: mail in small letters, a telephone number as digits, with `+` when it
/// names its country; a mainland number never names it. `None` when it cannot be a contact of its kind.
pub fn normal(contact: &Contact) -> Option<String> {
    if contact.value.contains(char::is_control) {
        return None;
    }
    match contact.kind {
        ContactKind::Email => {
            let value = contact.value.trim().to_lowercase();
            email_looks_right(&value).then_some(value)
        }
        ContactKind::Phone => phone_looks_right(&contact.value).then(|| phone(&contact.value)),
        ContactKind::Other(_) => None,
    }
}

fn phone(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let abroad = text.trim().starts_with('+');
    let full = digits.strip_prefix("00").filter(|_| !abroad);
    let (digits, named) = full.map_or((digits.as_str(), abroad), |rest| (rest, true));
    match digits.strip_prefix("86") {
        Some(rest) if rest.len() == 11 && rest.starts_with('1') => rest.into(),
        _ if named => format!("+{digits}"),
        _ => digits.into(),
    }
}

/// A contact in its one spelling, partly hidden: `138****8000`, `l***@mail.example`.
pub fn hidden(value: &str) -> String {
    if let Some((user, host)) = value.split_once('@') {
        let first: String = user.chars().take(1).collect();
        return format!("{first}***@{host}");
    }
    let (head, tail) = if value.len() >= 9 { (3, 4) } else { (0, 2) };
    format!("{}****{}", &value[..head], &value[value.len() - tail..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: ContactKind, value: &str) -> Option<String> {
        normal(&Contact { kind, value: value.into() })
    }

    #[test]
    fn one_contact_has_one_spelling() {
        for same in ["13800138000", "138 0013 8000", "+86 138-0013-8000", "0086 13800138000"] {
            assert_eq!(of(ContactKind::Phone, same).as_deref(), Some("13800138000"), "{same}");
        }
        assert_eq!(of(ContactKind::Phone, "+65 6123 4567").as_deref(), Some("+6561234567"));
        assert_eq!(of(ContactKind::Email, " Li@Mail.Example ").as_deref(), Some("li@mail.example"));
        assert_eq!(of(ContactKind::Email, "li"), None);
        assert_eq!(of(ContactKind::Email, "l\0i@mail.example"), None);
        assert_eq!(of(ContactKind::Other("fax".into()), "1"), None);
    }

    #[test]
    fn what_is_shown_does_not_tell_the_contact() {
        assert_eq!(hidden("13800138000"), "138****8000");
        assert_eq!(hidden("12345"), "****45");
        assert_eq!(hidden("li@mail.example"), "l***@mail.example");
    }
}
