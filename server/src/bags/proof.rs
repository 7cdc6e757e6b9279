//! What is hashed, and who has won by it: the contract's draw with this server's hashes.

use hmac::{Hmac, KeyInit, Mac};
use picklive_contract::bags::{block, pick, words};
use sha2::{Digest, Sha256};

/// A new seed: 32 random bytes in hexadecimal digits.
pub fn seed() -> String {
    hex(&rand::random::<[u8; 32]>())
}

/// The hash that is told of a seed before its draw; `None` for what is no seed.
pub fn hash(seed: &str) -> Option<String> {
    Some(hex(&Sha256::digest(bytes(seed)?)))
}

/// What a seed makes of a list of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// HMAC of the list, in hexadecimal digits.
    pub digest: String,
    /// The numbers that win, in the order drawn.
    pub numbers: Vec<u32>,
}

/// Draws: `winners` of the `entries` that `list` is of. `None` for what is no seed.
pub fn draw(seed: &str, list: &str, entries: u32, winners: u32) -> Option<Drawn> {
    let digest = mac(&bytes(seed)?, list.as_bytes())?;
    let blocks = (0..=u32::MAX).map_while(|number| mac(&digest, block(number).as_bytes()));
    let numbers = pick(entries, winners, blocks.flat_map(|block| words(&block)))?;
    Some(Drawn { digest: hex(&digest), numbers })
}

fn mac(key: &[u8], text: &[u8]) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(text);
    Some(mac.finalize().into_bytes().into())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(hex.get(at * 2..at * 2 + 2)?, 16).ok();
    (0..32).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use picklive_contract::{
        List,
        bags::{Bag, Entry, list},
    };

    use super::*;

    /// The example of the contract, which another language has computed.
    const BAG: &str = include_str!("../../../contract/samples/get-bag.answer.drawn.json");
    const ENTRIES: &str = include_str!("../../../contract/samples/list-entries.answer.json");

    fn example() -> (Bag, Vec<Entry>) {
        let entries: List<Entry> = serde_json::from_str(ENTRIES).unwrap();
        (serde_json::from_str(BAG).unwrap(), entries.items)
    }

    fn recomputed(bag: &Bag, entries: &[Entry]) -> Drawn {
        draw(bag.seed.as_deref().unwrap(), &list(entries), bag.entries, bag.winners).unwrap()
    }

    #[test]
    fn the_example_of_the_contract_is_right() {
        let (bag, entries) = example();
        let seed = bag.seed.as_deref().unwrap();
        assert_eq!(hash(seed).unwrap(), bag.seed_hash);
        let drawn = recomputed(&bag, &entries);
        assert_eq!(Some(drawn.digest), bag.digest);
        let won: Vec<_> = bag.won.iter().map(|won| won.number).collect();
        assert_eq!((drawn.numbers, won), (vec![5, 2], vec![5, 2]));
        let key = bytes(bag.digest.as_deref().unwrap()).unwrap();
        let first = words(&mac(&key, b"0").unwrap());
        assert_eq!(first[..2], [2_014_636_719, 3_834_241_032]);
    }

    #[test]
    fn whatever_is_changed_shows() {
        let (bag, entries) = example();
        let right = recomputed(&bag, &entries);
        let mut nonce = entries.clone();
        nonce[2].nonce.replace_range(0..1, "6");
        let fewer = &entries[..4];
        let mut turned = entries.clone();
        turned.swap(0, 1);
        for (what, list) in [("a nonce", &nonce[..]), ("an entry", fewer), ("the order", &turned)] {
            assert_ne!(recomputed(&bag, list).digest, right.digest, "{what}");
        }
        let seed = bag.seed.as_deref().unwrap().replacen('0', "1", 1);
        assert_ne!(hash(&seed).unwrap(), bag.seed_hash);
        assert_eq!((hash("00"), hash(&"g".repeat(64))), (None, None));
    }

    #[test]
    fn seeds_differ() {
        let (one, other) = (seed(), seed());
        assert_ne!(one, other);
        assert_ne!(hash(&one), hash(&other));
    }

    #[test]
    fn over_many_seeds_each_entry_wins_as_often() {
        let mut won = [0_u32; 7];
        for nth in 0..7_000_u32 {
            let seed = format!("{nth:064x}");
            for number in draw(&seed, "1:a:0", 7, 2).unwrap().numbers {
                won[usize::try_from(number).unwrap() - 1] += 1;
            }
        }
        // 2,000 each; 150 is more than four times the spread.
        assert!(won.iter().all(|count| count.abs_diff(2_000) < 150), "{won:?}");
    }
}
