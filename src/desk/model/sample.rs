//! The room of the contract's sample, for tests: three products, the first one pinned and in a deal.

use picklive_contract::live::Room;

pub(super) fn room() -> Room {
    let text = include_str!("../../../contract/samples/get-room.answer.json");
    serde_json::from_str(text).unwrap()
}
