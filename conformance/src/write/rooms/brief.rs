//! A room in a few words, for a report.

use picklive_contract::{
    bags::BagState,
    live::{Room, RoomState},
};
use serde::Serialize;

/// What a report says of a room.
#[derive(Serialize)]
pub(super) struct Brief<'a> {
    state: &'a RoomState,
    pin: Option<&'a str>,
    shelf: Vec<&'a str>,
    announcement: Option<&'a str>,
    prices: usize,
    coupons: Vec<i64>,
    bags: Vec<(&'a BagState, u32)>,
    comments: usize,
    slow_seconds: u32,
    likes: i64,
    viewers: Option<i64>,
}

impl<'a> Brief<'a> {
    pub(super) fn of(room: &'a Room) -> Self {
        Self {
            state: &room.state,
            pin: room.pin.as_ref().map(|pin| pin.product.as_str()),
            shelf: room.shelf.iter().map(|product| product.id.as_str()).collect(),
            announcement: room.announcement.as_ref().map(|said| said.text.as_str()),
            prices: room.prices.len(),
            coupons: room.coupons.iter().map(|coupon| coupon.left).collect(),
            bags: room.bags.iter().map(|bag| (&bag.state, bag.entries)).collect(),
            comments: room.comments.len(),
            slow_seconds: room.slow_seconds,
            likes: room.likes,
            viewers: room.viewers,
        }
    }
}
