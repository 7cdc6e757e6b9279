//! Hashes, as browsers compute them; on pages that came by http, they do not.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The one hash that is used here.
const SHA: &str = "SHA-256";

fn subtle() -> Option<JsValue> {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).ok()?;
    Reflect::get(&crypto, &"subtle".into()).ok().filter(JsValue::is_object)
}

/// Whether they can be computed here.
pub fn is_there() -> bool {
    subtle().is_some()
}

/// SHA-256 of bytes.
pub async fn sha256(data: &[u8]) -> Option<[u8; 32]> {
    bytes(&ask("digest", &[SHA.into(), Uint8Array::from(data).into()]).await?)
}

/// HMAC-SHA-256 of bytes.
pub async fn hmac(key: &[u8], data: &[u8]) -> Option<[u8; 32]> {
    let how = Object::new();
    Reflect::set(&how, &"name".into(), &"HMAC".into()).ok()?;
    Reflect::set(&how, &"hash".into(), &SHA.into()).ok()?;
    let uses = Array::of1(&"sign".into());
    let key = Uint8Array::from(key);
    let given = ["raw".into(), key.into(), how.into(), JsValue::FALSE, uses.into()];
    let key = ask("importKey", &given).await?;
    bytes(&ask("sign", &["HMAC".into(), key, Uint8Array::from(data).into()]).await?)
}

async fn ask(name: &str, given: &[JsValue]) -> Option<JsValue> {
    let subtle = subtle()?;
    let function: Function = Reflect::get(&subtle, &name.into()).ok()?.dyn_into().ok()?;
    let given: Array = given.iter().collect();
    let asked: Promise = function.apply(&subtle, &given).ok()?.dyn_into().ok()?;
    JsFuture::from(asked).await.ok()
}

fn bytes(buffer: &JsValue) -> Option<[u8; 32]> {
    let (array, mut bytes) = (Uint8Array::new(buffer), [0; 32]);
    (array.length() == 32).then(|| array.copy_to(&mut bytes))?;
    Some(bytes)
}
