//! Whether a question can be read, and what is wrong with it.

use picklive_contract::{
    address::{self, Address, Region, email_looks_right, phone_looks_right},
    headers::{IDEMPOTENCY_KEY, can_be_key},
    orders::{NOTE_MAX, OrderAsk},
    problem::FieldProblem,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Ask, Books, Fault, Reply, Shop};

/// Reads a body.
pub fn read<T: DeserializeOwned>(shop: &Shop, ask: &Ask) -> Result<T, Reply> {
    let kind = ask.header("content-type").split(';').next().unwrap_or("").trim();
    if kind != "application/json" && !shop.has(Fault::AnyContentType) {
        return Err(Reply::problem(415, "bad-request"));
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&ask.body) else {
        let invalid = shop.has(Fault::BrokenJsonInvalid);
        let (status, kind) = if invalid { (422, "invalid") } else { (400, "bad-request") };
        return Err(Reply::problem(status, kind));
    };
    if shop.has(Fault::GuessesUnits)
        && let Some(quantity) = body.pointer_mut("/lines/0/quantity")
        && !quantity.is_u64()
    {
        *quantity = json!(1);
    }
    if shop.has(Fault::StrictFields) && body.to_string().contains("x_unknown") {
        return Err(Reply::problem(422, "invalid"));
    }
    serde_json::from_value(body).map_err(|_| Reply::problem(422, "invalid"))
}

/// Reads the key of a request that creates.
pub fn key(shop: &Shop, ask: &Ask) -> Result<String, Reply> {
    let key = ask.header(IDEMPOTENCY_KEY);
    let lax = if key.is_empty() { Fault::KeyOptional } else { Fault::AnyKey };
    if !can_be_key(key) && !shop.has(lax) {
        return Err(Reply::problem(400, "idempotency-key-missing"));
    }
    Ok(if key.is_empty() { super::secret() } else { key.to_owned() })
}

/// The first answer to this wish, if there is one and this fault does not forget it.
pub fn first(
    shop: &Shop,
    books: &Books,
    ask: &Ask,
    (key, forgets): (&[String; 3], Fault),
) -> Result<Option<Reply>, Reply> {
    let first = books.keys.get(key).filter(|_| !shop.has(forgets));
    let Some((body, first)) = first else { return Ok(None) };
    if *body != ask.body && !shop.has(Fault::KeyForAnyBody) {
        return Err(Reply::problem(422, "idempotency-key-reused"));
    }
    Ok(Some(first.clone()))
}

/// The part of a country that parcels do not go to.
pub fn excluded() -> Region {
    Region { country: "CN".into(), province: "西藏".into(), ..Region::default() }
}

/// Whether parcels go to an address.
pub fn ships(shop: &Shop, address: &Address) -> bool {
    if shop.has(Fault::ShipsAnywhere) {
        return true;
    }
    let (part, place) = (excluded(), Region::of(address));
    let inside = if shop.has(Fault::OneSpelling) {
        part.province == place.province
    } else {
        part.covers(&place) && !shop.has(Fault::ShipsToExcluded)
    };
    !inside && ["SG", "CN"].contains(&address.country.as_str())
}

/// 422 with fields.
pub fn invalid(fields: &[(String, &str)]) -> Reply {
    let problem = |(field, reason): &(String, &str)| FieldProblem {
        field: field.clone(),
        reason: (*reason).into(),
    };
    Reply::problem(422, "invalid").with("fields", &fields.iter().map(problem).collect::<Vec<_>>())
}

/// Whether an order can be one, whatever there is and costs.
pub fn order(shop: &Shop, ask: &OrderAsk) -> Result<(), Reply> {
    let mut wrong: Vec<(String, &str)> = Vec::new();
    let mut say = |field: &str, reason| wrong.push((field.to_owned(), reason));
    if ask.lines.is_empty() {
        say("lines", "missing");
    }
    for (at, line) in ask.lines.iter().enumerate() {
        if !(1..=999).contains(&line.quantity) {
            say(&format!("lines.{at}.quantity"), "out-of-range");
        }
    }
    let controls = shop.has(Fault::TakesControls);
    let bad = |text: &str| !controls && text.contains(char::is_control);
    let (phone, email) = (ask.contact.phone.as_str(), ask.contact.email.as_str());
    if phone.is_empty() && email.is_empty() {
        say("contact", "missing");
    }
    if !phone.is_empty() && !phone_looks_right(phone) {
        say("contact.phone", "malformed");
    }
    if !email.is_empty() && (!email_looks_right(email) || bad(email)) {
        say("contact.email", "malformed");
    }
    if ask.note.chars().count() > NOTE_MAX && !shop.has(Fault::LongNotes) {
        say("note", "too-long");
    } else if bad(&ask.note.replace(['\n', '\t'], "")) {
        say("note", "malformed");
    }
    if shop.has(Fault::FirstField) {
        wrong.truncate(1);
    }
    address(shop, ask, &mut wrong);
    if wrong.is_empty() { Ok(()) } else { Err(invalid(&wrong)) }
}

/// Everything here is shipped.
fn address(shop: &Shop, ask: &OrderAsk, wrong: &mut Vec<(String, &str)>) {
    let lax = shop.has(Fault::AnyAddress);
    let Some(address) = &ask.address else {
        if !lax {
            wrong.push(("address".into(), "missing"));
        }
        return;
    };
    if !lax {
        let found = address::check(address).into_iter();
        wrong.extend(found.map(|(field, reason)| (format!("address.{field}"), reason)));
    }
    let texts = [("name", &address.name), ("street", &address.street)];
    for (field, text) in texts {
        if text.contains(char::is_control) && !shop.has(Fault::TakesControls) {
            wrong.push((format!("address.{field}"), "malformed"));
        }
    }
}
