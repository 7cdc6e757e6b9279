//! Spoiling the shop's messages: each of these walks a message and changes what it finds.

use serde_json::{Map, Value, json};

/// What must stay text, wherever it stands.
pub(crate) const SCRIPT: &str =
    "\"'><img src=x onerror=window.hacked=1></script><script>window.hacked=1</script>";
/// Fields by which programs tell things apart: scripts in them are only unknown words.
const WORDS: &[&str] = &[
    "kind",
    "state",
    "basis",
    "trouble",
    "type",
    "currency",
    "languages",
    "capabilities",
    "clients",
    "contact_kinds",
    "countries",
    "country",
    "date",
    "previous",
    "publish_at",
    "reason",
    "sender",
];
/// Addresses.
const ADDRESSES: &[&str] = &["url", "buy_url", "calendar", "content"];
/// Numbers of things.
const COUNTS: &[&str] = &[
    "left",
    "reserved",
    "quota",
    "sold",
    "available",
    "limit",
    "quantity",
    "stock",
    "hold_seconds",
];

/// Calls `change` with every value below a field or in a list, and the name of the field; inner ones first.
fn each(name: &str, value: &mut Value, change: &mut impl FnMut(&str, &mut Value)) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                each(name, value, change);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each(name, item, change)),
        _ => {}
    }
    change(name, value);
}

/// Numbers are words, words numbers, lists objects.
pub(crate) fn wrong_types(message: &mut Value) {
    each("", message, &mut |name, value| {
        *value = match std::mem::take(value) {
            Value::Number(number) => number.to_string().into(),
            Value::String(text) => text.len().into(),
            Value::Array(items) => json!({ "items": items }),
            Value::Bool(_) | Value::Null => json!([name]),
            object => object,
        };
    });
}

/// States, kinds and fields of a version that is yet to come.
pub(crate) fn unknown_words(message: &mut Value) {
    const OPEN: &[&str] =
        &["kind", "state", "basis", "trouble", "reason", "type", "clients", "contact_kinds"];
    each("", message, &mut |name, value| match value {
        Value::String(word) if OPEN.contains(&name) => *word = "of-tomorrow".into(),
        Value::Array(words) if name == "capabilities" => words.push("teleport".into()),
        // A text of yet another language is a text, too.
        Value::Object(fields) if fields.contains_key("zh") || fields.contains_key("en") => {
            fields.insert("of_tomorrow".into(), "demain".into());
        }
        Value::Object(fields) => {
            fields.insert("of_tomorrow".into(), json!({ "deep": [null, { "deeper": [1.5e300] }] }));
        }
        _ => {}
    });
}

/// There is so much of everything.
pub(crate) fn counts(message: &mut Value, count: i64) {
    each("", message, &mut |name, value| {
        if value.is_number() && COUNTS.contains(&name) {
            *value = count.into();
        }
    });
}

/// Everything costs so much.
pub(crate) fn amounts(message: &mut Value, amount: i64) {
    each("", message, &mut |name, value| {
        if name == "amount" {
            *value = amount.into();
        }
    });
}

/// Everything ends, begins and happened then.
pub(crate) fn times(message: &mut Value, at: &str) {
    each("", message, &mut |_, value| {
        if value.as_str().is_some_and(is_time) {
            *value = at.into();
        }
    });
}

/// Scripts, and words without an end, in every text; scripts for addresses.
pub(crate) fn scripts(message: &mut Value) {
    let long = ["长".repeat(120), "W".repeat(400)].concat();
    each("", message, &mut |name, value| {
        let Value::String(text) = value else { return };
        if ADDRESSES.contains(&name) {
            *text = "javascript:window.hacked=1".into();
        } else if !WORDS.contains(&name) && !is_time(text) {
            let named = name == "id" || name == "variant" || name == "product" || name == "deal";
            text.push_str(SCRIPT);
            if !named {
                text.push_str(&long);
            }
        }
    });
}

fn is_time(text: &str) -> bool {
    text.ends_with('Z') && text.len() >= 20 && text.as_bytes().get(10) == Some(&b'T')
}

/// Leaves out of the answer to `method` and `path` what the contract lets a server leave out, or makes it
/// null.
pub(crate) fn omit(message: &mut Value, method: &str, path: &str, null: bool) {
    let contract = include_str!("../../../contract/openapi.json");
    let Ok(contract) = serde_json::from_str::<Value>(contract) else { return };
    let fits = |template: &str| {
        let (mut theirs, mut ours) = (template.split('/'), path.split('/'));
        let same = theirs.by_ref().zip(ours.by_ref()).all(|(a, b)| a == b || a.starts_with('{'));
        same && template.split('/').count() == path.split('/').count()
    };
    let paths = contract["paths"].as_object().into_iter().flatten();
    let mut found: Vec<_> = paths.filter(|(template, _)| fits(template)).collect();
    // `/v1/editions/today` before `/v1/editions/{date}`.
    found.sort_by_key(|(template, _)| template.contains('{'));
    let Some((_, found)) = found.first() else { return };
    let answers = found[method.to_ascii_lowercase()]["responses"].as_object().into_iter().flatten();
    let good = answers.filter(|(status, _)| status.starts_with('2')).map(|(_, answer)| answer);
    for answer in good {
        leave_out(message, &answer["content"]["application/json"]["schema"], &contract, null);
    }
}

fn leave_out(value: &mut Value, schema: &Value, contract: &Value, null: bool) {
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
        return leave_out(value, &contract["components"]["schemas"][name], contract, null);
    }
    match value {
        Value::Object(fields) if schema["properties"].is_object() => {
            let needed = |name: &str| {
                schema["required"].as_array().is_some_and(|it| it.iter().any(|it| it == name))
            };
            let mut all: Map<_, _> = std::mem::take(fields);
            for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
                match all.remove(name) {
                    Some(mut field) if needed(name) => {
                        leave_out(&mut field, schema, contract, null);
                        fields.insert(name.clone(), field);
                    }
                    _ if null => _ = fields.insert(name.clone(), Value::Null),
                    _ => {}
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                leave_out(item, &schema["items"], contract, null);
            }
        }
        _ => {}
    }
}
