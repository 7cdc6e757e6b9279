//! Coupons of the room, and who has them.

use picklive_contract::{
    List, OrderId, UnixMillis,
    coupons::{Claim, Coupon, CouponOff},
    events::EventKind,
    host::Act,
    live::RoomNow,
};

use super::{
    Ask, Books, Reply, Shop, Slip, checks, cny,
    hall::{HALL, Hall},
    now, people, secret,
};

/// A claim, with whose it is.
pub struct Held {
    person: String,
    claim: Claim,
}

impl Held {
    /// A claim of a person.
    pub fn new(person: String, claim: Claim) -> Self {
        Self { person, claim }
    }
}

impl Hall {
    /// Drops a coupon.
    pub fn drop_coupon(
        &mut self,
        shop: &Shop,
        act: &Act,
        now: UnixMillis,
    ) -> Option<(EventKind, RoomNow)> {
        let quota = act.quota?;
        self.coupons.push(Coupon {
            id: secret().as_str().into(),
            room: HALL.into(),
            off: act.off?,
            minimum: act.minimum?,
            quota,
            left: quota.into(),
            opens_at: now,
            closes_at: now.plus(i64::from(act.seconds?) * 1_000),
            valid_until: now.plus(86_400_000),
        });
        let told = if shop.slips(Slip::CouponUntold) { Vec::new() } else { self.coupons.clone() };
        Some((EventKind::Coupon, RoomNow { coupons: Some(told), ..RoomNow::default() }))
    }
}

/// Claims a coupon.
pub fn claim(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let person = people::caller(shop, ask)?;
    if person.is_none() && shop.slips(Slip::CouponForAnyone) {
        return Ok(Reply::of(201, &serde_json::json!({})));
    }
    let person = person.ok_or(Reply::problem(401, "sign-in-needed"))?;
    checks::key(shop, ask)?;
    let mut books = shop.books();
    let Hall { coupons, held, .. } = &mut books.hall;
    let coupon = coupons.iter_mut().find(|coupon| coupon.id.as_str() == id);
    let coupon = coupon.ok_or(Reply::problem(404, "not-found"))?;
    let mine = held.iter().find(|held| held.person == person && held.claim.coupon.id == coupon.id);
    if let Some(mine) = mine.filter(|_| !shop.slips(Slip::CouponAgain)) {
        return Ok(Reply::of(200, &mine.claim));
    }
    if coupon.left == 0 && !shop.slips(Slip::CouponOverdrawn) {
        return Err(Reply::problem(409, "sold-out"));
    }
    coupon.left = (coupon.left - 1).max(0);
    let claim = Claim { coupon: coupon.clone(), claimed_at: now(), order: None };
    held.push(Held { person, claim: claim.clone() });
    let told = RoomNow { coupons: Some(coupons.clone()), ..RoomNow::default() };
    books.tell_room(shop, EventKind::Coupon, told);
    Ok(Reply::of(201, &claim))
}

/// What a person has.
pub fn list(shop: &Shop, ask: &Ask) -> Result<Reply, Reply> {
    let person = people::caller(shop, ask)?.ok_or(Reply::problem(401, "sign-in-needed"))?;
    let books = shop.books();
    let mine = books.hall.held.iter().filter(|held| held.person == person);
    let items = mine.map(|held| held.claim.clone()).collect();
    Ok(Reply::of(200, &List { items, next: None }))
}

impl Books {
    /// What the best of a person's coupons takes off.
    pub fn coupon_off(&self, person: Option<&str>, goods: i64) -> Option<CouponOff> {
        let mine = self.hall.held.iter().filter(|held| Some(held.person.as_str()) == person);
        let free = mine.map(|held| &held.claim).filter(|claim| claim.order.is_none());
        let free = free.filter(|claim| claim.coupon.minimum.amount <= goods);
        let best = free.max_by_key(|claim| claim.coupon.off.amount)?;
        Some(CouponOff { id: best.coupon.id.clone(), off: cny(best.coupon.off.amount) })
    }

    /// An order uses its coupon.
    pub fn use_coupon(
        &mut self,
        shop: &Shop,
        person: Option<&str>,
        off: &CouponOff,
        order: &OrderId,
    ) {
        let is = |held: &&mut Held| {
            Some(held.person.as_str()) == person && held.claim.coupon.id == off.id
        };
        let held = self.hall.held.iter_mut().find(is);
        if let Some(held) = held.filter(|_| !shop.slips(Slip::CouponForever)) {
            held.claim.order = Some(order.clone());
        }
    }

    /// An order that came to nothing uses none.
    pub fn free_coupon(&mut self, shop: &Shop, order: &OrderId) {
        let mine = |held: &&mut Held| held.claim.order.as_ref() == Some(order);
        let held = self.hall.held.iter_mut().find(mine);
        if let Some(held) = held.filter(|_| !shop.slips(Slip::CouponKept)) {
            held.claim.order = None;
        }
    }
}
