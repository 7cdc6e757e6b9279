//! The committed `OpenAPI` document is the one the types make, and it hangs together.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use picklive_contract::{headers, schema};
use serde_json::Value;

fn committed() -> Value {
    serde_json::from_str(include_str!("../openapi.json")).unwrap()
}

#[test]
fn the_committed_document_is_up_to_date() {
    assert!(
        committed() == schema::document(),
        "contract/openapi.json is not what the endpoint types make. Write it again with\n    \
         cargo run -p picklive-contract --features schema --bin openapi"
    );
}

#[test]
fn every_reference_leads_somewhere_and_nothing_is_left_over() {
    let document = committed();
    let mut references = Vec::new();
    collect(&document, &mut references);
    for reference in &references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for (name, _) in document["components"]["schemas"].as_object().unwrap() {
        let reference = format!("#/components/schemas/{name}");
        assert!(references.contains(&reference), "nothing uses {name}");
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        Value::Object(fields) => {
            references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| collect(field, references));
        }
        _ => {}
    }
}

#[test]
fn headers_are_those_the_code_sends() {
    let parts = &committed()["components"];
    let secret = parts["securitySchemes"]["orderSecret"]["name"].as_str().unwrap();
    assert!(secret.eq_ignore_ascii_case(headers::ORDER_SECRET));
    let key = parts["parameters"]["IdempotencyKey"]["name"].as_str().unwrap();
    assert!(key.eq_ignore_ascii_case(headers::IDEMPOTENCY_KEY));
    for place in ["securitySchemes/viewer", "parameters/Viewer"] {
        let name = parts.pointer(&format!("/{place}/name")).and_then(Value::as_str).unwrap();
        assert!(name.eq_ignore_ascii_case(headers::VIEWER), "{place}");
    }
    let mut names = parts["headers"].as_object().unwrap().keys();
    assert!(names.any(|name| name.eq_ignore_ascii_case(headers::TIME)));
}

#[test]
fn each_operation_says_what_it_needs() {
    let document = committed();
    let place = &document["paths"]["/v1/orders"]["post"];
    let parameters = place["parameters"].to_string();
    assert!(parameters.contains("IdempotencyKey"), "{parameters}");
    assert!(place["responses"]["409"].is_object() && place["requestBody"].is_object());
    let product = &document["paths"]["/v1/products/{id}"]["get"];
    assert_eq!(product["parameters"][0]["in"], "path");
    assert_eq!(product["security"], serde_json::json!([]));
    assert!(product.get("requestBody").is_none() && product["responses"]["304"].is_object());
    for (path, method) in [("/v1/events", "get"), ("/v1/rooms/{id}/enter", "post")] {
        let parameters = document["paths"][path][method]["parameters"].to_string();
        assert!(parameters.contains("parameters/Viewer"), "{path}: {parameters}");
    }
    let likes = document["paths"]["/v1/rooms/{id}/likes"]["post"]["security"].to_string();
    assert!(likes.contains("viewer"), "{likes}");
    let time = &document["paths"]["/v1/time"]["get"];
    assert!(time["responses"].get("304").is_none(), "no cache keeps the time");
    let order = document["paths"]["/v1/orders/{id}"]["get"]["security"].to_string();
    assert!(order.contains("orderSecret") && order.contains("bearer") && order.contains("cookie"));
}
