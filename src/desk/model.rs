//! What the console decides, without a browser.

pub(super) mod amount;
pub(super) mod arm;
pub(super) mod bag;
pub(super) mod card;
pub(super) mod coupon;
pub(super) mod deal;
pub(super) mod queue;
pub(super) mod rehearsal;
#[cfg(test)]
mod sample;
pub(super) mod undo;

use picklive_contract::{
    CommentId, Money, ProductId, UnixMillis, VariantId,
    host::{Act, ActKind},
    live::{Room, RoomState},
};

/// Whether a room is on: it sells, and is talked in.
pub(super) fn is_on(room: &Room) -> bool {
    matches!(room.state, RoomState::Live | RoomState::Paused)
}

/// Whether a room is over for good.
pub(super) fn is_over(room: &Room) -> bool {
    matches!(room.state, RoomState::Ended | RoomState::Replay)
}

/// For how many milliseconds it is on the air; nothing before and after.
pub(super) fn on_air(room: &Room, now: UnixMillis) -> Option<i64> {
    is_on(room).then(|| now.since(room.starts_at).max(0))
}

/// An act about a product.
pub(super) fn of_product(kind: ActKind, product: &ProductId) -> Act {
    Act { product: Some(product.clone()), ..Act::new(kind) }
}

/// An act about a comment.
pub(super) fn of_comment(kind: ActKind, comment: &CommentId) -> Act {
    Act { comment: Some(comment.clone()), ..Act::new(kind) }
}

/// A price of a variant; its everyday one again without one.
pub(super) fn price(variant: &VariantId, price: Option<Money>) -> Act {
    Act { variant: Some(variant.clone()), price, ..Act::new(ActKind::Price) }
}

/// What everybody is to read; nothing any more when it is empty.
pub(super) fn announce(text: &str) -> Act {
    Act { text: text.into(), ..Act::new(ActKind::Announce) }
}

/// What is sold, in order.
pub(super) fn shelf(products: Vec<ProductId>) -> Act {
    Act { products, ..Act::new(ActKind::Shelf) }
}

/// Seconds between two comments of one viewer.
pub(super) fn slow(seconds: u32) -> Act {
    Act { seconds: Some(seconds), ..Act::new(ActKind::Slow) }
}

/// Words that comments may not have.
pub(super) fn block(words: Vec<String>) -> Act {
    Act { words, ..Act::new(ActKind::Block) }
}

/// The words of a text with one a line, each once, without blanks around them.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::<String>::new();
    for word in text.lines().map(str::trim).filter(|word| !word.is_empty()) {
        if !words.iter().any(|known| known == word) {
            words.push(word.into());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_on_air_counts_while_it_is_on_and_never_backwards() {
        let mut room = sample::room();
        let begun = room.starts_at;
        assert_eq!(on_air(&room, begun.plus(61_000)), Some(61_000));
        assert_eq!(on_air(&room, begun.plus(-5)), Some(0));
        room.state = RoomState::Ended;
        assert_eq!((on_air(&room, begun.plus(1)), is_over(&room)), (None, true));
    }

    #[test]
    fn words_are_one_a_line() {
        assert_eq!(words_of(" spam \n\n加 微信\nspam"), ["spam", "加 微信"]);
        assert!(words_of(" \n").is_empty());
    }
}
