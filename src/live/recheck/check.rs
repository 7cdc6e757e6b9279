//! A draw computed again: whether what was told before it, the list and the result belong together.

use picklive_contract::bags::{self, Bag, Entry};

use crate::{live::bags::noted::Noted, platform::digest};

/// Most blocks of random numbers that are computed: a hundred winners need fourteen.
const BLOCKS: u32 = 200;

/// Bytes of a seed.
const SEED: usize = 32;

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The seed is that of the fingerprint.
    pub seed: bool,
    /// The list is whole: as many entries as were told, numbered without gaps.
    pub list: bool,
    /// The digest is that of the list.
    pub digest: bool,
    /// The draw gives those who were told to have won.
    pub won: bool,
    /// The entry that was made on this phone is in the list at the place that was told then, with its own random number.
    pub mine: Option<bool>,
    /// The fingerprint is the one that this phone noted before the draw.
    pub noted: Option<bool>,
}

impl Found {
    /// Whether all of it agrees.
    pub fn agrees(&self) -> bool {
        let rest = self.mine != Some(false) && self.noted != Some(false);
        self.seed && self.list && self.digest && self.won && rest
    }
}

/// Whether entries are those of a bag: as many, and each with its number.
fn is_whole(bag: &Bag, entries: &[Entry]) -> bool {
    let numbered = (1..).zip(entries).all(|(number, entry): (u32, _)| entry.number == number);
    numbered && u32::try_from(entries.len()) == Ok(bag.entries)
}

/// Whether these numbers are, in order, those who were told to have won.
fn is_won(bag: &Bag, entries: &[Entry], numbers: &[u32]) -> bool {
    let drawn = numbers.iter().map(|number| {
        let entry = entries.get(usize::try_from(*number).ok()?.checked_sub(1)?)?;
        Some((entry.number, &entry.id))
    });
    drawn.eq(bag.won.iter().map(|won| Some((won.number, &won.id))))
}

/// Whether the entry of this phone is in the list as it was made.
fn is_mine(entries: &[Entry], noted: &Noted) -> Option<bool> {
    let number = noted.number?;
    Some(entries.iter().any(|entry| entry.number == number && entry.nonce == noted.nonce))
}

/// The bytes that hexadecimal digits stand for.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes();
    let pairs = digits.chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
        let plain = pair.bytes().all(|digit| digit.is_ascii_hexdigit());
        u8::from_str_radix(pair, 16).ok().filter(|_| plain)
    });
    pairs.collect()
}

/// Bytes in hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Computes it; nothing where the browser computes no hashes.
pub async fn check(bag: &Bag, entries: &[Entry], noted: Option<&Noted>) -> Option<Found> {
    let mut found = Found {
        list: is_whole(bag, entries),
        mine: noted.and_then(|noted| is_mine(entries, noted)),
        noted: noted.map(|noted| noted.seed_hash == bag.seed_hash),
        ..Found::default()
    };
    let seed = bag.seed.as_deref().and_then(bytes).filter(|seed| seed.len() == SEED);
    let Some(seed) = seed else { return Some(found) };
    found.seed = hex(&digest::sha256(&seed).await?) == bag.seed_hash;
    let digest = digest::hmac(&seed, bags::list(entries).as_bytes()).await?;
    found.digest = bag.digest.as_ref().is_some_and(|told| *told == hex(&digest));
    let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let (mut row, mut number) = (Vec::new(), 0);
    let numbers = loop {
        // As many blocks as it takes: numbers may be passed over.
        if let Some(numbers) = bags::pick(count, bag.winners, row.iter().copied()) {
            break numbers;
        }
        if number == BLOCKS {
            return Some(found);
        }
        let block = digest::hmac(&digest, bags::block(number).as_bytes()).await?;
        row.extend(bags::words(&block));
        number += 1;
    };
    found.won = is_won(bag, entries, &numbers);
    Some(found)
}

#[cfg(test)]
mod tests {
    use picklive_contract::List;

    use super::*;

    fn sample() -> (Bag, Vec<Entry>) {
        let bag = include_str!("../../../contract/samples/get-bag.answer.drawn.json");
        let list = include_str!("../../../contract/samples/list-entries.answer.json");
        let list: List<Entry> = serde_json::from_str(list).unwrap();
        (serde_json::from_str(bag).unwrap(), list.items)
    }

    #[test]
    fn a_list_is_whole_or_it_is_not() {
        let (bag, entries) = sample();
        assert!(is_whole(&bag, &entries));
        assert!(!is_whole(&bag, &entries[1..]), "the first is missing");
        assert!(!is_whole(&bag, &entries[..4]), "the last is missing");
        let mut twice = entries.clone();
        twice[4] = twice[3].clone();
        assert!(!is_whole(&bag, &twice));
        assert!(is_whole(&Bag { entries: 0, ..bag }, &[]));
    }

    #[test]
    fn who_won_is_told_in_order_and_by_their_own_entry() {
        let (mut bag, entries) = sample();
        assert!(is_won(&bag, &entries, &[5, 2]));
        assert!(!is_won(&bag, &entries, &[2, 5]) && !is_won(&bag, &entries, &[5]));
        assert!(!is_won(&bag, &entries, &[5, 6]) && !is_won(&bag, &entries, &[5, 0]));
        bag.won[1].id = entries[0].id.clone();
        assert!(!is_won(&bag, &entries, &[5, 2]), "another's entry under the number");
    }

    #[test]
    fn ones_own_number_is_in_the_list_unless_somebody_changed_it() {
        let (_, entries) = sample();
        let noted = |number: Option<u32>, nonce: &str| Noted {
            number,
            nonce: nonce.into(),
            ..Noted::default()
        };
        assert_eq!(is_mine(&entries, &noted(Some(1), "9f2c61d07b3a4e18")), Some(true));
        assert_eq!(is_mine(&entries, &noted(Some(1), "9f2c61d07b3a4e19")), Some(false));
        let moved = is_mine(&entries, &noted(Some(2), "9f2c61d07b3a4e18"));
        assert_eq!(moved, Some(false), "at another place than was told");
        assert_eq!(is_mine(&entries, &noted(Some(6), "9f2c61d07b3a4e18")), Some(false));
        assert_eq!(is_mine(&entries, &noted(None, "9f2c61d07b3a4e18")), None, "never entered");
    }

    #[test]
    fn hexadecimal_digits_are_read_as_they_are_written() {
        assert_eq!(bytes("00ff1a").unwrap(), [0, 255, 26]);
        assert_eq!(hex(&[0, 255, 26]), "00ff1a");
        for bad in ["0", "0g", "+1", "早早"] {
            assert_eq!(bytes(bad), None, "{bad}");
        }
        assert_eq!(bytes("").unwrap(), [0; 0]);
    }

    #[test]
    fn it_agrees_only_when_all_of_it_does() {
        let all =
            Found { seed: true, list: true, digest: true, won: true, mine: None, noted: None };
        assert!(all.agrees() && Found { mine: Some(true), noted: Some(true), ..all }.agrees());
        for one in [
            Found { seed: false, ..all },
            Found { list: false, ..all },
            Found { digest: false, ..all },
            Found { won: false, ..all },
            Found { mine: Some(false), ..all },
            Found { noted: Some(false), ..all },
        ] {
            assert!(!one.agrees(), "{one:?}");
        }
    }
}
