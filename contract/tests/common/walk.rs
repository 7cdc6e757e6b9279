//! Walks a sample along its schema.

use serde_json::{Map, Value};

/// What the walk meets.
pub enum Met<'a> {
    /// An object of a named schema, with the properties its schema lists and those it requires.
    Object { schema: &'a str, properties: Vec<&'a str>, required: Vec<&'a str> },
    /// A word of an open enum.
    OpenWord,
}

/// Tells `meet` of each place in `value` (by JSON pointer) that has a named schema.
pub fn walk<'a>(
    value: &Value,
    (schema, name): (&'a Value, &'a str),
    schemas: &'a Map<String, Value>,
    at: &str,
    meet: &mut impl FnMut(&str, &Value, Met<'a>),
) {
    if let Some(target) = schema["$ref"].as_str() {
        let name = target.rsplit('/').next().unwrap();
        return walk(value, (&schemas[name], name), schemas, at, meet);
    }
    for branch in ["anyOf", "oneOf"].iter().filter_map(|key| schema[*key].as_array()).flatten() {
        if fits(value, branch, schemas) {
            // The first branch that fits: the last one of an open union fits always.
            return walk(value, (branch, name), schemas, at, meet);
        }
    }
    match value {
        Value::String(_) if schema["examples"].is_array() => meet(at, value, Met::OpenWord),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, (&schema["items"], name), schemas, &format!("{at}/{index}"), meet);
            }
        }
        Value::Object(fields) if schema["properties"].is_object() => {
            let properties = schema["properties"].as_object().unwrap();
            let required = schema["required"].as_array().into_iter().flatten();
            let met = Met::Object {
                schema: name,
                properties: properties.keys().map(String::as_str).collect(),
                required: required.filter_map(Value::as_str).collect(),
            };
            meet(at, value, met);
            for (key, field) in fields {
                let Some(schema) = properties.get(key) else { continue };
                walk(field, (schema, name), schemas, &format!("{at}/{key}"), meet);
            }
        }
        _ => {}
    }
}

/// Whether a branch of a union is the one for `value`: by type, and by the tag of a tagged object.
fn fits(value: &Value, branch: &Value, schemas: &Map<String, Value>) -> bool {
    if let Some(target) = branch["$ref"].as_str() {
        let schema = &schemas[target.rsplit('/').next().unwrap()];
        return !schema["type"].is_string() || fits(value, schema, schemas);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let tags = branch["properties"].as_object().into_iter().flatten();
    branch["type"] == kind
        && tags
            .filter(|(_, schema)| schema["const"].is_string())
            .all(|(key, schema)| value[key] == schema["const"])
}
