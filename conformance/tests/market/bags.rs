//! Lucky bags of the room. Their time runs ten times as fast, so that nobody waits.

use std::{sync::Arc, time::Duration};

use hmac::{Hmac, KeyInit as _, Mac as _};
use picklive_contract::{
    List,
    bags::{
        Bag, BagFor, BagState, EnterAsk, Entry, MyEntry, Prize, Won, block, is_nonce, list, masked,
        pick, words,
    },
    coupons::{Claim, Coupon},
    events::EventKind,
    host::Act,
    live::RoomNow,
};
use sha2::{Digest as _, Sha256};

use super::{
    Ask, Books, Reply, Shop, Slip, checks,
    coupons::Held,
    hall::{HALL, is_host},
    now, people, secret,
};

/// A bag, its seed, and who has entered.
pub struct Sack {
    bag: Bag,
    seed: [u8; 32],
    entries: Vec<(String, MyEntry)>,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn mac(key: &[u8], text: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

impl Books {
    /// The bags of the room that were not taken back.
    pub fn bags(&self, drawn: bool) -> Vec<Bag> {
        let told = self.hall.sacks.iter().map(|sack| sack.bag.clone());
        let mut told: Vec<Bag> = told
            .filter(|bag| bag.state == BagState::Open || drawn && bag.state == BagState::Drawn)
            .collect();
        told.sort_by(|one, other| (one.closes_at, &one.id).cmp(&(other.closes_at, &other.id)));
        told
    }

    fn told_bags(&self, kind: EventKind) -> (EventKind, RoomNow) {
        let bags = Some(self.bags(kind == EventKind::BagDrawn));
        (kind, RoomNow { bags, ..RoomNow::default() })
    }

    /// Drops a bag.
    pub fn drop_bag(&mut self, shop: &Shop, act: &Act) -> Option<(EventKind, RoomNow)> {
        let (seed, at): ([u8; 32], _) = (rand::random(), now());
        let closes_at = at.plus(i64::from(act.seconds?) * 100);
        let bag = Bag {
            id: secret().as_str().into(),
            room: HALL.into(),
            title: act.text.clone(),
            prize: Prize {
                off: act.off?,
                minimum: act.minimum?,
                valid_until: closes_at.plus(86_400_000),
            },
            winners: act.quota?,
            who: BagFor::Everyone,
            state: BagState::Open,
            opens_at: at,
            closes_at,
            entries: 0,
            seed_hash: hex(&Sha256::digest(seed)),
            drawn_at: None,
            seed: shop.slips(Slip::SeedEarly).then(|| hex(&seed)),
            digest: None,
            won: Vec::new(),
        };
        self.hall.sacks.push(Sack { bag, seed, entries: Vec::new() });
        let told = self.told_bags(EventKind::Bag);
        let untold = RoomNow { bags: Some(Vec::new()), ..RoomNow::default() };
        Some(if shop.slips(Slip::BagUntold) { (EventKind::Bag, untold) } else { told })
    }

    /// Takes one back; `None` when somebody has entered it.
    pub fn cancel_bag(&mut self, shop: &Shop, act: &Act) -> Option<(EventKind, RoomNow)> {
        let sack =
            self.hall.sacks.iter_mut().find(|sack| Some(&sack.bag.id) == act.bag.as_ref())?;
        if !sack.entries.is_empty() {
            return None;
        }
        if !shop.slips(Slip::BagKept) {
            sack.bag.state = BagState::Cancelled;
        }
        Some(self.told_bags(EventKind::Bag))
    }

    /// Whether the host may take this bag back.
    pub fn may_cancel(&self, act: &Act) -> bool {
        let mine = self.hall.sacks.iter().find(|sack| Some(&sack.bag.id) == act.bag.as_ref());
        mine.is_some_and(|sack| sack.entries.is_empty())
    }

    /// Draws what is closed.
    fn draw(&mut self, shop: &Shop) {
        let at = now();
        let due = |sack: &&mut Sack| sack.bag.state == BagState::Open && sack.bag.closes_at <= at;
        let mut drawn = false;
        for sack in self.hall.sacks.iter_mut().filter(due) {
            drawn = true;
            let entries: Vec<Entry> =
                sack.entries.iter().map(|(_, mine)| mine.entry.clone()).collect();
            let mut hashed = list(&entries);
            if shop.slips(Slip::IdsInList) {
                let line = |it: &Entry| format!("{}:{}:{}", it.number, it.id, it.nonce);
                hashed = entries.iter().map(line).collect::<Vec<_>>().join("\n");
            }
            let digest = mac(&sack.seed, &hashed);
            let row = (0..).flat_map(|number| words(&mac(&digest, &block(number))));
            let mut numbers = pick(sack.bag.entries, sack.bag.winners, row).unwrap();
            if shop.slips(Slip::OwnWinner) && entries.len() == 2 {
                numbers = vec![3 - numbers[0]];
            }
            let bag = &mut sack.bag;
            (bag.state, bag.drawn_at) = (BagState::Drawn, Some(at));
            (bag.seed, bag.digest) = (Some(hex(&sack.seed)), Some(hex(&digest)));
            for (place, number) in (1..).zip(numbers) {
                let entry = &entries[usize::try_from(number).unwrap() - 1];
                bag.won.push(Won { number, id: entry.id.clone(), name: entry.name.clone() });
                let coupon = Coupon {
                    id: secret().as_str().into(),
                    room: HALL.into(),
                    off: bag.prize.off,
                    minimum: bag.prize.minimum,
                    quota: bag.winners,
                    left: 0,
                    opens_at: at,
                    closes_at: at,
                    valid_until: bag.prize.valid_until,
                };
                let (person, mine) = &mut sack.entries[usize::try_from(number).unwrap() - 1];
                (mine.place, mine.coupon) = (Some(place), Some(coupon.id.clone()));
                if !shop.slips(Slip::PrizeForgotten) {
                    let claim = Claim { coupon, claimed_at: at, order: None };
                    self.hall.held.push(Held::new(person.clone(), claim));
                }
            }
        }
        if drawn {
            let (kind, told) = self.told_bags(EventKind::BagDrawn);
            self.tell_room(shop, kind, told);
        }
    }
}

/// Draws, for as long as the test lasts.
pub async fn run(shop: Arc<Shop>) {
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        shop.books().draw(&shop);
    }
}

/// Enters a bag.
pub fn enter(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let person = people::caller(shop, ask)?;
    if person.is_none() && shop.slips(Slip::BagForAnyone) {
        return Ok(Reply::of(201, &serde_json::json!({})));
    }
    let person = person.ok_or(Reply::problem(401, "sign-in-needed"))?;
    checks::key(shop, ask)?;
    let asked: EnterAsk = checks::read(shop, ask)?;
    if !is_nonce(&asked.nonce) && !shop.slips(Slip::AnyNonce) {
        return Err(checks::invalid(&[("nonce".into(), "malformed")]));
    }
    let mut books = shop.books();
    if is_host(&books, ask) {
        return Err(Reply::problem(403, "forbidden"));
    }
    let sack = books.hall.sacks.iter_mut().find(|sack| sack.bag.id.as_str() == id);
    let sack = sack.ok_or(Reply::problem(404, "not-found"))?;
    let mine = sack.entries.iter().find(|(whose, _)| *whose == person);
    if let Some((_, mine)) = mine.filter(|_| !shop.slips(Slip::EntersTwice)) {
        return Ok(Reply::of(200, mine));
    }
    if !sack.bag.open_at(now()) && !shop.slips(Slip::EntersLate) {
        return Err(Reply::problem(409, "wrong-state"));
    }
    if !is_nonce(&asked.nonce) || !sack.bag.open_at(now()) {
        // Taken, but not for an entry: what follows is still right.
        return Ok(Reply::of(201, &serde_json::json!({})));
    }
    sack.bag.entries += 1;
    let entry = Entry {
        number: sack.bag.entries,
        id: secret().as_str().into(),
        nonce: asked.nonce,
        name: masked(&asked.name),
    };
    let bag = sack.bag.id.clone();
    let mine = MyEntry { bag, entry, entered_at: now(), place: None, coupon: None };
    sack.entries.push((person, mine.clone()));
    let (kind, told) = books.told_bags(EventKind::Bag);
    books.tell_room(shop, kind, told);
    Ok(Reply::of(201, &mine))
}

/// The bag.
pub fn show(shop: &Shop, id: &str) -> Result<Reply, Reply> {
    let books = shop.books();
    let sack = books.hall.sacks.iter().find(|sack| sack.bag.id.as_str() == id);
    Ok(Reply::of(200, &sack.ok_or(Reply::problem(404, "not-found"))?.bag))
}

/// A person's own entry.
pub fn mine(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let person = people::caller(shop, ask)?.ok_or(Reply::problem(401, "sign-in-needed"))?;
    let books = shop.books();
    let sack = books.hall.sacks.iter().find(|sack| sack.bag.id.as_str() == id);
    let mine = sack.and_then(|sack| sack.entries.iter().find(|(whose, _)| *whose == person));
    Ok(Reply::of(200, &mine.ok_or(Reply::problem(404, "not-found"))?.1))
}

/// All entries.
pub fn entries(shop: &Shop, id: &str) -> Result<Reply, Reply> {
    let books = shop.books();
    let sack = books.hall.sacks.iter().find(|sack| sack.bag.id.as_str() == id);
    let sack = sack.ok_or(Reply::problem(404, "not-found"))?;
    if sack.bag.state != BagState::Drawn {
        return Err(Reply::problem(409, "wrong-state"));
    }
    let mut items: Vec<_> = sack.entries.iter().map(|(_, mine)| mine.entry.clone()).collect();
    if shop.slips(Slip::ListForgets) {
        items.truncate(1);
    }
    Ok(Reply::of(200, &List { items, next: None }))
}
