//! What things cost, and what is left of them.

use picklive_contract::{
    RoomId, UnixMillis,
    offer::{Offer, OfferKind},
    orders::{OrderState, OrderStep},
    payments::PaymentState,
    product::ProductKind,
    quotes::{LineAsk, Quote, QuoteAsk, QuoteLine, Trouble},
};
use serde_json::{Value, json};

use super::{
    Ask, Books, Fault, Reply, Shop, Slip, checks, cny,
    hall::{HALL, RoomDeal},
    now, people, told,
};

/// Its deal costs less, one for each person.
pub const TEA: &str = "tea";
/// The deal.
pub const DEAL: &str = "deal-of-tea";
/// Units of the deal that one person may have.
pub const LIMIT: i64 = 1;

/// Answers a quote.
pub fn quote(shop: &Shop, ask: &Ask) -> Result<Reply, Reply> {
    let person = people::caller(shop, ask)?;
    let asked: QuoteAsk = checks::read(shop, ask)?;
    let here = Here::new(shop, person.as_deref(), asked.room.as_ref(), asked.at_stream_time);
    Ok(Reply::of(200, &shop.books().quote(shop, here, &asked.lines)))
}

/// Who buys, and where.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    person: Option<&'a str>,
    in_hall: bool,
    playback: Option<UnixMillis>,
}

impl<'a> Here<'a> {
    pub fn new(
        shop: &Shop,
        person: Option<&'a str>,
        room: Option<&RoomId>,
        playback: Option<UnixMillis>,
    ) -> Self {
        let in_hall = room.is_some_and(|room| room.as_str() == HALL);
        Self { person, in_hall: in_hall || shop.slips(Slip::PriceEverywhere), playback }
    }
}

/// The shop's drops: none, and the room's is none of them.
pub fn drops(shop: &Shop) -> Reply {
    let books = shop.books();
    let listed = books.hall.deal.iter().filter(|_| shop.slips(Slip::DealListed));
    let listed: Vec<_> = listed.map(|deal| drop_of(&books, deal)).collect();
    Reply::of(200, &json!({"items": listed}))
}

fn drop_of(books: &Books, deal: &RoomDeal) -> Value {
    json!({
        "id": "drop-of-hall", "title": "In the hall", "opens_at": deal.opened, "closes_at": deal.closes,
        "deals": [{
            "id": deal.id, "product": told::goods(books, &deal.variant), "variant": deal.variant,
            "price": cny(deal.price), "quota": deal.left, "left": deal.left,
        }],
    })
}

impl Books {
    /// What lines cost somebody now, shipped at home.
    pub fn quote(&self, shop: &Shop, here: Here<'_>, asked: &[LineAsk]) -> Quote {
        let lines: Vec<_> = asked.iter().map(|line| self.line(shop, here, line)).collect();
        let goods = lines.iter().map(|line| line.total.amount).sum();
        let coupon = self.coupon_off(here.person, goods);
        let off = coupon.as_ref().map_or(0, |coupon| coupon.off.amount);
        Quote {
            lines,
            goods: cny(goods),
            shipping: Some(cny(1_000)),
            free_from: None,
            total: cny(goods - off + 1_000),
            coupon,
            needs_address: true,
            ships: true,
        }
    }

    fn line(&self, shop: &Shop, here: Here<'_>, ask: &LineAsk) -> QuoteLine {
        let left = self.stock.get(ask.variant.as_str()).copied().unwrap_or(0);
        let open = here.person.is_some_and(|person| self.had(person) < LIMIT);
        let quantity = i64::from(ask.quantity);
        let offer = if ask.variant.as_str() == TEA && open {
            deal()
        } else if here.in_hall {
            self.in_hall(shop, here.playback, (ask.variant.as_str(), quantity))
        } else {
            Offer::list(cny(9_000))
        };
        QuoteLine {
            variant: ask.variant.clone(),
            product: ask.variant.as_str().into(),
            kind: ProductKind::Parcel,
            title: ask.variant.as_str().into(),
            variant_name: None,
            picture: None,
            quantity: ask.quantity,
            total: offer.price.times(quantity).unwrap_or(cny(0)),
            offer,
            available: Some(left),
            trouble: (quantity > left).then_some(Trouble::SoldOut),
            used_up: None,
            verified: None,
            changes_at: None,
        }
    }

    /// The lowest offer of the room, or else the everyday price.
    fn in_hall(
        &self,
        shop: &Shop,
        playback: Option<UnixMillis>,
        (variant, units): (&str, i64),
    ) -> Offer {
        let enough = |deal: &&RoomDeal| deal.left >= units || shop.slips(Slip::DealOversells);
        let deal = self.hall.deal.iter().filter(|deal| deal.variant == variant);
        let mut deal = deal.filter(|deal| deal.counts(shop, now(), playback)).filter(enough);
        let own = self
            .hall
            .prices
            .get(variant)
            .map(|price| Offer { kind: OfferKind::Room, ..Offer::list(cny(*price)) });
        deal.next().map(RoomDeal::offer).or(own).unwrap_or(Offer::list(cny(9_000)))
    }

    /// Units of the deal that a person has.
    pub fn had(&self, person: &str) -> i64 {
        self.had.get(person).copied().unwrap_or(0)
    }

    /// Gives the units of an order back.
    pub fn give_back(&mut self, shop: &Shop, nth: usize) {
        let lines = self.placed[nth].order.lines.clone();
        for line in lines {
            let (variant, units) = (line.bought.variant, i64::from(line.bought.quantity));
            *self.stock.entry(variant.to_string()).or_default() += units;
            self.tell(shop, variant.as_str());
        }
        if let Some(deal) = &mut self.hall.deal {
            deal.left += self.placed[nth].of_hall;
        }
        let order = self.placed[nth].order.id.clone();
        self.free_coupon(shop, &order);
        let placed = &self.placed[nth];
        if let (Some(person), false) = (placed.person.clone(), shop.has(Fault::UsedUpStays)) {
            let of_deal = placed.of_deal;
            *self.had.entry(person).or_default() -= of_deal;
        }
    }

    /// Lets holds lapse and payments come in.
    pub fn sweep(&mut self, shop: &Shop, now: UnixMillis) {
        for nth in 0..self.placed.len() {
            let placed = &mut self.placed[nth];
            if placed.order.state != OrderState::AwaitingPayment {
                continue;
            }
            if placed.pays_at.is_some_and(|at| at <= now) {
                reach(placed, OrderState::Paid, now);
                if let Some(payment) = &mut placed.order.payment {
                    payment.state = PaymentState::Paid;
                }
                continue;
            }
            let brief = placed.order.lines[0].bought.variant.as_str() == "brief";
            let due = placed.order.hold_expires_at.is_some_and(|until| until <= now);
            let due = due && !shop.has(Fault::HoldsForever);
            if due || brief && shop.has(Fault::HoldsNever) {
                reach(placed, OrderState::Expired, now);
                self.give_back(shop, nth);
            }
        }
    }
}

/// An order reaches a state.
pub fn reach(placed: &mut super::Placed, state: OrderState, at: UnixMillis) {
    placed.order.steps.push(OrderStep { state: state.clone(), at, reason: None });
    placed.order.state = state;
}

fn deal() -> Offer {
    Offer {
        kind: OfferKind::Drop,
        deal: Some(DEAL.into()),
        limit: u32::try_from(LIMIT).ok(),
        left: Some(40),
        closes_at: Some(now().plus(3_600_000)),
        ..Offer::list(cny(5_000))
    }
}
