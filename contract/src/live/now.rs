//! What an event says of a room, and the room with it.

use serde::{Deserialize, Serialize};

use super::{Announcement, COMMENTS, Pin, Room, RoomPrice, RoomState};
use crate::{
    CommentId, ProductId, UnixMillis,
    bags::{Bag, BagState},
    comments::Comment,
    coupons::Coupon,
    events::{DealNow, Event, EventKind},
};

/// A room as an event tells it; what is not here has not changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoomNow {
    /// Where it stands (`opened`, `paused`, `ended`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<RoomState>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<UnixMillis>,
    /// The product that is shown (`pin`); nothing is with `unpin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
    /// All that is sold here, in order (`shelf`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shelf: Option<Vec<ProductId>>,
    /// All prices that are open here only (`price`, `shelf`, `deal_opened`, `deal_closed`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<Vec<RoomPrice>>,
    /// All coupons that can be claimed (`coupon`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupons: Option<Vec<Coupon>>,
    /// All lucky bags that are open (`bag`), and the last that were drawn (`bag_drawn`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bags: Option<Vec<Bag>>,
    /// What the host has everybody read (`announcement`); an empty text takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announcement: Option<Announcement>,
    /// New comments, oldest first (`comment`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    /// Comments that are taken away (`comment_removed`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<CommentId>,
    /// Seconds between two comments of one viewer (`slowed`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slow_seconds: Option<u32>,
    /// All likes so far (`likes`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likes: Option<i64>,
    /// People who watch now (`viewers`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewers: Option<i64>,
}

impl Room {
    /// Takes what an event of the room or of the shop tells; taking it twice changes nothing. `false` when the
    /// room must be read again: it tells of a product that is not on the shelf yet, or that all is to be read.
    pub fn take(&mut self, event: &Event) -> bool {
        for product in &mut self.shelf {
            if let Some(changed) = event.applied(product) {
                *product = changed;
            }
        }
        self.take_deals(&event.deals);
        let Some(now) = &event.room else { return event.kind != EventKind::Resync };
        if let Some(state) = &now.state {
            if self.state == RoomState::Scheduled && event.kind == EventKind::Opened {
                // Until then it was the time that was planned.
                self.starts_at = event.at;
            }
            self.state = state.clone();
            self.ended_at = now.ended_at.or(self.ended_at);
        }
        self.take_pin(event, now);
        if let Some(prices) = &now.prices {
            self.take_prices(prices);
        }
        if let Some(coupons) = &now.coupons {
            self.coupons.clone_from(coupons);
        }
        if let Some(bags) = &now.bags {
            self.take_bags(event, bags);
        }
        if let Some(said) = &now.announcement {
            self.announcement = (!said.text.is_empty()).then(|| said.clone());
        }
        self.take_comments(&now.comments, &now.removed);
        self.slow_seconds = now.slow_seconds.unwrap_or(self.slow_seconds);
        self.likes = now.likes.unwrap_or(0).max(self.likes);
        self.viewers = now.viewers.or(self.viewers);
        now.shelf.as_ref().is_none_or(|shelf| self.take_shelf(shelf))
    }

    /// An older one that comes late, held back for the stream, takes no newer one away.
    fn take_pin(&mut self, event: &Event, now: &RoomNow) {
        let newer = |at: UnixMillis| self.pin.as_ref().is_none_or(|shown| shown.at <= at);
        match (&event.kind, &now.pin) {
            (EventKind::Pin, Some(pin)) if newer(pin.at) => self.pin = Some(pin.clone()),
            (EventKind::Unpin, _) if newer(event.at) => self.pin = None,
            _ => {}
        }
    }

    /// What is left of a deal that is known already says the shop's topic: here it is of the moment this was told,
    /// which may lie before what the shop has told since.
    fn take_prices(&mut self, prices: &[RoomPrice]) {
        let before = core::mem::replace(&mut self.prices, prices.to_vec());
        for price in &mut self.prices {
            let same = |known: &&RoomPrice| {
                known.offer.deal.is_some() && known.offer.deal == price.offer.deal
            };
            if let Some(known) = before.iter().find(same) {
                price.offer.left = known.offer.left;
            }
        }
    }

    fn take_deals(&mut self, deals: &[DealNow]) {
        for now in deals {
            let mine = |price: &&mut RoomPrice| price.offer.deal.as_ref() == Some(&now.id);
            self.prices.iter_mut().filter(mine).for_each(|price| price.offer.left = Some(now.left));
        }
    }

    /// One that was drawn stays so, and is told no more with those that are open.
    fn take_bags(&mut self, event: &Event, bags: &[Bag]) {
        let mut kept = core::mem::take(&mut self.bags);
        kept.retain(|known| known.state == BagState::Drawn && event.kind == EventKind::Bag);
        let new = bags.iter().filter(|bag| kept.iter().all(|known| known.id != bag.id));
        // Each before the first that comes after it: such lists are short.
        let new: Vec<Bag> = new.cloned().collect();
        for bag in new {
            let after = |known: &Bag| (known.closes_at, &known.id) > (bag.closes_at, &bag.id);
            let place = kept.iter().position(after).unwrap_or(kept.len());
            kept.insert(place, bag);
        }
        self.bags = kept;
    }

    fn take_comments(&mut self, new: &[Comment], removed: &[CommentId]) {
        // Of more than are shown the last; else those that fell out would come again with the same event.
        for comment in &new[new.len().saturating_sub(COMMENTS)..] {
            if !self.comments.iter().any(|known| known.id == comment.id) {
                self.comments.push(comment.clone());
            }
        }
        self.comments.retain(|comment| !removed.contains(&comment.id));
        let over = self.comments.len().saturating_sub(COMMENTS);
        self.comments.drain(..over);
    }

    fn take_shelf(&mut self, shelf: &[ProductId]) -> bool {
        let mut known = core::mem::take(&mut self.shelf);
        for id in shelf {
            if let Some(at) = known.iter().position(|product| product.id == *id) {
                self.shelf.push(known.swap_remove(at));
            }
        }
        self.shelf.len() == shelf.len()
    }
}
