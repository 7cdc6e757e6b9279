//! The contract as `OpenAPI` 3.1, made from the endpoint types. Native and behind the feature `schema`.

mod operation;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::{Endpoint, Problem, endpoints::Facts, problem};

/// Where a schema stands in the document.
const SCHEMAS: &str = "/components/schemas";

/// A generator whose schemas say what a reader takes: only parts that are always there are required.
pub fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .for_deserialize()
        .with(|settings| {
            settings.definitions_path = SCHEMAS.into();
            settings.meta_schema = None;
        })
        .into_generator()
}

/// The schema of one message with all it refers to: (schema, named schemas).
pub fn message<T: JsonSchema>() -> (Value, Map<String, Value>) {
    let mut schemas = generator();
    let root = schemas.subschema_for::<T>().to_value();
    (root, schemas.take_definitions(true))
}

/// Opens a tagged union whose last variant stands for every tag not listed: its tag becomes any string,
/// and so more than one branch may fit.
pub fn open_union(schema: &mut Schema) {
    let Some(mut branches) = schema.remove("oneOf") else { return };
    if let Some(last) = branches.as_array_mut().and_then(|all| all.last_mut()) {
        let tags = last["properties"].as_object_mut().into_iter().flat_map(Map::values_mut);
        for tag in tags.filter_map(Value::as_object_mut) {
            tag.remove("const");
        }
    }
    schema.insert("anyOf".into(), branches);
}

/// The `OpenAPI` document being put together.
struct Document {
    schemas: SchemaGenerator,
    paths: Map<String, Value>,
}

impl Document {
    fn add<E: Endpoint<At: JsonSchema, Ask: JsonSchema, Answer: JsonSchema>>(
        &mut self,
        facts: &Facts,
    ) {
        let operation = operation::of::<E>(facts, &mut self.schemas);
        let path = self.paths.entry(E::PATH).or_insert_with(|| json!({}));
        path[E::METHOD.as_str().to_ascii_lowercase()] = operation;
    }
}

/// The whole document.
pub fn document() -> Value {
    let mut document = Document { schemas: generator(), paths: Map::new() };
    macro_rules! add {
        ($endpoint:ty, $facts:expr) => {
            document.add::<$endpoint>(&$facts);
        };
    }
    crate::for_each_endpoint!(add);
    let problem = document.schemas.subschema_for::<Problem>();
    let Document { mut schemas, paths } = document;
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Picklive",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "MIT OR Apache-2.0"},
            "description": "What the app and any compatible API say to each other. The core is every \
                backend's; the other tags are capabilities that the storefront lists. Readers skip \
                unknown fields, carry unknown words and take null as absent.",
        },
        "servers": [{"url": "/", "description": "The API's base; any prefix will do."}],
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "headers": headers(),
            "parameters": parameters(),
            "responses": {
                "Problem": {
                    "description": "Why not (RFC 9457). `type` is stable; texts may change.",
                    "headers": {
                        "Picklive-Time": {"$ref": "#/components/headers/Picklive-Time"},
                        "Retry-After": {"$ref": "#/components/headers/Retry-After"},
                    },
                    "content": {problem::MEDIA_TYPE: {"schema": problem}},
                },
                "NotModified": {
                    "description": "The copy with this `ETag` is still good.",
                    "headers": {
                        "Picklive-Time": {"$ref": "#/components/headers/Picklive-Time"},
                        "ETag": {"$ref": "#/components/headers/ETag"},
                    },
                },
            },
            "securitySchemes": {
                "cookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "picklive-session",
                    "description": "Set by signing in from the API's own origin; its name is the \
                        server's affair.",
                },
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token that signing in from another origin answers.",
                },
                "viewer": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Picklive-Viewer",
                    "description": "The ticket that entering a room answers.",
                },
                "orderSecret": {"type": "apiKey", "in": "header", "name": "Picklive-Order-Secret"},
            },
        },
    })
}

fn headers() -> Value {
    json!({
        "Picklive-Time": {
            "description": "Server time in milliseconds since 1970; not used when `Age` is above 0.",
            "required": true,
            "schema": {"type": "integer", "format": "int64"},
        },
        "ETag": {
            "description": "Changes with the body, and only with it.",
            "schema": {"type": "string"},
        },
        "Retry-After": {
            "description": "Seconds to wait, with 429 and 503.",
            "schema": {"type": "integer", "minimum": 0},
        },
    })
}

fn parameters() -> Value {
    json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "required": true,
            "description": "At least 128 random bits, the same on every repeat of one wish; kept 24 \
                hours. The same key with another body is refused.",
            "schema": {"type": "string", "pattern": crate::headers::KEY_PATTERN},
        },
        "OptionalIdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "As for the endpoints that need it: with a key, a repeat within 24 hours gets \
                the first answer; without one, every call counts.",
            "schema": {"type": "string", "pattern": crate::headers::KEY_PATTERN},
        },
        "Viewer": {
            "name": "Picklive-Viewer",
            "in": "header",
            "description": "A viewer's ticket, as entering a room gave it. With the event line of the room's \
                topic it counts its holder as a viewer; with entering it says that its holder has one already.",
            "schema": {"type": "string"},
        },
        "IfNoneMatch": {
            "name": "If-None-Match",
            "in": "header",
            "description": "The `ETag` of the copy at hand.",
            "schema": {"type": "string"},
        },
        "After": {
            "name": crate::list::AFTER,
            "in": "query",
            "description": "`next` of the page before.",
            "schema": {"type": "string"},
        },
    })
}
