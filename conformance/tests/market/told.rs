//! What the shop tells while pages are open.

use std::{sync::Arc, time::Duration};

use axum::body::{Body, Bytes};
use futures_util::stream::unfold;
use picklive_contract::{
    events::{Event, EventKind, Events, SHOP, STREAM, VariantNow},
    product::Stock,
};
use serde_json::json;

use super::{Ask, Books, Fault, Reply, Shop, cny, now};

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
        let seq = i64::try_from(self.told.len()).unwrap() + 1;
        self.told.push(Event {
            product: Some(variant.into()),
            variants: if shop.has(Fault::TellsNoVariants) { Vec::new() } else { vec![told] },
            ..Event::new(SHOP, seq, now(), EventKind::Stock)
        });
        shop.news.send_replace(());
    }

    /// How many events a caller knows.
    fn known(&self, ask: &Ask) -> usize {
        let after = ask.query.split_once("after=at-");
        after
            .and_then(|(_, after)| after.split('&').next()?.parse().ok())
            .unwrap_or(self.told.len())
    }
}

/// Whether a stream is asked for.
pub fn is_stream(ask: &Ask) -> bool {
    ask.path == "/v1/events" && ask.header("accept") == STREAM
}

/// What is new, or will be before the wait is over.
pub async fn list(shop: &Shop, ask: &Ask) -> Reply {
    let wait = ask.query.split_once("wait=").and_then(|(_, wait)| wait.parse().ok());
    if let Some(wait) = wait.map(Duration::from_secs).filter(|_| !shop.has(Fault::NeverWaits)) {
        let mut news = shop.news.subscribe();
        let known = { shop.books() }.known(ask);
        let later = async {
            while { shop.books() }.told.len() <= known {
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
    let mut items = books.told[books.known(ask)..].to_vec();
    if shop.has(Fault::OtherNumbers) {
        items.iter_mut().for_each(|event| event.seq += 100);
    }
    Reply::of(200, &Events { items, cursor: format!("at-{}", books.told.len()) })
}

/// What is new, as it comes.
pub fn stream(shop: &Arc<Shop>, ask: &Ask) -> Body {
    let (shop, mut news) = (Arc::clone(shop), shop.news.subscribe());
    news.mark_changed();
    let known = shop.books().known(ask);
    let state = (shop, news, known, false);
    Body::from_stream(unfold(state, |(shop, mut news, mut known, greeted)| async move {
        if !greeted {
            let ready = Event::new(SHOP, i64::try_from(known).unwrap(), now(), EventKind::Ready);
            return Some((written(known, &ready), (shop, news, known, true)));
        }
        loop {
            let event = shop.books().told.get(known).cloned();
            if let Some(event) = event {
                known += 1;
                return Some((written(known, &event), (shop, news, known, true)));
            }
            news.changed().await.ok()?;
        }
    }))
}

fn written(known: usize, event: &Event) -> Result<Bytes, std::convert::Infallible> {
    let event = serde_json::to_string(event).unwrap();
    Ok(format!("id: at-{known}\ndata: {event}\n\n").into())
}

/// A product: its one variant has its name.
pub fn product(shop: &Shop, id: &str) -> Reply {
    let left = shop.books().stock.get(id).copied().unwrap_or(0);
    let variant = json!({"id": id, "price": cny(9_000), "stock": {"left": left}});
    Reply::of(200, &json!({"id": id, "title": id, "variants": [variant]}))
}
