//! Events: a purchase is told of, soon and alike to whoever streams and whoever asks.

use std::time::{Duration, Instant};

use picklive_contract::{
    Endpoint as _, VariantId,
    events::{self, Event, EventKind, Events, ListEvents, SHOP, Start},
    product::{GetProduct, Product},
    storefront::Capability,
};

use super::{Caller, Checked, Till, waits};
use crate::{
    ask::Ask,
    listen::Listener,
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] = &[&rules::EVENT_TOLD, &rules::EVENT_SAME, &rules::EVENT_WAIT];

/// From a change to its event, when the line takes no time.
const SOON: Duration = Duration::from_secs(2);
/// Between two questions of who cannot stream.
const PAUSE: Duration = Duration::from_millis(100);

/// What is to be told.
struct Wanted {
    product: Product,
    variant: VariantId,
    left: Option<i64>,
}

impl Wanted {
    fn is(&self, event: &Event) -> bool {
        let kind = matches!(event.kind, EventKind::Stock | EventKind::Price);
        let all = self.product.variants.len() == event.variants.len()
            && self
                .product
                .variants
                .iter()
                .all(|v| event.variants.iter().any(|now| now.id == v.id));
        let now = event.variants.iter().find(|now| now.id == self.variant);
        let left = now.and_then(|now| now.stock).map(|stock| stock.left);
        let same = self.left.is_none() || left.is_none() || left == self.left;
        kind && all && same && event.product.as_ref() == Some(&self.product.id)
    }

    fn told(&self) -> String {
        let (variants, left) = (self.product.variants.len(), self.left);
        format!("stock of {} in {variants} variants, left {left:?}", self.product.id)
    }
}

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    till.needs(&Capability::Events)?;
    let (guest, variant) = (&Caller::default(), till.stock()?);
    let now = format!("{}?topics={SHOP}", ListEvents::PATH);
    let cursor = ask(till, &now).await?.cursor;
    let path = events::path(&[SHOP], &Start::after(cursor), None);
    let mut line = till.client.listen(&path).await?;
    line.next(SOON).await?;
    let begun = Instant::now();
    let (order, owner) = till.buy(guest, &variant, 1).await?;
    // The way there and back is not the server's.
    let end = Instant::now() + SOON + begun.elapsed();
    let product = order.lines.first().map(|line| line.bought.product.clone());
    let product = product.ok_or("a line of an order")?;
    let answer = till.call::<GetProduct>(guest, &product).await?;
    let product = answer.read().ok_or("a product that can be read")?;
    let left = till.quote(guest, &variant, 1).await?.lines.first().and_then(|line| line.available);
    let wanted = Wanted { product, variant: variant.clone(), left };

    let heard = until(&mut line, &wanted, end).await;
    let told = heard.last().is_some_and(|event| wanted.is(event));
    let at = format!("GET {path} as a stream");
    till.client.record.check(&rules::EVENT_TOLD, &at, told, wanted.told(), brief(&heard));
    let mut items = ask(till, &path).await?.items;
    while !items.iter().any(|event| wanted.is(event)) && Instant::now() < end {
        tokio::time::sleep(PAUSE).await;
        items = ask(till, &path).await?.items;
    }
    let asked = items.iter().any(|event| wanted.is(event));
    let at = format!("GET {path}");
    till.client.record.check(&rules::EVENT_TOLD, &at, asked, wanted.told(), brief(&items));
    if told && asked {
        let same = heard.iter().all(|event| items.contains(event));
        let (expected, got) = (brief(&heard), brief(&items));
        till.client.record.check(&rules::EVENT_SAME, &at, same, expected, got);
    }
    till.call_off(&owner, &order.id).await?;
    if !(told && asked) {
        till.client.record.want(waits::OWN, "a purchase that is told of");
        return Err("a purchase that is told of".into());
    }
    let cursor = ask(till, &now).await?.cursor;
    waits::check(till, &cursor, &variant).await
}

async fn ask(till: &mut Till<'_>, path: &str) -> Result<Events, String> {
    let answer = till.send(&Caller::default(), Ask::new(reqwest::Method::GET, path)).await?;
    till.client.parse(&answer, &rules::EVENTS).ok_or("events that can be read".into())
}

/// What a stream tells until what is wanted, or until time is over.
async fn until(line: &mut Listener, wanted: &Wanted, end: Instant) -> Vec<Event> {
    let mut heard = Vec::new();
    while let Ok(next) = line.next(end.saturating_duration_since(Instant::now())).await {
        let found = wanted.is(&next.event);
        heard.push(next.event);
        if found {
            break;
        }
    }
    heard
}

fn brief(events: &[Event]) -> String {
    let one = |event: &Event| {
        let product = event.product.as_ref().map_or("", |product| product.as_str());
        format!("{} {} {product} ({})", event.seq, event.kind, event.variants.len())
    };
    format!("[{}]", events.iter().map(one).collect::<Vec<_>>().join(", "))
}
