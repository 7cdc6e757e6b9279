//! After the close: the draw as it is told, as anyone computes it, and what was won.

use std::time::Instant;

use hmac::{Hmac, KeyInit as _, Mac as _};
use picklive_contract::{
    Endpoint as _, List,
    bags::{
        Bag, BagState, Entry, GetBag, GetEntry, ListEntries, MyEntry, block, list, pick, words,
    },
    coupons::{Claim, ListCoupons},
    events::EventKind,
    problem::ProblemKind,
};
use sha2::{Digest as _, Sha256};

use super::{NONCES, entering, read};
use crate::{
    rules,
    write::{Caller, Checked, rooms::stage::Stage},
};

/// Waits until it is told that the bag is drawn; the bag then.
pub(super) async fn told(
    stage: &mut Stage<'_, '_>,
    bag: &Bag,
    end: Instant,
) -> Result<Bag, String> {
    let rule = &rules::BAG_DRAWN;
    let find = |bags: &[Bag]| {
        bags.iter().find(|told| told.id == bag.id && told.state == BagState::Drawn).cloned()
    };
    let is = |event: &picklive_contract::events::Event| {
        let bags = event.room.as_ref().and_then(|room| room.bags.as_deref());
        event.kind == EventKind::BagDrawn && bags.is_some_and(|bags| find(bags).is_some())
    };
    let heard = stage.heard(0, end, is).await;
    let at = format!("the line of {}", stage.room);
    let got = if heard.is_some() { "it" } else { "nothing of it" };
    let expected = "bag_drawn soon after the close";
    stage.till.client.record.check(rule, &at, heard.is_some(), expected, got);
    heard.ok_or("a bag that is drawn")?;
    let room = stage.shown(rule, "the bag that was drawn", |room| find(&room.bags).is_some());
    find(&room.await?.bags).ok_or("a bag that is drawn in the room".into())
}

/// Somebody comes when it is over.
pub(super) async fn late(stage: &mut Stage<'_, '_>, one: &Caller, bag: &Bag) -> Checked {
    let answer = stage.till.send(one, entering(&bag.id, NONCES[0])?).await?;
    stage.till.expect(&rules::BAG_DRAWN, &answer, 409, &ProblemKind::WrongState);
    Ok(())
}

/// The list, and the winners by it.
pub(super) async fn right(
    stage: &mut Stage<'_, '_>,
    before: &Bag,
    drawn: &Bag,
    entered: &[Entry; 2],
) -> Checked {
    let (rule, id) = (&rules::BAG_LIST, &before.id);
    let answer = stage.till.call::<ListEntries>(&Caller::default(), id).await?;
    let told: Option<List<Entry>> = stage.till.client.parse(&answer, rule);
    let entries = told.ok_or("a list of entries")?.items;
    let whole = entries.iter().map(|entry| entry.number).eq(1..=drawn.entries);
    let all = entries.as_slice() == entered.as_slice() && whole;
    stage.till.check(rule, &answer, all, "both entries, as they were answered, by number");
    let alone = read(stage, &rules::BAG_DRAW, id).await?;
    let got = (alone.digest.clone(), numbers(&alone));
    let computed = computed(&before.seed_hash, &alone, &entries);
    let holds = computed.as_ref() == Some(&got) && numbers(drawn) == got.1;
    let expected = match computed {
        Some((digest, winners)) => format!("{winners:?} by {}", digest.unwrap_or_default()),
        None => format!("a seed whose SHA-256 is {}", before.seed_hash),
    };
    let got = format!("{:?} by {}", got.1, got.0.unwrap_or_default());
    stage.till.client.record.check(&rules::BAG_DRAW, &GetBag::path(id), holds, expected, got);
    Ok(())
}

fn numbers(bag: &Bag) -> Vec<u32> {
    bag.won.iter().map(|won| won.number).collect()
}

/// Digest and winners by the seed, which is the one whose hash was told before.
fn computed(hash: &str, bag: &Bag, entries: &[Entry]) -> Option<(Option<String>, Vec<u32>)> {
    let text = bag.seed.as_deref().filter(|seed| seed.len() == 64 && seed.is_ascii())?;
    let pair = |at: usize| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok();
    let seed: Vec<u8> = (0..32).map(pair).collect::<Option<_>>()?;
    if hex(&Sha256::digest(&seed)) != hash {
        return None;
    }
    let digest = mac(&seed, &list(entries))?;
    let row = (0..=u32::MAX).map_while(|number| mac(&digest, &block(number)));
    let count = u32::try_from(entries.len()).ok()?;
    let winners = pick(count, bag.winners, row.flat_map(|block| words(&block)))?;
    Some((Some(hex(&digest)), winners))
}

fn mac(key: &[u8], text: &str) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(text.as_bytes());
    Some(mac.finalize().into_bytes().into())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Who has won has the coupon, and nobody else.
pub(super) async fn prizes(
    stage: &mut Stage<'_, '_>,
    drawn: &Bag,
    both: [(&Caller, &Entry); 2],
) -> Checked {
    let rule = &rules::BAG_PRIZE;
    for (who, entry) in both {
        let place = numbers(drawn).iter().position(|number| *number == entry.number);
        let place = place.and_then(|at| u32::try_from(at + 1).ok());
        let answer = stage.till.call::<GetEntry>(who, &drawn.id).await?;
        let mine: Option<MyEntry> = answer.read().filter(|_| answer.is_success());
        let mine = mine.ok_or("an entry after the draw")?;
        let right = mine.place == place && mine.coupon.is_some() == place.is_some();
        let expected = place.map_or("no place and no coupon", |_| "a place and a coupon");
        stage.till.check(rule, &answer, right, expected);
        let Some(coupon) = mine.coupon else { continue };
        let answer = stage.till.call::<ListCoupons>(who, &()).await?;
        let have: Option<List<Claim>> = stage.till.client.parse(&answer, rule);
        let is = |claim: &Claim| claim.coupon.id == coupon && claim.coupon.off == drawn.prize.off;
        let has = have.is_some_and(|have| have.items.iter().any(is));
        stage.till.check(rule, &answer, has, format!("the coupon {coupon} that was won"));
    }
    Ok(())
}
