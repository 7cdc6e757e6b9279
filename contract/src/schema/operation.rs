//! One endpoint as an `OpenAPI` operation.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::{
    Endpoint, Method,
    endpoints::{Caller, Facts, name},
};

/// The operation of `E`; its schemas are added to `schemas`.
pub(super) fn of<E>(facts: &Facts, schemas: &mut SchemaGenerator) -> Value
where
    E: Endpoint<At: JsonSchema, Ask: JsonSchema, Answer: JsonSchema>,
{
    let mut parameters = Vec::new();
    if let Some((_, rest)) = E::PATH.split_once('{')
        && let Some((name, _)) = rest.split_once('}')
    {
        let schema = schemas.subschema_for::<E::At>();
        parameters.push(json!({"name": name, "in": "path", "required": true, "schema": schema}));
    }
    let shared = |name: &str| json!({"$ref": format!("#/components/parameters/{name}")});
    if E::CREATES {
        parameters.push(shared("IdempotencyKey"));
    } else if E::MAY_REPEAT {
        parameters.push(shared("OptionalIdempotencyKey"));
    }
    let answer = schemas.subschema_for::<E::Answer>();
    if E::Answer::schema_name().starts_with("ListOf") {
        parameters.push(shared("After"));
    }
    for (name, says) in E::QUERY {
        parameters.push(json!({
            "name": name, "in": "query", "description": says, "schema": {"type": "string"},
        }));
    }
    if may_carry_ticket::<E>() {
        parameters.push(shared("Viewer"));
    }
    let of_this_moment = is_time::<E>() || E::STREAMS;
    let cached = E::METHOD == Method::Get && facts.caller == Caller::Anyone && !of_this_moment;
    if cached {
        parameters.push(shared("IfNoneMatch"));
    }

    let mut operation = json!({
        "operationId": name::<E>(),
        "summary": facts.summary,
        "tags": [facts.capability],
        "responses": responses(facts, E::METHOD, E::CREATES || E::MAY_REPEAT, cached, &answer.to_value()),
        "security": security(facts.caller),
    });
    if E::STREAMS {
        let text = json!({"schema": {"type": "string"}});
        operation["responses"]["200"]["content"]["text/event-stream"] = text;
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    // `()` is the question of an endpoint that takes no body.
    if E::Ask::schema_name() != <() as JsonSchema>::schema_name() {
        let ask = schemas.subschema_for::<E::Ask>();
        operation["requestBody"] =
            json!({"required": true, "content": {"application/json": {"schema": ask}}});
    }
    operation
}

/// Whether the answer is the time itself, which no cache may keep.
fn is_time<E: Endpoint>() -> bool {
    name::<E>() == "get-time"
}

/// Whether a viewer's ticket may come with it, though it is asked without one as well.
fn may_carry_ticket<E: Endpoint>() -> bool {
    E::STREAMS || name::<E>() == "enter-room"
}

fn responses(facts: &Facts, method: Method, creates: bool, cached: bool, answer: &Value) -> Value {
    let header = |name: &str| json!({"$ref": format!("#/components/headers/{name}")});
    let mut headers = Map::from_iter([("Picklive-Time".to_owned(), header("Picklive-Time"))]);
    if cached {
        headers.insert("ETag".into(), header("ETag"));
    }
    // Which success status a write answers is the server's choice: 200 and 201 read alike.
    let success = if method == Method::Get { "200" } else { "2XX" };
    let mut responses = Map::new();
    responses.insert(
        success.into(),
        json!({
            "description": "Done.",
            "headers": headers,
            "content": {"application/json": {"schema": answer}},
        }),
    );
    if cached {
        responses.insert("304".into(), json!({"$ref": "#/components/responses/NotModified"}));
    }
    let keyed: &[u16] = if creates { &[400, 422] } else { &[] };
    let refusals = facts.refuses.iter().chain(keyed).map(u16::to_string);
    for status in refusals.chain(["default".into()]) {
        responses.insert(status, json!({"$ref": "#/components/responses/Problem"}));
    }
    responses.into()
}

fn security(caller: Caller) -> Value {
    match caller {
        Caller::Anyone => json!([]),
        Caller::MaybePerson => json!([{}, {"cookie": []}, {"bearer": []}]),
        Caller::Person | Caller::Host => json!([{"cookie": []}, {"bearer": []}]),
        Caller::Viewer => json!([{"viewer": []}]),
        Caller::OrderOwner => json!([{"cookie": []}, {"bearer": []}, {"orderSecret": []}]),
    }
}
