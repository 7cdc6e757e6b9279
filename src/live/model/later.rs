//! What a snapshot tells that its viewer has not seen yet: it comes with the picture, each thing at the moment it
//! is known to be of, and the rest at the moment of the snapshot.
//!
//! What is sold does not wait for that: of prices that were shown, those that the server sells at no more are gone.

use std::collections::VecDeque;

use picklive_contract::{
    ProductId, UnixMillis,
    bags::Bag,
    events::Event,
    live::{Room, RoomPrice},
    product::Product,
};

/// Most snapshots that wait: one that is read where nothing is told takes the place of none before it.
const MOST: usize = 16;

/// Snapshots of moments that are not seen yet, in their order.
pub struct Later {
    /// Each with when it is of, at the latest, and with what was told of that time since.
    all: VecDeque<(UnixMillis, Room)>,
    /// What is seen next of them.
    due: UnixMillis,
}

impl Later {
    /// None waits.
    pub fn new() -> Self {
        Self { all: VecDeque::new(), due: UnixMillis(i64::MAX) }
    }

    /// All of a snapshot waits.
    pub fn push(&mut self, room: Room, at: UnixMillis) {
        self.all.truncate(MOST - 1);
        self.all.push_back((at, room));
        self.due = UnixMillis(i64::MIN);
    }

    /// Takes what is told; whether everything of it is known.
    pub fn take(&mut self, event: &Event, is_of: impl Fn(UnixMillis) -> bool) -> bool {
        let mut known = true;
        for (_, room) in self.all.iter_mut().filter(|later| is_of(later.0)) {
            known &= room.take(event);
        }
        known
    }

    /// Of when the first is.
    pub fn first(&self) -> Option<UnixMillis> {
        self.all.front().map(|later| later.0)
    }

    /// Puts into what is shown what is known to be of a moment or before; whether anything of it was new.
    pub fn reach(&mut self, shown: &mut Room, seen: UnixMillis) -> bool {
        if seen < self.due {
            return false;
        }
        let before = shown.clone();
        for (_, room) in &self.all {
            part(shown, room, seen);
        }
        self.due = UnixMillis(i64::MAX);
        for (_, room) in &self.all {
            self.due = next(room, seen).min(self.due);
        }
        // What `part` may change, one by one: comparing all of a room is code for all of it.
        let gifts = shown.coupons != before.coupons || shown.bags != before.bags;
        let sold = shown.prices != before.prices || shown.pin != before.pin;
        gifts || sold || shown.ended_at != before.ended_at
    }

    /// What is on their shelves.
    pub fn goods(&self) -> impl Iterator<Item = &Product> {
        self.all.iter().flat_map(|(_, room)| &room.shelf)
    }

    /// Their prices, each with the moment from which on they count.
    pub fn prices(&self) -> impl Iterator<Item = (UnixMillis, &[RoomPrice])> {
        self.all.iter().map(|(at, room)| (*at, room.prices.as_slice()))
    }

    /// Gives what is to be on the shelf and is not known there yet.
    pub fn lend(&self, shown: &mut Room, ids: &[ProductId]) {
        for item in self.goods().filter(|item| ids.contains(&item.id)) {
            if !shown.shelf.iter().any(|known| known.id == item.id) {
                shown.shelf.push(item.clone());
            }
        }
    }

    /// All of the first has been seen.
    pub fn show_first(&mut self, shown: &mut Room) {
        let Some((_, room)) = self.all.pop_front() else { return };
        let Room { state, ended_at, starts_at, sources, shelf, prices, pin, coupons, bags, .. } =
            room;
        (shown.state, shown.ended_at, shown.starts_at) = (state, ended_at, starts_at);
        (shown.sources, shown.shelf, shown.prices) = (sources, shelf, prices);
        (shown.pin, shown.coupons, shown.bags) = (pin, coupons, bags);
        self.due = UnixMillis(i64::MIN);
    }
}

/// The next of the moments that a snapshot knows, after this one.
fn next(room: &Room, seen: UnixMillis) -> UnixMillis {
    let mut next = UnixMillis(i64::MAX);
    let mut look = |at: Option<UnixMillis>| {
        if let Some(at) = at.filter(|at| *at > seen) {
            next = next.min(at);
        }
    };
    room.prices.iter().for_each(|price| look(price.offer.opens_at));
    room.coupons.iter().for_each(|coupon| look(Some(coupon.opens_at)));
    room.bags.iter().for_each(|bag| look(Some(moment(bag))));
    look(room.pin.as_ref().map(|pin| pin.at));
    look(room.ended_at);
    next
}

/// Puts a short list in order. The library's ways to sort are quicker on long ones, and three kilobytes for each kind.
fn in_order<T>(all: &mut [T], key: impl Fn(&T) -> UnixMillis) {
    for end in 1..all.len() {
        for at in (1..=end).rev() {
            if let Some([one, other]) = all.get_mut(at - 1..=at)
                && key(other) < key(one)
            {
                core::mem::swap(one, other);
            }
        }
    }
}

