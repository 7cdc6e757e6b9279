//! Who has won, from the seed and the list of entries. Hashes are the caller's: a browser has them, a server has them.
//!
//! 1. `list` is the entries in the order of their numbers, each written `number:nonce`, with a newline between two.
//!    An id is the server's to choose, also after it has read the nonce, so it stands in no line.
//! 2. `digest` is HMAC-SHA-256 of that text (UTF-8), with the seed's 32 bytes as the key.
//! 3. A row of random numbers follows: block 0, 1, 2 and so on is HMAC-SHA-256 of the block's number in decimal
//!    digits, with the digest's 32 bytes as the key. Each block gives eight numbers of 32 bits, big-endian.
//! 4. From all entries' numbers 1 to n, in order, winners are drawn one after the other (Fisher–Yates): for place i
//!    from 0, with m = n − i that are left, the next number r of the row that is below the greatest multiple of m that
//!    2³² holds (others are passed over, so that none is favoured) chooses position i + r mod m, which changes places
//!    with position i. Whose number stands at position i then has won.

use super::Entry;

/// An entry as it stands in the list.
pub fn line(entry: &Entry) -> String {
    [&entry.number.to_string(), entry.nonce.as_str()].join(":")
}

/// The list of entries as it is hashed. They must be in the order of their numbers.
pub fn list<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> String {
    let lines: Vec<String> = entries.into_iter().map(line).collect();
    lines.join("\n")
}

/// What is hashed for a block of random numbers.
pub fn block(number: u32) -> String {
    number.to_string()
}

/// The random numbers of a block.
pub fn words(block: &[u8; 32]) -> [u32; 8] {
    let mut words = [0; 8];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    words
}

/// The numbers of the entries that win, in the order drawn: `winners` of `entries`, or all when there are fewer.
/// `None` when the row of random numbers is at its end: compute more blocks, and begin anew.
pub fn pick(entries: u32, winners: u32, row: impl IntoIterator<Item = u32>) -> Option<Vec<u32>> {
    let mut numbers: Vec<u32> = (1..=entries).collect();
    let mut row = row.into_iter();
    let count = winners.min(entries);
    for place in 0..count {
        let left = u64::from(entries - place);
        let most = (1 << 32) - (1 << 32) % left;
        let word = row.find(|word| u64::from(*word) < most)?;
        let other = usize::try_from(u64::from(word) % left).ok()?;
        let place = usize::try_from(place).ok()?;
        numbers.swap(place, place + other);
    }
    numbers.truncate(usize::try_from(count).ok()?);
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_list_is_written_one_way() {
        let entry = |number, id: &str, nonce: &str| Entry {
            number,
            id: id.into(),
            nonce: nonce.into(),
            name: "林**".into(),
        };
        let both = [entry(1, "e-1", "00ff00ff00ff00ff"), entry(2, "e-2", "0123456789abcdef")];
        assert_eq!(list(&both), "1:00ff00ff00ff00ff\n2:0123456789abcdef");
        let others = both.each_ref().map(|it| Entry { id: "e-other".into(), ..it.clone() });
        assert_eq!(list(&others), list(&both), "what the server chooses is in no line");
        assert_eq!(list([]), "");
    }

    #[test]
    fn a_block_is_eight_numbers() {
        let mut block = [0; 32];
        block[..8].copy_from_slice(&[1, 2, 3, 4, 255, 255, 255, 254]);
        assert_eq!(words(&block), [0x0102_0304, 0xffff_fffe, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn each_place_takes_one_of_those_left() {
        assert_eq!(pick(5, 2, [0, 0]), Some(vec![1, 2]));
        assert_eq!(pick(5, 2, [4, 3]), Some(vec![5, 1]), "who changed places can be drawn next");
        assert_eq!(pick(3, 9, [2, 1, 7]), Some(vec![3, 1, 2]), "all win where there are fewer");
        assert_eq!(pick(0, 3, []), Some(vec![]));
        assert_eq!(pick(3, 2, [1]), None, "more numbers are needed");
    }

    #[test]
    fn numbers_that_would_favour_some_are_passed_over() {
        // 2^32 is one more than a multiple of 3: its last number is no third's.
        assert_eq!(pick(3, 1, [u32::MAX, 1]), Some(vec![2]));
        assert_eq!(pick(3, 1, [u32::MAX - 1]), Some(vec![3]));
        assert_eq!(pick(4, 1, [u32::MAX]), Some(vec![4]), "of four all numbers count");
    }

    #[test]
    fn every_pair_comes_from_as_many_numbers() {
        let mut met = BTreeMap::<Vec<u32>, u32>::new();
        for first in 0..20 {
            for second in 0..12 {
                *met.entry(pick(5, 2, [first, second]).unwrap()).or_default() += 1;
            }
        }
        assert_eq!(met.len(), 20);
        assert!(met.values().all(|count| *count == 12), "{met:?}");
    }
}
