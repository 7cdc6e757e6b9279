//! A live room in which very much is said, in the contract's own types: the bench cannot drift from it.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use picklive_contract::{
    RoomId, UnixMillis,
    comments::Comment,
    events::{Event, EventKind, SHOP, room_topic},
    live::{Room, RoomNow},
    storefront::{Capability, Storefront},
};

/// Most comments of one event, as the reference server gathers them.
const TOLD: usize = 200;

/// A shop that does no more than is needed, and the room, as the contract's samples have them.
const SHOP_SAMPLE: &str =
    include_str!("../../../../contract/samples/get-storefront.answer.core.json");
const ROOM_SAMPLE: &str = include_str!("../../../../contract/samples/get-room.answer.json");

/// What people say, and as whom.
const TEXTS: [&str; 8] = [
    "这一款什么时候到货",
    "上次买的很好喝,回购",
    "主播能再讲一下怎么冲泡吗",
    "早!",
    "Does it ship abroad?",
    "送给妈妈合适吗,她不喝浓茶",
    "颜色和图上一样吗",
    "刚拍了两件,谢谢!",
];
const NAMES: [&str; 6] = ["阿茶", "Mei", "小满的邻居", "早起的人", "Jo", "七楼"];

/// The shop: rooms and events, nothing else.
pub fn storefront() -> Result<Storefront> {
    let mut shop: Storefront =
        serde_json::from_str(SHOP_SAMPLE).context("the contract's sample of a shop")?;
    shop.capabilities = vec![Capability::Rooms, Capability::Events];
    Ok(shop)
}

/// The room with this id, on the air, without a picture: the goods have none either.
pub fn room(id: &str, seq: i64) -> Result<Room> {
    let mut room: Room =
        serde_json::from_str(ROOM_SAMPLE).context("the contract's sample of a room")?;
    let id = RoomId::from(id);
    room.cursor = cursor(&id, seq);
    room.id = id;
    room.demo = false;
    room.cover = None;
    room.host.face = None;
    room.sources.clear();
    room.comments.clear();
    room.shelf.iter_mut().for_each(|product| product.pictures.clear());
    Ok(room)
}

/// What time it is.
pub fn now() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis(since.as_millis() as i64)
}

/// What is said in one room.
#[derive(Default)]
pub struct Talk {
    /// The number of the last event.
    pub seq: i64,
    /// How many comments there were.
    pub said: u64,
}

impl Talk {
    /// The first words of a stream: that it is open.
    pub fn greeting(&self, room: &RoomId) -> Result<String> {
        let mut piece = String::new();
        for topic in [SHOP, &room_topic(room)] {
            let seq = if topic == SHOP { 0 } else { self.seq };
            let event = Event::new(topic, seq, now(), EventKind::Ready);
            write(&mut piece, &cursor(room, self.seq), &event)?;
        }
        Ok(piece)
    }

    /// So many new comments, as a stream tells them.
    pub fn piece(&mut self, room: &RoomId, count: u64) -> Result<String> {
        let (mut piece, mut left) = (String::new(), count as usize);
        while left > 0 {
            let comments: Vec<_> = (0..left.min(TOLD)).map(|_| self.comment()).collect();
            left -= comments.len();
            self.seq += 1;
            let told = RoomNow { comments, ..RoomNow::default() };
            let event = Event {
                room: Some(Box::new(told)),
                ..Event::new(&room_topic(room), self.seq, now(), EventKind::Comment)
            };
            write(&mut piece, &cursor(room, self.seq), &event)?;
        }
        Ok(piece)
    }

    /// The next comment. Its number stands in its words, so that a page tells how far it is.
    fn comment(&mut self) -> Comment {
        self.said += 1;
        let (number, at) = (self.said, self.said as usize);
        Comment {
            id: id(number).as_str().into(),
            name: NAMES[at % NAMES.len()].into(),
            text: format!("{} #{number}", TEXTS[at % TEXTS.len()]),
            at: now(),
            host: number % 97 == 0,
        }
    }
}

/// An id as the reference server's are: 22 letters, of which the first already tell two apart.
fn id(number: u64) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefgh";
    // The golden ratio spreads neighbours over all numbers.
    let mixed = u128::from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)) << 64 | u128::from(number);
    let letter = |at: u32| char::from(LETTERS[(mixed.rotate_left(5 * (at + 1)) & 31) as usize]);
    (0..22).map(letter).collect()
}

fn cursor(room: &RoomId, seq: i64) -> String {
    format!("{}@12345678.{seq},{SHOP}@12345678.0", room_topic(room))
}

fn write(piece: &mut String, id: &str, event: &Event) -> Result<()> {
    let body = serde_json::to_string(event)?;
    for part in ["id: ", id, "\ndata: ", &body, "\n\n"] {
        piece.push_str(part);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::live::COMMENTS;

    #[test]
    fn what_is_said_reaches_a_room_by_the_contracts_own_rules() {
        let (id, mut talk) = (RoomId::from("r"), Talk::default());
        let mut room = room("r", 0).unwrap();
        let piece = talk.piece(&id, 450).unwrap();
        let told: Vec<Event> = piece
            .lines()
            .filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok())
            .collect();
        assert_eq!(told.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(told.iter().all(|event| room.take(event)));
        let last = room.comments.last().unwrap();
        assert!(last.text.ends_with("#450"), "{last:?}");
        assert_eq!(room.comments.len(), COMMENTS, "no two have the same id");
    }

    #[test]
    fn the_shop_has_rooms_and_tells_of_them() {
        let shop = storefront().unwrap();
        assert!(shop.can(&Capability::Rooms) && shop.can(&Capability::Events));
    }
}
