//! Rules that hold for every answer: the time header, media types, problems, money, times.

use picklive_contract::{Currency, Problem, UnixMillis, problem};
use serde_json::Value;

use crate::{client::Answer, report::Record, rules};

/// Checks one answer.
pub(crate) fn check(record: &mut Record, answer: &Answer, currency: Option<Currency>) {
    let at = &answer.at;
    begun(record, answer);
    match answer.status {
        200..300 => {
            let kind = answer.media_type();
            let json = kind == "application/json";
            record.check(&rules::JSON, at, json, "application/json", kind);
            if let Ok(body) = serde_json::from_slice(&answer.body) {
                walk(record, &body, "", at, currency);
            }
        }
        400.. => problem(record, answer),
        _ => {}
    }
}

/// Checks what is seen before the body: all that can be checked of an answer that does not end.
pub(crate) fn begun(record: &mut Record, answer: &Answer) {
    let at = &answer.at;
    let time = answer.header(picklive_contract::headers::TIME).unwrap_or("no such header");
    let kept = answer.time().is_some();
    record.check(&rules::TIME_HEADER, at, kept, "Picklive-Time: milliseconds", time);
    record.check(&rules::NO_FAULT, at, answer.status < 500, "no 5xx", answer.brief());
    if matches!(answer.status, 429 | 503) {
        let told = answer.header("retry-after").unwrap_or("no such header");
        let seconds = told.trim().parse::<u32>().is_ok();
        record.check(&rules::RETRY_AFTER, at, seconds, "Retry-After: seconds", told);
    }
    let open = answer.header("access-control-allow-origin").is_some();
    if open {
        let exposed = answer.header("access-control-expose-headers").unwrap_or("").to_lowercase();
        let all = exposed.split(',').map(str::trim);
        let told = all.into_iter().any(|name| name == "picklive-time" || name == "*");
        let expected = "Access-Control-Expose-Headers with Picklive-Time";
        record.check(&rules::CORS, at, told, expected, exposed);
    } else {
        record.want(&[&rules::CORS], "Access-Control-Allow-Origin: no other origin is answered");
    }
}

fn problem(record: &mut Record, answer: &Answer) {
    let (at, kind) = (&answer.at, answer.media_type());
    let right = kind == problem::MEDIA_TYPE;
    record.check(&rules::PROBLEM_MEDIA, at, right, problem::MEDIA_TYPE, kind);
    let read: Result<Problem, _> = serde_json::from_slice(&answer.body);
    match read {
        Ok(problem) => {
            let whole = !problem.kind.as_str().is_empty() && !problem.title.is_empty();
            let expected = "type and title filled";
            record.check(&rules::PROBLEM_SHAPE, at, whole, expected, answer.brief());
            let (said, status) = (problem.status, answer.status);
            record.check(&rules::PROBLEM_STATUS, at, said == status, status, said);
        }
        Err(error) => {
            let got = format!("{error}: {}", answer.brief());
            record.check(&rules::PROBLEM_SHAPE, at, false, "a problem", got);
        }
    }
}

/// Looks at every amount and every time in a body.
fn walk(record: &mut Record, value: &Value, path: &str, at: &str, currency: Option<Currency>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(record, item, &format!("{path}/{index}"), at, currency);
            }
        }
        Value::Object(fields) => {
            if let Some(amount) = fields.get("amount").filter(|_| fields.contains_key("currency")) {
                money(record, (amount, &fields["currency"]), &format!("{at} {path}"), currency);
            }
            for (key, field) in fields {
                let path = format!("{path}/{key}");
                if key.ends_with("_at") && key != "publish_at" || key.ends_with("_until") {
                    instant(record, field, &format!("{at} {path}"));
                }
                walk(record, field, &path, at, currency);
            }
        }
        _ => {}
    }
}

fn money(record: &mut Record, (amount, code): (&Value, &Value), at: &str, shop: Option<Currency>) {
    let currency = code.as_str().and_then(Currency::parse);
    let whole = amount.as_i64().is_some() && currency.is_some();
    let expected = "a whole number and three capitals";
    record.check(&rules::MONEY_WHOLE, at, whole, expected, format!("{amount} {code}"));
    if let Some(amount) = amount.as_i64() {
        record.check(&rules::MONEY_SIGN, at, amount >= 0, "0 or more", amount);
    }
    if let (Some(shop), Some(currency)) = (shop, currency) {
        let same = currency == shop;
        record.check(&rules::MONEY_CURRENCY, at, same, shop.code(), currency.code());
    }
}

fn instant(record: &mut Record, value: &Value, at: &str) {
    if value.is_null() {
        return;
    }
    let text = value.as_str().unwrap_or("");
    let utc = text.ends_with('Z') && UnixMillis::parse(text).is_some();
    record.check(&rules::TIME_FORMAT, at, utc, "2026-11-24T07:00:00Z", value);
}
