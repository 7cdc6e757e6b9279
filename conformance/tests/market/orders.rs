//! Placing an order.

use std::sync::{MutexGuard, atomic::Ordering};

use picklive_contract::{
    OrderId,
    orders::{Order, OrderAsk, OrderLine, OrderState, OrderStep},
    quotes::QuoteLine,
};
use serde_json::Value;

use super::{
    Ask, Books, Fault, GAP, Placed, Reply, Shop, Slip,
    buying::{DEAL, Here, LIMIT, TEA, reach},
    checks, cny, now, people, secret,
};

/// What somebody wants to place.
struct Wish {
    ask: OrderAsk,
    person: Option<String>,
    key: [String; 3],
    body: Vec<u8>,
}

impl Wish {
    fn here(&self, shop: &Shop) -> Here<'_> {
        let (room, playback) = (self.ask.room.as_ref(), self.ask.at_stream_time);
        Here::new(shop, self.person.as_deref(), room, playback)
    }
}

/// Places an order, or tells of the one that was placed for this wish.
pub async fn place(shop: &Shop, ask: &Ask) -> Result<Reply, Reply> {
    if shop.has(Fault::Drops) && ask.body.windows(5).any(|part| part == b"\"pen\"") {
        // The last of the crowd: by then all pens are gone.
        assert_ne!(shop.seen.fetch_add(1, Ordering::Relaxed), 19, "this one is never answered");
    }
    if shop.has(Fault::StrictQuery) && !ask.query.is_empty() {
        return Err(Reply::problem(422, "invalid"));
    }
    let (key, person) = (checks::key(shop, ask)?, people::caller(shop, ask)?);
    let scope = person.clone().filter(|_| !shop.has(Fault::SharedKeys)).unwrap_or_default();
    let asked: OrderAsk = checks::read(shop, ask)?;
    let key = [scope, ask.path.clone(), key];
    let wish = Wish { ask: asked, person, key, body: ask.body.clone() };
    let variant = wish.ask.lines.first().map_or("", |line| line.variant.as_str());
    // Where it matters, since each gap takes its time.
    let race = shop.fault.filter(|fault| match fault {
        Fault::KeyRace => true,
        Fault::StockRace => ["shirt", "pen"].contains(&variant),
        Fault::LimitRace => variant == TEA,
        _ => false,
    });
    if race.is_some() {
        if let Some(first) = look(shop, &shop.books(), &wish, None)? {
            return Ok(first);
        }
        tokio::time::sleep(GAP).await;
    }
    let mut books = shop.books();
    if let Some(first) = look(shop, &books, &wish, race)? {
        return Ok(first);
    }
    Ok(write(shop, &mut books, wish, &ask.body))
}

/// The first answer to this wish, if there is one; or why it is refused. One guard may be left out.
fn look(
    shop: &Shop,
    books: &MutexGuard<'_, Books>,
    wish: &Wish,
    without: Option<Fault>,
) -> Result<Option<Reply>, Reply> {
    let known = books.keys.get(&wish.key).filter(|_| without != Some(Fault::KeyRace));
    if let Some((body, first)) = known {
        if *body != wish.body && !shop.has(Fault::KeyForAnyBody) {
            return Err(Reply::problem(422, "idempotency-key-reused"));
        }
        let mut first = first.clone();
        if shop.has(Fault::NewSecret) && wish.person.is_none() {
            first = first.with("secret", &secret());
        }
        return Ok(Some(first));
    }
    checks::order(shop, &wish.ask)?;
    if wish.ask.address.as_ref().is_some_and(|address| !checks::ships(shop, address)) {
        return Err(Reply::problem(422, "no-shipping"));
    }
    let quote = books.quote(shop, wish.here(shop), &wish.ask.lines);
    let conflict = |kind: &str| {
        let refusal = Reply::problem(409, kind);
        Err(if shop.has(Fault::NoQuote) { refusal } else { refusal.with("quote", &quote) })
    };
    let short = quote.lines.iter().any(|line| line.trouble.is_some());
    if short && !shop.has(Fault::Oversells) && without != Some(Fault::StockRace) {
        return if shop.has(Fault::SoldOutInvalid) {
            Err(Reply::problem(422, "invalid"))
        } else {
            conflict("sold-out")
        };
    }
    let told = wish.ask.expected_total;
    // What the deal would cost whoever has it.
    let (tea, units) = (wish.ask.lines[0].variant.as_str() == TEA, wish.ask.lines[0].quantity);
    let at_deal = tea && told == cny(5_000 * i64::from(units) + 1_000);
    let had = wish.person.as_ref().map(|person| books.had(person));
    match had {
        None if at_deal && !shop.has(Fault::GuestDeals) => {
            return Err(Reply::problem(401, "contact-needed").with("quote", &quote));
        }
        Some(LIMIT..)
            if at_deal && !shop.has(Fault::NoLimit) && without != Some(Fault::LimitRace) =>
        {
            let untold = shop.has(Fault::LimitUntold);
            return conflict(if untold { "price-changed" } else { "limit-reached" });
        }
        _ => {}
    }
    let right = told == quote.total || at_deal;
    let trusts = shop.has(Fault::TrustsTotal) && told.currency == quote.total.currency;
    if right || trusts { Ok(None) } else { conflict("price-changed") }
}

