//! Lucky bags of the room: dropped, entered, drawn, and computed again.

mod drawing;

use std::time::{Duration, Instant};

use picklive_contract::{
    BagId, Endpoint as _, Money,
    bags::{Bag, BagState, EnterAsk, EnterBag, Entry, GetBag, GetEntry, MyEntry},
    events::EventKind,
    host::{Act, ActInRoom, ActKind},
    problem::ProblemKind,
    storefront::Capability,
};

use super::{
    door::json,
    stage::{SOON, Stage},
};
use crate::{
    ask::Ask,
    rules::{self, Rule},
    write::{Caller, Checked},
};

pub(super) const OWN: &[&Rule] = &[
    &rules::BAG,
    &rules::BAG_PERSON,
    &rules::BAG_NONCE,
    &rules::BAG_ONCE,
    &rules::BAG_SEALED,
    &rules::BAG_CANCEL,
    &rules::BAG_DRAWN,
    &rules::BAG_LIST,
    &rules::BAG_DRAW,
    &rules::BAG_PRIZE,
];

/// How long one can be entered, in seconds: as short as there is.
const LASTS: u32 = 10;
/// Tries of one person at the same moment.
const AT_ONCE: usize = 4;
/// Nonces of the first and the second person.
const NONCES: [&str; 2] = ["9f2c61d07b3a4e18", "00c1d2e3f405162738495a6b7c8d9eaf"];

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    stage.till.needs(&Capability::Bags)?;
    let (one, other) = (stage.till.person(0)?, stage.till.person(1)?);
    let bag = dropped(stage, "Conformance").await?;
    let bag_dropped = Instant::now();
    // Nobody enters this one while it is open.
    let late = dropped(stage, "Conformance, late").await?;
    let late_dropped = Instant::now();
    cancelled(stage).await?;
    refused(stage, &one, &bag).await?;
    let first = once(stage, &one, &bag).await?;
    let second = entered(stage, &other, &bag.id, NONCES[1]).await?;
    let entries = [first, second];
    sealed(stage, &bag).await?;
    let end = |bag: &Bag, from: Instant| {
        let lasts = u64::try_from(bag.closes_at.since(bag.opens_at)).unwrap_or(0);
        from + Duration::from_millis(lasts) + SOON + SOON
    };
    let drawn = drawing::told(stage, &bag, end(&bag, bag_dropped)).await?;
    drawing::told(stage, &late, end(&late, late_dropped)).await?;
    drawing::late(stage, &one, &late).await?;
    drawing::right(stage, &bag, &drawn, &entries).await?;
    drawing::prizes(stage, &drawn, [(&one, &entries[0]), (&other, &entries[1])]).await
}

/// A bag whose prize takes off next to nothing, from a sum on that nobody pays.
fn act(title: &str, usual: Money) -> Act {
    let minimum = Money { amount: usual.amount.saturating_mul(1_000), ..usual };
    Act {
        text: title.into(),
        off: Some(Money { amount: 1, ..usual }),
        minimum: Some(minimum),
        quota: Some(1),
        seconds: Some(LASTS),
        ..Act::new(ActKind::Bag)
    }
}

/// Drops a bag; whether it is told and shown with its rules is noted.
async fn dropped(stage: &mut Stage<'_, '_>, title: &str) -> Result<Bag, String> {
    let (rule, act) = (&rules::BAG, act(title, stage.usual().await?));
    let find = |bags: &[Bag]| {
        let is = |bag: &&Bag| {
            let prize = (Some(bag.prize.off), Some(bag.prize.minimum));
            let lasts = bag.closes_at.since(bag.opens_at);
            (bag.title.as_str(), bag.winners, prize) == (title, 1, (act.off, act.minimum))
                && bag.state == BagState::Open
                && (1..=i64::from(LASTS) * 1_000).contains(&lasts)
                && bag.prize.valid_until > bag.closes_at
                && is_hash(&bag.seed_hash)
        };
        bags.iter().find(is).cloned()
    };
    let (_, event) = stage.act(rule, &act).await?;
    let told = event.as_ref().filter(|event| event.kind == EventKind::Bag);
    let told = told.and_then(|event| event.room.as_ref()?.bags.as_deref());
    let right = told.is_some_and(|bags| find(bags).is_some());
    stage.tells(rule, event.as_ref(), "bag, with the bags that are open", right);
    let room = stage.shown(rule, "the bag", |room| find(&room.bags).is_some()).await?;
    let bag = find(&room.bags).ok_or("a bag of the room that is shown")?;
    let alone = read(stage, rule, &bag.id).await?;
    let same = (&alone.prize, &alone.seed_hash, alone.winners, alone.closes_at)
        == (&bag.prize, &bag.seed_hash, bag.winners, bag.closes_at);
    let at = GetBag::path(&bag.id);
    stage.till.client.record.check(rule, &at, same, "the bag as the room tells it", alone.id);
    Ok(bag)
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c))
}

/// The bag as it is now.
async fn read(stage: &mut Stage<'_, '_>, rule: &Rule, id: &BagId) -> Result<Bag, String> {
    let answer = stage.till.call::<GetBag>(&Caller::default(), id).await?;
    stage.till.client.parse(&answer, rule).ok_or("a bag that can be read".into())
}

