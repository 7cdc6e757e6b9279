//! Level `write`: buys, calls off, pays and signs in at a shop made for it.
//!
//! A file of checks has `OWN`, its rules, and `check`, which ends early with what it lacks; a new one is
//! named in `mod` and in [`run`].

mod addresses;
mod asks;
mod caller;
mod codes;
mod deals;
mod events;
pub(crate) mod goods;
mod holds;
mod lists;
mod messages;
mod openids;
mod origins;
mod owners;
mod payments;
mod people;
mod placing;
mod refusals;
mod repeats;
mod return_asks;
mod returns;
mod rooms;
mod sessions;
mod stock;
mod till;
mod waits;

use picklive_contract::{
    Endpoint as _,
    storefront::{GetStorefront, Storefront},
};

use crate::{
    client::Client,
    fixture::Fixture,
    rules::{self, Rule},
};

pub(crate) use self::{caller::Caller, till::Till};

/// What a check ends with: for want of what the rest of its rules was not checked.
pub(crate) type Checked = Result<(), String>;

/// Runs checks one after the other; what one lacks is noted for its own rules.
macro_rules! check_all {
    ($till:ident: $($file:ident),+ $(,)?) => {$(
        if let Err(want) = $file::check(&mut $till).await {
            $till.client.record.want($file::OWN, &want);
        }
    )+};
}

/// The whole run. What it placed and nobody paid is called off in the end.
pub(crate) async fn run(client: Client<'_>, fixture: &Fixture) {
    let Some(mut till) = open(client, fixture, rules::WRITE).await else { return };
    people::arrive(&mut till).await;
    check_all!(till: asks, placing, refusals, repeats, stock, holds, owners, lists, deals, payments);
    check_all!(till: events, messages, addresses, returns);
    check_all!(till: codes, sessions, origins);
    rooms::check(&mut till).await;
    till.clear().await;
}

/// Reads the storefront, without which there is nothing to buy.
pub(crate) async fn open<'a>(
    mut client: Client<'a>,
    fixture: &'a Fixture,
    own: &[Rule],
) -> Option<Till<'a>> {
    let read = client.read::<Storefront>(GetStorefront::PATH, &rules::STOREFRONT).await;
    let Some((shop, answer)) = read else {
        let own: Vec<_> = own.iter().collect();
        client.record.want(&own, "a storefront that can be read");
        return None;
    };
    client.currency = Some(shop.currency);
    let crosses = answer.header("access-control-allow-origin").is_some();
    Some(Till::new(client, fixture, shop, crosses))
}
