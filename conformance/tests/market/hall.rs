//! The live room: what it is now, and who is in it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use picklive_contract::{
    UnixMillis,
    comments::Comment,
    coupons::Coupon,
    events::{Event, EventKind, room_topic},
    headers::VIEWER,
    live::{Announcement, Entered, Pin, RoomNow, RoomPrice, RoomState},
    offer::{Offer, OfferKind},
};
use serde_json::json;

use super::{
    Ask, Books, Reply, Shop, Slip, bags::Sack, cny, coupons::Held, now, people, secret, told,
};

/// The room's id.
pub const HALL: &str = "hall";
/// How long after its close a deal is honoured, in milliseconds.
const ALLOWANCE: i64 = 1_000;

/// The room.
pub struct Hall {
    pub state: RoomState,
    pub ended_at: Option<UnixMillis>,
    pub shelf: Vec<String>,
    /// Prices by variant.
    pub prices: BTreeMap<String, i64>,
    /// The latest deal, also when it is over.
    pub deal: Option<RoomDeal>,
    pub coupons: Vec<Coupon>,
    /// Who has which.
    pub held: Vec<Held>,
    pub sacks: Vec<Sack>,
    pub pin: Option<Pin>,
    pub announcement: Option<Announcement>,
    /// Comments with whose they are.
    pub comments: Vec<(String, Comment)>,
    /// All who ever wrote one, by its id.
    pub wrote: HashMap<String, String>,
    /// When each wrote.
    pub times: HashMap<String, Vec<UnixMillis>>,
    pub muted: HashSet<String>,
    pub slow: u32,
    pub words: Vec<String>,
    pub likes: i64,
    /// How often products were opened.
    pub taps: usize,
    /// When each liked last.
    pub liked: HashMap<String, UnixMillis>,
    pub tickets: HashSet<String>,
    /// Who follows the host.
    pub followers: Vec<String>,
    /// The ticket of each open line.
    lines: Vec<String>,
}

/// A deal of the room.
pub struct RoomDeal {
    pub id: String,
    pub variant: String,
    pub price: i64,
    pub left: i64,
    pub opened: UnixMillis,
    pub closes: UnixMillis,
}

impl RoomDeal {
    /// Whether it counts for a playback.
    pub fn counts(&self, shop: &Shop, now: UnixMillis, playback: Option<UnixMillis>) -> bool {
        let endless = shop.slips(Slip::EndlessAllowance);
        let honoured = now < self.closes.plus(ALLOWANCE) && !shop.slips(Slip::NoAllowance);
        let before = playback.is_some_and(|at| self.opened <= at && at < self.closes);
        now < self.closes || before && (honoured || endless)
    }

    /// As an offer.
    pub fn offer(&self) -> Offer {
        Offer {
            kind: OfferKind::Drop,
            opens_at: Some(self.opened),
            closes_at: Some(self.closes),
            deal: Some(self.id.as_str().into()),
            left: Some(self.left),
            ..Offer::list(cny(self.price))
        }
    }
}

impl Default for Hall {
    fn default() -> Self {
        Self {
            state: RoomState::Scheduled,
            ended_at: None,
            shelf: vec!["rice".into()],
            prices: BTreeMap::new(),
            deal: None,
            coupons: Vec::new(),
            held: Vec::new(),
            sacks: Vec::new(),
            pin: None,
            announcement: None,
            comments: Vec::new(),
            wrote: HashMap::new(),
            times: HashMap::new(),
            muted: HashSet::new(),
            slow: 0,
            words: Vec::new(),
            likes: 0,
            taps: 0,
            liked: HashMap::new(),
            tickets: HashSet::new(),
            followers: Vec::new(),
            lines: Vec::new(),
        }
    }
}

impl Hall {
    /// All prices that are open here only.
    pub fn prices(&self, now: UnixMillis) -> Vec<RoomPrice> {
        let own = self.prices.iter().map(|(variant, price)| RoomPrice {
            variant: variant.as_str().into(),
            offer: Offer { kind: OfferKind::Room, ..Offer::list(cny(*price)) },
        });
        let deal = self.deal.iter().filter(|deal| now < deal.closes);
        let deal = deal
            .map(|deal| RoomPrice { variant: deal.variant.as_str().into(), offer: deal.offer() });
        own.chain(deal).collect()
    }

    fn viewers(&self, shop: &Shop) -> i64 {
        let people: HashSet<_> = self.lines.iter().collect();
        let lines = if shop.slips(Slip::CountsLines) { self.lines.len() } else { people.len() };
        i64::try_from(lines).unwrap()
    }