/// Drops one and takes it back.
async fn cancelled(stage: &mut Stage<'_, '_>) -> Checked {
    let (rule, bag) = (&rules::BAG_CANCEL, dropped(stage, "Conformance, taken back").await?);
    let act = Act { bag: Some(bag.id.clone()), ..Act::new(ActKind::CancelBag) };
    let (_, event) = stage.act(rule, &act).await?;
    let told = event.as_ref().and_then(|event| event.room.as_ref()?.bags.as_deref());
    let gone = told.is_some_and(|bags| bags.iter().all(|told| told.id != bag.id));
    stage.tells(rule, event.as_ref(), "the bags without it", gone);
    let now = read(stage, rule, &bag.id).await?;
    let (at, right) = (GetBag::path(&bag.id), now.state == BagState::Cancelled);
    stage.till.client.record.check(rule, &at, right, "cancelled", now.state);
    Ok(())
}

fn entering(id: &BagId, nonce: &str) -> Result<Ask, String> {
    let ask = EnterAsk { nonce: nonce.into(), name: "Conformance".into() };
    Ok(Ask::to::<EnterBag>(id).json(&json(&ask)?))
}

/// Who may not enter, and with what nobody can.
async fn refused(stage: &mut Stage<'_, '_>, one: &Caller, bag: &Bag) -> Checked {
    let (rule, guest) = (&rules::BAG_PERSON, Caller::default());
    for answer in [
        stage.till.send(&guest, entering(&bag.id, NONCES[0])?).await?,
        stage.till.call::<GetEntry>(&guest, &bag.id).await?,
    ] {
        stage.till.expect(rule, &answer, 401, &ProblemKind::SignInNeeded);
    }
    let host = stage.host.clone();
    let answer = stage.till.send(&host, entering(&bag.id, NONCES[0])?).await?;
    stage.till.expect(rule, &answer, 403, &ProblemKind::Forbidden);
    for nonce in ["9f2c61d07b3a4e1", "9F2C61D07B3A4E18", "not a nonce at all"] {
        let answer = stage.till.send(one, entering(&bag.id, nonce)?).await?;
        stage.till.named(&rules::BAG_NONCE, &answer, &["nonce"]);
    }
    Ok(())
}

/// One person enters again and again; the host then takes the bag back no more.
async fn once(stage: &mut Stage<'_, '_>, one: &Caller, bag: &Bag) -> Result<Entry, String> {
    let rule = &rules::BAG_ONCE;
    let asks = (0..AT_ONCE).map(|_| Ok((one.clone(), entering(&bag.id, NONCES[0])?)));
    let answers = stage.till.together(asks.collect::<Result<_, String>>()?).await;
    let (mut first, mut all) = (None::<MyEntry>, true);
    for (_, answer) in &answers {
        let mine: Option<MyEntry> = answer.read().filter(|_| answer.is_success());
        let same = mine.as_ref().is_some_and(|mine| {
            mine.entry.nonce == NONCES[0]
                && first.as_ref().is_none_or(|first| first.entry == mine.entry)
        });
        all &= stage.till.check(rule, answer, same, "the entry, the same each time");
        first = first.or(mine);
    }
    let first = first.filter(|_| all).ok_or("a bag with one entry of a person")?;
    let count = |room: &picklive_contract::live::Room| {
        room.bags.iter().any(|shown| shown.id == bag.id && shown.entries == 1)
    };
    stage.shown(rule, "one entry in the bag", count).await?;
    let act = Act { bag: Some(bag.id.clone()), ..Act::new(ActKind::CancelBag) };
    let host = stage.host.clone();
    let answer = stage.till.send(&host, stage.ask::<ActInRoom>(&act)?).await?;
    stage.till.expect(&rules::BAG_CANCEL, &answer, 409, &ProblemKind::WrongState);
    Ok(first.entry)
}

/// A person enters, and reads it again.
async fn entered(
    stage: &mut Stage<'_, '_>,
    person: &Caller,
    id: &BagId,
    nonce: &str,
) -> Result<Entry, String> {
    let answer = stage.till.send(person, entering(id, nonce)?).await?;
    let mine: Option<MyEntry> = answer.read().filter(|_| answer.is_success());
    stage.till.check(&rules::BAG_ONCE, &answer, mine.is_some(), "the entry");
    let mine = mine.ok_or("an entry of another person")?;
    let answer = stage.till.call::<GetEntry>(person, id).await?;
    let again: Option<MyEntry> = answer.read();
    let same = again.is_some_and(|again| again.entry == mine.entry);
    stage.till.check(&rules::BAG_ONCE, &answer, same, "the same entry");
    Ok(mine.entry)
}

/// What is not told before the draw.
async fn sealed(stage: &mut Stage<'_, '_>, bag: &Bag) -> Checked {
    let rule = &rules::BAG_SEALED;
    let now = read(stage, rule, &bag.id).await?;
    let told = bag.seed.as_ref().or(now.seed.as_ref()).or(now.digest.as_ref());
    let (at, right) = (GetBag::path(&bag.id), told.is_none() && now.won.is_empty());
    stage.till.client.record.check(rule, &at, right, "no seed, digest or winners", now.state);
    let list = Ask::to::<picklive_contract::bags::ListEntries>(&bag.id);
    let answer = stage.till.send(&Caller::default(), list).await?;
    stage.till.expect(rule, &answer, 409, &ProblemKind::WrongState);
    Ok(())
}
