//! Those who buy, by the sandbox's payment that pays by itself.

use std::{sync::Arc, time::Duration};

use picklive_contract::{
    VariantId,
    address::{Address, OrderContact, Region},
    live::{GetRoom, Room},
    orders::{GetOrder, OrderAsk, OrderState, PlaceOrder},
    payments::{ClientKind, PaymentAsk, StartPayment},
    quotes::{GetQuote, LineAsk, QuoteAsk},
};
use tokio::{sync::watch, task::JoinSet};

use super::{
    caller::{Caller, Refusal},
    play::{Stage, waited},
};
use crate::payments::sandbox::NONE;

/// How often it is looked whether an order is paid, and how many times.
const LOOKS: (Duration, u32) = (Duration::from_secs(1), 15);
/// A telephone that nobody has.
const PHONE: &str = "13800138000";

/// Lets some buy until the end, and waits for those who are about to.
pub async fn buy(stage: Arc<Stage>, mut ended: watch::Receiver<bool>) {
    let (rate, viewers) = (stage.play.orders, stage.play.viewers);
    if rate <= 0.0 || viewers == 0 {
        return;
    }
    if !stage.shop.payment_methods.iter().any(|method| method.id == NONE) {
        stage.play.said.line("nobody buys: the shop has no payment that pays by itself (--dev)");
        return;
    }
    let mut all = JoinSet::new();
    while !waited(Duration::from_secs_f64(60.0 / rate), &mut ended).await {
        while all.try_join_next().is_some() {}
        all.spawn(one(Arc::clone(&stage), rand::random_range(0..viewers)));
    }
    while all.join_next().await.is_some() {}
}

async fn one(stage: Arc<Stage>, nth: usize) {
    let Some(caller) = stage.viewer(nth) else { return };
    let name = stage.play.script.person(nth).map(|(_, name)| name).unwrap_or_default();
    if let Err(no) = purchase(&stage, caller, name).await {
        stage.tally.trouble("order", &no.words);
    }
}

async fn purchase(stage: &Stage, mut caller: Caller, name: String) -> Result<(), Refusal> {
    let room = caller.call::<GetRoom>(&stage.play.room, &()).await?;
    let Some(variant) = wanted(&room) else { return Ok(()) };
    let address = home(name);
    let region = Region {
        country: address.country.clone(),
        province: address.province.clone(),
        city: address.city.clone(),
        district: address.district.clone(),
    };
    let lines = vec![LineAsk { variant, quantity: 1 }];
    let room = Some(room.id);
    let ask = QuoteAsk {
        lines: lines.clone(),
        region: Some(region),
        room: room.clone(),
        at_stream_time: None,
    };
    let quote = caller.call::<GetQuote>(&(), &ask).await?;
    // Sold out meanwhile, or not sent there: people look at something else.
    if !quote.buyable() {
        return Ok(());
    }
    let ask = OrderAsk {
        lines,
        contact: OrderContact { phone: PHONE.into(), email: String::new() },
        address: quote.needs_address.then_some(address),
        note: String::new(),
        expected_total: quote.total,
        shop: None,
        lang: None,
        room,
        at_stream_time: None,
    };
    let order = caller.call::<PlaceOrder>(&(), &ask).await?;
    stage.tally.counts().placed += 1;
    caller.secret = order.secret;
    let pay = PaymentAsk {
        method: NONE.into(),
        client: ClientKind::Mobile,
        openid: None,
        return_url: None,
    };
    caller.call::<StartPayment>(&order.id, &pay).await?;
    for _ in 0..LOOKS.1 {
        tokio::time::sleep(LOOKS.0).await;
        if caller.call::<GetOrder>(&order.id, &()).await?.state != OrderState::AwaitingPayment {
            stage.tally.counts().paid += 1;
            return Ok(());
        }
    }
    Err(format!("order {} was not paid in time", order.number).into())
}

/// What is shown, if any of it is left, else anything of the shelf.
fn wanted(room: &Room) -> Option<VariantId> {
    let shown = room.pin.as_ref().map(|pin| &pin.product);
    let is_shown = |id| Some(id) == shown;
    let left = room.shelf.iter().flat_map(|product| {
        let left = product.variants.iter().filter(|variant| !variant.sold_out());
        left.map(|variant| (is_shown(&product.id), variant.id.clone()))
    });
    let all: Vec<_> = left.collect();
    let first: Vec<_> = all.iter().filter(|(shown, _)| *shown).cloned().collect();
    let from = if first.is_empty() { all } else { first };
    from.get(rand::random_range(0..from.len().max(1))).map(|(_, variant)| variant.clone())
}

fn home(name: String) -> Address {
    Address {
        country: "CN".into(),
        name,
        phone: PHONE.into(),
        province: "浙江省".into(),
        city: "杭州市".into(),
        district: "西湖区".into(),
        street: "清晨路 7 号".into(),
        postcode: String::new(),
    }
}
