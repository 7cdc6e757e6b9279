//! Lucky bags for tests, and their draw computed again from what everybody can read, by the words of
//! docs/contract.md and by none of the server's code.

use hmac::{Hmac, KeyInit, Mac};
use picklive_contract::{
    List, Problem,
    bags::{Bag, EnterAsk, EnterBag, Entry, GetBag, GetEntry, MyEntry},
    events::EventKind,
    host::{Act, ActKind},
    list::page_path,
};
use sha2::{Digest, Sha256};

use crate::{orders_support::cny, rooms_support::Hall, support::Client};

/// A bag to be entered within five minutes, whose prizes are good for an hour.
pub fn bag(off: i64, winners: u32) -> Act {
    Act {
        text: "Tea for the early".into(),
        off: Some(cny(off)),
        minimum: Some(cny(5_000)),
        quota: Some(winners),
        seconds: Some(300),
        valid_seconds: Some(3_600),
        ..Act::new(ActKind::Bag)
    }
}

/// The room's host drops it.
pub async fn dropped(hall: &Hall, act: Act) -> Bag {
    let before: Vec<_> = hall.room().await.bags.into_iter().map(|bag| bag.id).collect();
    let seq = hall.act(act).await.unwrap().seq;
    let told = hall.told(seq - 1).await.remove(0);
    assert_eq!(told.kind, EventKind::Bag);
    let bags = told.room.unwrap().bags.unwrap();
    bags.into_iter().find(|bag| !before.contains(&bag.id)).unwrap()
}

/// A nonce of its own for each.
pub fn nonce(nth: usize) -> String {
    hex(&Sha256::digest(nth.to_string()))[..32].into()
}

pub fn ask(nth: usize) -> EnterAsk {
    EnterAsk { nonce: nonce(nth), name: "林小满".into() }
}

pub async fn enter(client: &Client, bag: &Bag, nth: usize) -> Result<MyEntry, Problem> {
    client.call::<EnterBag>(&bag.id, &ask(nth)).await
}

pub async fn now(client: &Client, bag: &Bag) -> Bag {
    client.call::<GetBag>(&bag.id, &()).await.unwrap()
}

pub async fn mine(client: &Client, bag: &Bag) -> Result<MyEntry, Problem> {
    client.call::<GetEntry>(&bag.id, &()).await
}

/// All entries, page by page; and how many pages there were.
pub async fn entries(client: &Client, bag: &Bag) -> (Vec<Entry>, usize) {
    let (mut all, mut after, mut pages) = (Vec::new(), None::<String>, 0);
    loop {
        let path = page_path(format!("/v1/bags/{}/entries", bag.id), after.as_deref());
        let answer = client.get(&path).await;
        assert_eq!(answer.status(), 200);
        let page: List<Entry> = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        pages += 1;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return (all, pages);
        }
    }
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest and the winners of these entries, by the bag's seed.
pub fn computed(bag: &Bag, entries: &[Entry]) -> (String, Vec<usize>) {
    let seed: Vec<u8> = (0..32)
        .map(|at| u8::from_str_radix(&bag.seed.as_ref().unwrap()[at * 2..at * 2 + 2], 16).unwrap())
        .collect();
    assert_eq!(hex(&Sha256::digest(&seed)), bag.seed_hash);
    let mut list = String::new();
    for entry in entries {
        if !list.is_empty() {
            list += "\n";
        }
        list += &format!("{}:{}", entry.number, entry.nonce);
    }
    let digest = mac(&seed, &list);
    let row: Vec<u64> = (0..200)
        .flat_map(|block: u32| {
            let block = mac(&digest, &block.to_string());
            let number = |four: &[u8]| u32::from_be_bytes(four.try_into().unwrap()).into();
            block.chunks(4).map(number).collect::<Vec<u64>>()
        })
        .collect();
    let (mut a, mut at) = ((1..=entries.len()).collect::<Vec<_>>(), 0);
    let wins = usize::try_from(bag.winners).unwrap().min(a.len());
    for i in 0..wins {
        let m = u64::try_from(a.len() - i).unwrap();
        while row[at] >= (1 << 32) - (1 << 32) % m {
            at += 1;
        }
        let j = i + usize::try_from(row[at] % m).unwrap();
        a.swap(i, j);
        at += 1;
    }
    a.truncate(wins);
    (hex(&digest), a)
}

/// The bag is drawn as the entries that everybody reads make it; those entries.
pub async fn is_right(client: &Client, bag: &Bag) -> (Bag, Vec<Entry>) {
    let (bag, (entries, _)) = (now(client, bag).await, entries(client, bag).await);
    assert_eq!(usize::try_from(bag.entries).unwrap(), entries.len());
    assert!(entries.iter().zip(1..).all(|(entry, number)| entry.number == number));
    let (digest, winners) = computed(&bag, &entries);
    assert_eq!(bag.digest, Some(digest));
    let told: Vec<_> = bag.won.iter().map(|won| usize::try_from(won.number).unwrap()).collect();
    assert_eq!(told, winners);
    for won in &bag.won {
        let entry = &entries[usize::try_from(won.number).unwrap() - 1];
        assert_eq!((&won.id, &won.name), (&entry.id, &entry.name));
    }
    (bag, entries)
}
