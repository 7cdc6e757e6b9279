//! The messages of the contract and their samples, from the list of endpoints.

// Each test file uses its own part of this module.
#![allow(dead_code, reason = "shared between test files that use different parts")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use picklive_contract::{Endpoint, Problem, endpoints, schema};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// One message: what it is called, how it is read and written again, and its schema.
pub struct Message {
    /// `get-product.answer`
    pub name: String,
    /// Reads a JSON text as the message's type and writes it again.
    pub again: fn(&Value) -> Result<Value, String>,
    /// Its schema.
    pub root: Value,
    /// The schemas it refers to.
    pub schemas: Map<String, Value>,
}

fn again<T: Serialize + DeserializeOwned>(value: &Value) -> Result<Value, String> {
    // Through text, as on the wire.
    let read: T = serde_json::from_str(&value.to_string()).map_err(|e| e.to_string())?;
    serde_json::to_value(read).map_err(|e| e.to_string())
}

fn message<T: Serialize + DeserializeOwned + schemars::JsonSchema>(name: String) -> Message {
    let (root, schemas) = schema::message::<T>();
    Message { name, again: again::<T>, root, schemas }
}

/// Every message of every endpoint, and the problem.
pub fn messages() -> Vec<Message> {
    let mut all = vec![message::<Problem>("problem.answer".into())];
    macro_rules! add {
        ($endpoint:ty, $facts:expr) => {
            let name = endpoints::name::<$endpoint>();
            all.push(message::<<$endpoint as Endpoint>::Ask>(format!("{name}.ask")));
            all.push(message::<<$endpoint as Endpoint>::Answer>(format!("{name}.answer")));
        };
    }
    picklive_contract::for_each_endpoint!(add);
    // `()`: no body, so nothing to show.
    all.retain(|message| message.root.get("type").and_then(Value::as_str) != Some("null"));
    all
}

/// Where this package is, as cargo says now: a build folder that checkouts share may hold another one's tests.
pub fn package() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").unwrap().into()
}

/// The samples, by file name without `.json`: `get-product.answer` or `get-product.answer.course`.
pub fn samples() -> BTreeMap<String, Value> {
    let folder = package().join("samples");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = files.map(|file| {
        assert_eq!(file.extension().unwrap(), "json", "{file:?} is not a sample");
        let value = serde_json::from_str(&fs::read_to_string(&file).unwrap());
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, value.unwrap_or_else(|e| panic!("{file:?}: {e}")))
    });
    read.collect()
}

/// Every message with each of its samples: (name of the sample, sample, message).
pub fn each(mut check: impl FnMut(&str, &Value, &Message)) {
    let (messages, samples) = (messages(), samples());
    for (name, sample) in &samples {
        let of: Vec<_> = name.splitn(3, '.').take(2).collect();
        let of = of.join(".");
        let message = messages.iter().find(|message| message.name == of);
        check(name, sample, message.unwrap_or_else(|| panic!("no message reads {name}.json")));
    }
}