/// Of when a bag is as it is.
fn moment(bag: &Bag) -> UnixMillis {
    bag.drawn_at.unwrap_or(bag.opens_at)
}

/// What a snapshot knows to be of a moment or before.
fn part(shown: &mut Room, later: &Room, seen: UnixMillis) {
    let newer = |at: UnixMillis| shown.pin.as_ref().is_none_or(|pin| pin.at < at);
    if later.pin.as_ref().is_some_and(|pin| pin.at <= seen && newer(pin.at)) {
        shown.pin.clone_from(&later.pin);
    }
    for coupon in later.coupons.iter().filter(|coupon| coupon.opens_at <= seen) {
        match shown.coupons.iter_mut().find(|known| known.id == coupon.id) {
            Some(known) => known.clone_from(coupon),
            None => shown.coupons.push(coupon.clone()),
        }
    }
    in_order(&mut shown.coupons, |coupon| coupon.closes_at);
    for bag in later.bags.iter().filter(|bag| moment(bag) <= seen) {
        match shown.bags.iter_mut().find(|known| known.id == bag.id) {
            Some(known) => known.clone_from(bag),
            None => shown.bags.push(bag.clone()),
        }
    }
    in_order(&mut shown.bags, |bag| bag.closes_at);
    let begun = |price: &&RoomPrice| price.offer.opens_at.is_none_or(|at| at <= seen);
    for price in later.prices.iter().filter(begun) {
        match shown.prices.iter_mut().find(|known| is_same(known, price)) {
            Some(known) => known.clone_from(price),
            None => shown.prices.push(price.clone()),
        }
    }
    if later.ended_at.is_some_and(|at| at <= seen) {
        (shown.state, shown.ended_at) = (later.state.clone(), later.ended_at);
        shown.sources.clone_from(&later.sources);
    }
}

/// Whether one takes the other's place.
fn is_same(one: &RoomPrice, other: &RoomPrice) -> bool {
    one.variant == other.variant && one.offer.deal == other.offer.deal
}

/// A room as who comes in is shown it before there is a picture: without what began so lately that a stream may not
/// have come to it.
pub fn at_the_door(room: &Room, lately: UnixMillis) -> Room {
    let mut shown = room.clone();
    shown.pin = shown.pin.filter(|pin| pin.at <= lately);
    shown.coupons.retain(|coupon| coupon.opens_at <= lately);
    shown.bags.retain(|bag| moment(bag) <= lately);
    shown.prices.retain(|price| price.offer.opens_at.is_none_or(|at| at <= lately));
    shown
}

/// A snapshot with what was shown in the place of what has a moment; the rest of it waits for none.
/// `wanted` is to be on the shelf, if that is known better than by what is there.
pub fn kept(shown: &Room, fresh: &Room, wanted: Option<&[ProductId]>) -> Room {
    let mut kept = fresh.clone();
    let known = |id: &ProductId| {
        fresh.shelf.iter().chain(&shown.shelf).find(|item| item.id == *id).cloned()
    };
    kept.shelf = match wanted {
        Some(ids) => ids.iter().filter_map(known).collect(),
        None => shown.shelf.iter().filter_map(|item| known(&item.id)).collect(),
    };
    if shown.state != fresh.state {
        kept.sources.clone_from(&shown.sources);
    }
    (kept.state, kept.ended_at, kept.starts_at) =
        (shown.state.clone(), shown.ended_at, shown.starts_at);
    kept.pin.clone_from(&shown.pin);
    kept.coupons.clone_from(&shown.coupons);
    kept.bags.clone_from(&shown.bags);
    kept.prices.clone_from(&shown.prices);
    for price in &mut kept.prices {
        // Of a deal that goes on it is told what is left.
        let deal = |it: &&RoomPrice| it.offer.deal.is_some() && is_same(it, price);
        if let Some(now) = fresh.prices.iter().find(deal) {
            price.offer.clone_from(&now.offer);
        }
    }
    kept
}

/// Takes away what is sold at no more, though its end has not been seen: a price that its host has raised or taken
/// back, at once, and a deal once the room's allowance is over. `told` are the prices that wait, each with the moment
/// from which on they count; whether anything is another now.
pub fn withdraw(shown: &mut Room, told: &[(UnixMillis, &[RoomPrice])], now: UnixMillis) -> bool {
    let Some((_, last)) = told.iter().max_by_key(|told| told.0) else { return false };
    let allowance = shown.allowance.max(0);
    let is_over = |price: &RoomPrice| {
        let over = told.iter().filter(|told| now.since(told.0) >= allowance);
        over.into_iter().any(|(_, prices)| !prices.iter().any(|next| is_same(next, price)))
    };
    let before = shown.prices.len();
    let mut raised = false;
    shown.prices.retain_mut(|price| {
        if price.offer.deal.is_some() {
            return !is_over(price);
        }
        let Some(next) = last.iter().find(|next| is_same(next, price)) else { return false };
        if next.offer.price.amount > price.offer.price.amount {
            price.clone_from(next);
            raised = true;
        }
        true
    });
    raised || shown.prices.len() != before
}