fn write(shop: &Shop, books: &mut Books, wish: Wish, body: &[u8]) -> Reply {
    let (quote, now) = (books.quote(shop, wish.here(shop), &wish.ask.lines), now());
    for line in &wish.ask.lines {
        *books.stock.entry(line.variant.to_string()).or_default() -= i64::from(line.quantity);
        books.tell(shop, line.variant.as_str());
    }
    let of = |id: &str| -> i64 {
        let of_deal =
            |line: &&QuoteLine| line.offer.deal.as_ref().is_some_and(|deal| deal.as_str() == id);
        quote.lines.iter().filter(of_deal).map(|line| i64::from(line.quantity)).sum()
    };
    let of_deal = of(DEAL);
    let of_hall = books.hall.deal.as_ref().map_or(0, |deal| of(&deal.id));
    if let Some(deal) = &mut books.hall.deal {
        deal.left -= of_hall;
    }
    if let Some(person) = &wish.person {
        *books.had.entry(person.clone()).or_default() += of_deal;
    }
    let brief = wish.ask.lines[0].variant.as_str() == "brief";
    let id = if shop.has(Fault::CountedIds) { books.placed.len().to_string() } else { secret() };
    let total = wish.ask.expected_total;
    let mut note = wish.ask.note;
    if shop.has(Fault::CutsNotes) {
        note = note.chars().take(100).collect();
    }
    let off = quote.coupon.as_ref().map_or(0, |coupon| coupon.off.amount);
    let id = OrderId(id);
    if let Some(coupon) = &quote.coupon {
        books.use_coupon(shop, wish.person.as_deref(), coupon, &id);
    }
    let line =
        |bought| OrderLine { bought, coupon: None, access: None, codes: Vec::new(), returnable: 0 };
    let order = Order {
        id,
        number: (1_000 + books.placed.len()).to_string(),
        state: OrderState::AwaitingPayment,
        lines: quote.lines.into_iter().map(line).collect(),
        goods: cny((total.amount - 1_000 + off).max(0)),
        coupon: quote.coupon,
        shipping: cny(1_000),
        total,
        refunded: None,
        placed_at: now,
        hold_expires_at: (!shop.has(Fault::NoHold))
            .then(|| now.plus(if brief { 300 } else { 900_000 })),
        contact: wish.ask.contact,
        address: wish.ask.address,
        note,
        room: wish.ask.room.filter(|_| !shop.slips(Slip::ForgetsRoom)),
        payment: None,
        tracking: None,
        steps: vec![OrderStep { state: OrderState::AwaitingPayment, at: now, reason: None }],
        secret: None,
        returnable_until: None,
        returns: Vec::new(),
        messages: Vec::new(),
    };
    let key = wish.person.is_none().then(secret).filter(|_| !shop.has(Fault::NoSecret));
    let mut placed =
        Placed { order, person: wish.person, secret: key.clone(), pays_at: None, of_deal, of_hall };
    let says: Value = serde_json::from_slice(body).unwrap_or_default();
    if shop.has(Fault::BelievesPlacing) && says["state"] == "paid" {
        reach(&mut placed, OrderState::Paid, now);
    }
    let told = Order { secret: key, ..placed.order.clone() };
    books.placed.push(placed);
    let reply = Reply::of(201, &told);
    if !shop.has(Fault::ForgetsKeys) {
        books.keys.insert(wish.key, (wish.body, reply.clone()));
    }
    reply
}