    /// Whether the room is on.
    pub fn is_on(&self) -> bool {
        matches!(self.state, RoomState::Live | RoomState::Paused)
    }

    /// Whose ticket a question has.
    pub fn viewer(&self, shop: &Shop, ask: &Ask) -> Result<String, Reply> {
        let ticket = ask.header(VIEWER).to_owned();
        let known = self.tickets.contains(&ticket) || shop.slips(Slip::NoTicket);
        if known { Ok(ticket) } else { Err(Reply::problem(401, "sign-in-needed")) }
    }
}

impl Books {
    /// Tells something of the room, and its number.
    pub fn tell_room(&mut self, shop: &Shop, kind: EventKind, room: RoomNow) -> i64 {
        let topic = room_topic(&HALL.into());
        let event = Event { room: Some(Box::new(room)), ..Event::new(&topic, 0, now(), kind) };
        self.tell_event(shop, event)
    }
}

/// The room as it is.
pub fn show(shop: &Shop, id: &str) -> Result<Reply, Reply> {
    if id != HALL {
        return Err(Reply::problem(404, "not-found"));
    }
    let books = shop.books();
    let hall = &books.hall;
    let comments: Vec<_> = hall.comments.iter().map(|(_, comment)| comment).collect();
    let latest = &comments[comments.len().saturating_sub(50)..];
    let shelf: Vec<_> = hall.shelf.iter().map(|product| told::goods(&books, product)).collect();
    let room = json!({
        "id": HALL, "title": "Hall", "state": hall.state, "host": {"name": "Lin"}, "can_follow": true,
        "starts_at": UnixMillis(1_000), "ended_at": hall.ended_at,
        "viewers": hall.viewers(shop), "cursor": books.cursor(), "allowance": ALLOWANCE,
        "shelf": shelf, "prices": hall.prices(now()), "pin": hall.pin,
        "coupons": hall.coupons, "bags": books.bags(true),
        "announcement": hall.announcement, "comments": latest, "slow_seconds": hall.slow,
        "likes": hall.likes,
    });
    Ok(Reply::of(200, &room))
}

/// Gives a ticket.
pub fn enter(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    if id != HALL && !shop.slips(Slip::EnterAnywhere) {
        return Err(Reply::problem(404, "not-found"));
    }
    let host = is_host(&shop.books(), ask) || shop.slips(Slip::EverybodyHosts);
    let viewer = secret();
    shop.books().hall.tickets.insert(viewer.clone());
    Ok(Reply::of(200, &Entered { viewer, host }))
}

/// The rooms of who asks.
pub fn hosted(shop: &Shop, ask: &Ask) -> Result<Reply, Reply> {
    people::caller(shop, ask)?.ok_or(Reply::problem(401, "sign-in-needed"))?;
    let books = shop.books();
    let card = json!({"id": HALL, "title": "Hall", "state": books.hall.state,
        "host": {"name": "Lin"}, "starts_at": UnixMillis(1_000)});
    let mine = is_host(&books, ask) || shop.slips(Slip::HostedByAll);
    Ok(Reply::of(200, &json!({"items": if mine { vec![card] } else { Vec::new() }})))
}

/// Whether the room's host asks.
pub fn is_host(books: &Books, ask: &Ask) -> bool {
    people::known(books, ask).is_some_and(|contact| contact.starts_with("host-"))
}

/// Somebody who is there as long as this is.
pub struct Seat {
    shop: Arc<Shop>,
    ticket: String,
}

impl Seat {
    /// The seat of who listens to the room with a ticket.
    pub fn take(shop: &Arc<Shop>, ask: &Ask) -> Option<Self> {
        let ticket = ask.header(VIEWER).to_owned();
        let mut books = shop.books();
        if !books.hall.tickets.contains(&ticket) {
            return None;
        }
        books.hall.lines.push(ticket.clone());
        tell_viewers(shop, &mut books);
        Some(Self { shop: Arc::clone(shop), ticket })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut books = self.shop.books();
        let mine = books.hall.lines.iter().position(|ticket| *ticket == self.ticket);
        mine.map(|at| books.hall.lines.swap_remove(at));
        tell_viewers(&self.shop, &mut books);
    }
}

fn tell_viewers(shop: &Shop, books: &mut Books) {
    let viewers = Some(books.hall.viewers(shop));
    books.tell_room(shop, EventKind::Viewers, RoomNow { viewers, ..RoomNow::default() });
}
