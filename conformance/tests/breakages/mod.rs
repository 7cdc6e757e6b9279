//! The breakages: the rules that fail, and what is done to the answers.

mod acts;
mod acts_in_room;
mod bent;
mod bent_goods;
mod bent_rooms;
mod bent_told;
mod spoilt;

use std::sync::LazyLock;

use serde_json::Value;

pub use acts::ACTS;
pub use acts_in_room::IN_ROOM;
pub use spoilt::SPOILT;

use crate::fixture::Bend;

/// Rules that fail, and the breakage.
pub type Bent = (&'static [&'static str], Bend);

/// Wrong bodies.
pub static BENT: LazyLock<Vec<Bent>> =
    LazyLock::new(|| [bent::SHOP, bent_goods::GOODS, bent_rooms::ROOMS, bent_told::TOLD].concat());

/// Replaces the value at a JSON pointer; its parent must be there.
fn put(body: &mut Value, pointer: &str, value: impl Into<Value>) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.into(),
        object => object[key] = value.into(),
    }
}
