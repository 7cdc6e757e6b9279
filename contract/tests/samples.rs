//! Every message has samples, and each comes back as it was: also with what a newer server may add and
//! without what a smaller one leaves out.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "common/walk.rs"]
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use walk::{Met, walk};

#[test]
fn every_message_has_a_sample() {
    let samples = common::samples();
    let missing: Vec<_> = common::messages()
        .into_iter()
        .map(|message| message.name)
        .filter(|name| !samples.contains_key(name))
        .collect();
    assert!(missing.is_empty(), "contract/samples lacks {missing:?} (each with .json)");
}

#[test]
fn samples_come_back_without_loss() {
    common::each(|name, sample, message| {
        let back = (message.again)(sample).unwrap_or_else(|e| panic!("{name}.json: {e}"));
        assert_eq!(&back, sample, "{name}.json changed on its way through its type");
    });
}

#[test]
fn every_field_is_filled_in_some_sample() {
    let (mut known, mut filled) = (BTreeSet::new(), BTreeSet::new());
    common::each(|_, sample, message| {
        walk(sample, (&message.root, ""), &message.schemas, "", &mut |_, value, met| {
            let Met::Object { schema, properties, .. } = met else { return };
            for property in properties {
                let field = format!("{schema}.{property}");
                if value.get(property).is_some_and(|value| !value.is_null()) {
                    filled.insert(field.clone());
                }
                known.insert(field);
            }
        });
        // Schemas that no sample reaches are known all the same.
        for (schema, value) in &message.schemas {
            let properties = value["properties"].as_object().into_iter().flatten();
            known.extend(properties.map(|(property, _)| format!("{schema}.{property}")));
        }
    });
    // An order's line is a quote's line and more; what was bought has no trouble.
    for name in ["trouble", "used_up", "verified", "changes_at"] {
        filled.insert(format!("OrderLine.{name}"));
    }
    let empty: Vec<_> = known.difference(&filled).collect();
    assert!(empty.is_empty(), "no sample fills {empty:?}");
}

#[test]
fn fields_of_a_newer_server_are_skipped() {
    common::each(|name, sample, message| {
        let mut newer = sample.clone();
        each_object(&mut newer, &mut |object| {
            object.insert("x-newer".into(), json!("newer"));
        });
        let mut back =
            (message.again)(&newer).unwrap_or_else(|e| panic!("{name}.json with more: {e}"));
        // Maps (texts, parameters) keep what they are given; everything else drops it.
        each_object(&mut back, &mut |object| {
            object.remove("x-newer");
        });
        assert_eq!(&back, sample, "{name}.json with unknown fields");
    });
}

#[test]
fn words_of_a_newer_server_are_carried() {
    let mut met_words = BTreeMap::<String, usize>::new();
    common::each(|name, sample, message| {
        let mut places = Vec::new();
        walk(sample, (&message.root, ""), &message.schemas, "", &mut |at, _, met| {
            if let Met::OpenWord = met {
                places.push(at.to_owned());
            }
        });
        for at in places {
            let mut newer = sample.clone();
            *newer.pointer_mut(&at).unwrap() = json!("x_newer");
            let back = (message.again)(&newer);
            assert_eq!(back.as_ref(), Ok(&newer), "{name}.json with an unknown word at {at}");
            *met_words.entry(name.to_owned()).or_default() += 1;
        }
    });
    assert!(met_words.values().sum::<usize>() > 40, "{met_words:?}");
}

#[test]
fn a_payment_action_of_a_newer_server_is_read() {
    let mut payments = 0;
    common::each(|name, sample, message| {
        let mut newer = sample.clone();
        each_object(&mut newer, &mut |object| {
            if let Some(action) = object.get_mut("action").filter(|action| action.is_object()) {
                *action = json!({"kind": "face_scan", "camera": {"side": ["front"]}, "tries": 3});
                payments += 1;
            }
        });
        let back = (message.again)(&newer);
        back.unwrap_or_else(|e| panic!("{name}.json with an unknown payment action: {e}"));
    });
    assert!(payments > 3);
}

#[test]
fn every_optional_part_may_be_missing() {
    let mut removed = 0;
    common::each(|name, sample, message| {
        let mut optional = Vec::new();
        walk(sample, (&message.root, ""), &message.schemas, "", &mut |at, value, met| {
            let Met::Object { properties, required, .. } = met else { return };
            let there = properties.into_iter().filter(|key| value.get(key).is_some());
            let left = there.filter(|key| !required.contains(key));
            optional.extend(left.map(|key| (at.to_owned(), key.to_owned())));
        });
        let mut least = sample.clone();
        // Deepest first, so that every pointer still leads somewhere.
        for (at, key) in optional.iter().rev() {
            let mut less = sample.clone();
            for (value, how) in [(&mut less, "alone"), (&mut least, "with the others")] {
                value.pointer_mut(at).unwrap().as_object_mut().unwrap().remove(key);
                let back = (message.again)(value);
                back.unwrap_or_else(|e| panic!("{name}.json without {at}/{key} ({how}): {e}"));
            }
            removed += 1;
        }
    });
    assert!(removed > 200, "only {removed}");
}

fn each_object(value: &mut Value, change: &mut impl FnMut(&mut serde_json::Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, change)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|field| each_object(field, change));
            change(fields);
        }
        _ => {}
    }
}
