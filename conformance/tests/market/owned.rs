//! Orders that are there: shown, listed, called off.

use picklive_contract::{
    List,
    headers::ORDER_SECRET,
    orders::{Order, OrderState},
};

use super::{Ask, Books, Fault, Reply, Shop, buying::reach, checks, now, people, returning};

/// Orders on a page of the list.
const PAGE: usize = 3;

/// Where an order of this caller stands in the books.
pub fn own(shop: &Shop, books: &Books, ask: &Ask, id: &str) -> Result<usize, Reply> {
    let (gone, person) = (Reply::problem(404, "not-found"), people::known(books, ask));
    let nth = books.placed.iter().position(|placed| placed.order.id.as_str() == id);
    let nth = nth.ok_or(gone.clone())?;
    let placed = &books.placed[nth];
    let get = ask.method == "GET";
    let given = ask.header(ORDER_SECRET);
    let secret =
        placed.secret.as_deref() == Some(given) && !(get && shop.has(Fault::ForgetsSecrets));
    let theirs = match &placed.person {
        Some(owner) => {
            Some(owner) == person.as_ref() || person.is_some() && shop.has(Fault::AnyPerson)
        }
        None => secret || !given.is_empty() && shop.has(Fault::AnySecret),
    };
    let open = match ask.path.rsplit('/').next() {
        Some("cancel") => shop.has(Fault::AnyoneCancels),
        Some("payments") => shop.has(Fault::AnyonePays),
        Some("messages") => shop.has(Fault::AnyoneWrites),
        Some("returns" | "withdraw") => shop.has(Fault::AnyoneReturns),
        _ => shop.has(Fault::OpenOrders),
    };
    if theirs || open {
        return Ok(nth);
    }
    Err(if shop.has(Fault::TellsOthers) { Reply::problem(403, "forbidden") } else { gone })
}

/// Shows an order.
pub fn show(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let books = shop.books();
    let placed = &books.placed[own(shop, &books, ask, id)?];
    let secret = placed.secret.clone().filter(|_| shop.has(Fault::ShowsSecret));
    Ok(Reply::of(200, &Order { secret, ..returning::seen(placed) }))
}

/// A page of a person's orders.
pub fn list(shop: &Shop, ask: &Ask) -> Result<Reply, Reply> {
    let person = people::caller(shop, ask)?.ok_or(Reply::problem(401, "sign-in-needed"))?;
    let books = shop.books();
    let all = shop.has(Fault::ListsAll);
    let mine = books.placed.iter().filter(|placed| all || placed.person.as_ref() == Some(&person));
    let mut mine: Vec<_> = mine.map(|placed| placed.order.clone()).collect();
    if !shop.has(Fault::OldestFirst) {
        mine.reverse();
    }
    let from = ask.query.strip_prefix("after=").and_then(|after| after.parse().ok()).unwrap_or(0);
    let next = (from + PAGE < mine.len()).then(|| (from + PAGE).to_string());
    let from = if shop.has(Fault::PagesLoop) { 0 } else { from };
    let items = mine.into_iter().skip(from).take(PAGE).collect();
    Ok(Reply::of(200, &List { items, next }))
}

/// Calls an order off.
pub fn cancel(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    checks::key(shop, ask)?;
    let mut books = shop.books();
    let nth = own(shop, &books, ask, id)?;
    let before = books.placed[nth].order.clone();
    let paid = before.state == OrderState::Paid && shop.has(Fault::CancelsPaid);
    let again = before.state == OrderState::Cancelled;
    if before.state == OrderState::AwaitingPayment || paid {
        reach(&mut books.placed[nth], OrderState::Cancelled, now());
        if !shop.has(Fault::CancelKeepsUnits) {
            books.give_back(shop, nth);
        }
    } else if again && shop.has(Fault::CancelTwice) {
        books.give_back(shop, nth);
    } else if !again {
        return Err(Reply::problem(409, "wrong-state"));
    }
    let told = if shop.has(Fault::CancelUntold) { &before } else { &books.placed[nth].order };
    Ok(Reply::of(200, told))
}
