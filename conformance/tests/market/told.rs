//! What the shop tells while pages are open.

use std::{sync::Arc, time::Duration};

use axum::body::{Body, Bytes};
use futures_util::stream::unfold;
use picklive_contract::{
    events::{Event, EventKind, Events, SHOP, STREAM, VariantNow, room_topic},
    product::Stock,
};
use serde_json::{Value, json};

use super::{
    Ask, Books, Fault, Reply, Shop, Slip, cny,
    hall::{HALL, Seat},
    now,
};

impl Books {
    /// Tells what is left of a variant, which is all there is of its product.
    pub fn tell(&mut self, shop: &Shop, variant: &str) {
        if shop.has(Fault::NeverTells) {
            return;
        }
        let left = self.stock.get(variant).copied().unwrap_or(0);
        let told = VariantNow {
            id: variant.into(),
            price: cny(9_000),
            offers: Vec::new(),
            reference: None,
            stock: Some(Stock { left, reserved: 0, reserved_until: None }),
        };
        let event = Event {
            product: Some(variant.into()),
            variants: if shop.has(Fault::TellsNoVariants) { Vec::new() } else { vec![told] },
            ..Event::new(SHOP, 0, now(), EventKind::Stock)
        };
        self.tell_event(shop, event);
    }

    /// Numbers an event in its topic and tells it.
    pub fn tell_event(&mut self, shop: &Shop, event: Event) -> i64 {
        let before = self.told.iter().filter(|told| told.topic == event.topic).count();
        let seq = i64::try_from(before).unwrap() + 1;
        self.told.push(Event { seq, ..event });
        shop.news.send_replace(());
        seq
    }

    /// Events of the room so far.
    pub fn of_hall(&self) -> usize {
        self.told.iter().filter(|told| told.topic != SHOP).count()
    }

    /// Where all topics are now.
    pub fn cursor(&self) -> String {
        format!("at-{}", self.told.len())
    }

    /// How many events a caller knows.
    fn known(&self, ask: &Ask) -> usize {
        let after = ask.query.split_once("after=at-");
        after
            .and_then(|(_, after)| after.split('&').next()?.parse().ok())
            .unwrap_or(self.told.len())
    }
}

/// The topics a question is about.
fn topics(ask: &Ask) -> Vec<String> {
    let mut all = url::form_urlencoded::parse(ask.query.as_bytes());
    let asked = all.find(|(name, _)| name == "topics").unwrap_or_default().1;
    asked.split(',').map(str::to_owned).collect()
}

/// Whether a stream is asked for.
pub fn is_stream(ask: &Ask) -> bool {
    ask.path == "/v1/events" && ask.header("accept") == STREAM
}

/// What is new, or will be before the wait is over.
pub async fn list(shop: &Shop, ask: &Ask) -> Reply {
    let topics = topics(ask);
    let hall = room_topic(&HALL.into());
    if topics.iter().any(|topic| topic != SHOP && *topic != hall) {
        return Reply::problem(404, "not-found");
    }
    let wait = ask.query.split_once("wait=").and_then(|(_, wait)| wait.parse().ok());
    if let Some(wait) = wait.map(Duration::from_secs).filter(|_| !shop.has(Fault::NeverWaits)) {
        let mut news = shop.news.subscribe();
        let known = { shop.books() }.known(ask);
        let later = async {
            while !{ shop.books() }.told[known..].iter().any(|event| topics.contains(&event.topic))
            {
                let _ = news.changed().await;
            }
        };
        if shop.has(Fault::NeverWakes) {
            tokio::time::sleep(wait).await;
        } else {
            let _ = tokio::time::timeout(wait, later).await;
        }
    }
    let books = shop.books();
    let news = books.told[books.known(ask)..].iter();
    let mut items: Vec<_> = news.filter(|event| topics.contains(&event.topic)).cloned().collect();
    if shop.slips(Slip::ForgetsRemovals) {
        items.retain(|event| event.kind != EventKind::CommentRemoved);
    }
    if shop.has(Fault::OtherNumbers) {
        items.iter_mut().for_each(|event| event.seq += 100);
    }
    Reply::of(200, &Events { items, cursor: books.cursor() })
}

/// What is new, as it comes.
pub fn stream(shop: &Arc<Shop>, ask: &Ask) -> Body {
    let (seat, topics) = (Seat::take(shop, ask), topics(ask));
    let (shop, mut news) = (Arc::clone(shop), shop.news.subscribe());
    news.mark_changed();
    let known = shop.books().known(ask);
    let greetings = topics.clone();
    let state = (shop, news, known, greetings, topics, seat);
    Body::from_stream(unfold(state, |state| async move {
        let (shop, mut news, mut known, mut greetings, topics, seat) = state;
        if let Some(topic) = greetings.pop() {
            let books = shop.books();
            let before = books.told[..known].iter().filter(|told| told.topic == topic).count();
            let seq = i64::try_from(before).unwrap();
            let ready = Event::new(&topic, seq, now(), EventKind::Ready);
            drop(books);
            return Some((written(known, &ready), (shop, news, known, greetings, topics, seat)));
        }
        loop {
            let event = shop.books().told.get(known).cloned();
            if let Some(event) = event {
                known += 1;
                if topics.contains(&event.topic) {
                    let removes = event.kind == EventKind::CommentRemoved;
                    if removes && shop.slips(Slip::RemovesLate) {
                        // From when it happened: two that wait one behind the other are no later than one.
                        let due = event.at.plus(LATE).since(now()).max(0);
                        tokio::time::sleep(Duration::from_millis(due.unsigned_abs())).await;
                    }
                    let state = (shop, news, known, greetings, topics, seat);
                    return Some((written(known, &event), state));
                }
                continue;
            }
            news.changed().await.ok()?;
        }
    }))
}

/// How late it is told by who tells it late, in milliseconds: told in time as an act is, not as moderation is.
const LATE: i64 = 1_200;

fn written(known: usize, event: &Event) -> Result<Bytes, std::convert::Infallible> {
    let event = serde_json::to_string(event).unwrap();
    Ok(format!("id: at-{known}\ndata: {event}\n\n").into())
}

/// A product: its one variant has its name.
pub fn product(shop: &Shop, id: &str) -> Reply {
    Reply::of(200, &goods(&shop.books(), id))
}

/// The same as it stands in other answers.
pub fn goods(books: &Books, id: &str) -> Value {
    let left = books.stock.get(id).copied().unwrap_or(0);
    let variant = json!({"id": id, "price": cny(9_000), "stock": {"left": left}});
    json!({"id": id, "title": id, "variants": [variant]})
}
