//! The latest events, held once for all who come back: after a restart thousands of pages ask at once for what
//! they missed, and none of them needs the database for it.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use picklive_contract::UnixMillis;

use super::{
    KEPT,
    hub::Handed,
    told::{APART, Begin, MOST, Missed},
};

/// How many are held.
pub const HELD: usize = 1_024;
/// When the rows were not looked at for so long, they are asked, and not this.
const FRESH: Duration = Duration::from_secs(5);

/// The latest events.
#[derive(Debug, Default)]
pub struct Recent {
    /// Number of the last event that was read.
    pub last: i64,
    /// The rows were looked at up to `last` at this moment.
    pub looked: Option<Instant>,
    /// Without a gap, up to `last`.
    events: VecDeque<Handed>,
    /// Whether there are no earlier ones.
    whole: bool,
}

impl Recent {
    /// What there is when a process begins to read; `whole` when that is all.
    pub fn begin(last: i64, events: VecDeque<Handed>, whole: bool) -> Self {
        Self { last, looked: None, events, whole }
    }

    /// Adds the next one.
    pub fn add(&mut self, event: Handed) {
        self.last = event.seq;
        self.events.push_back(event);
        if self.events.len() > HELD {
            self.events.pop_front();
            self.whole = false;
        }
    }

    /// What was missed; `None` when only the rows can say.
    pub fn missed(&self, begin: Begin, now: UnixMillis) -> Option<Missed> {
        self.looked.filter(|at| at.elapsed() < FRESH)?;
        let nothing = |resync| Some(Missed { known: self.last, events: VecDeque::new(), resync });
        let from = match begin {
            Begin::Now => return nothing(false),
            Begin::After(seq) if seq == self.last => return nothing(false),
            // Maybe another server was quicker than the reader here.
            Begin::After(seq) if !(0..self.last).contains(&seq) => return None,
            Begin::After(seq) => match self.events.front() {
                Some(first) if first.seq <= seq + 1 => usize::try_from(seq + 1 - first.seq).ok()?,
                _ if self.whole => return nothing(true),
                _ => return None,
            },
            Begin::Since(at) if at < now.plus(-KEPT) => return nothing(true),
            Begin::Since(at) => {
                let since = at.plus(-APART).0;
                let before = self.events.front().is_some_and(|first| first.at < since);
                if !before && !self.whole {
                    return None;
                }
                self.events.iter().position(|event| event.at >= since).unwrap_or(self.events.len())
            }
        };
        let events: VecDeque<_> = self.events.iter().skip(from).cloned().collect();
        let Some(first) = events.front().map(|event| event.seq) else { return nothing(false) };
        let is_old = events.front().is_some_and(|first| first.at < now.plus(-KEPT).0);
        if is_old || events.len() > MOST {
            return nothing(true);
        }
        Some(Missed { known: first - 1, events, resync: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(10 * KEPT);

    fn filled(numbers: std::ops::RangeInclusive<i64>, whole: bool) -> Recent {
        let first = *numbers.start();
        let mut recent = Recent::begin(first - 1, VecDeque::new(), whole);
        for seq in numbers {
            // One a second, the last one now.
            let at = NOW.0 - 1_000 * (1_300 - seq);
            recent.add(Handed { seq, at, body: "{}".into() });
        }
        recent.looked = Some(Instant::now());
        recent
    }

    fn told(recent: &Recent, begin: Begin) -> Option<(i64, Vec<i64>, bool)> {
        let missed = recent.missed(begin, NOW)?;
        let numbers = missed.events.iter().map(|event| event.seq).collect();
        Some((missed.known, numbers, missed.resync))
    }

    #[test]
    fn who_comes_back_is_answered_from_memory_when_that_is_certain() {
        let recent = filled(1..=1_300, true);
        assert_eq!(told(&recent, Begin::After(1_300)), Some((1_300, vec![], false)));
        assert_eq!(told(&recent, Begin::Now), Some((1_300, vec![], false)));
        assert_eq!(told(&recent, Begin::After(1_298)), Some((1_298, vec![1_299, 1_300], false)));
        assert_eq!(told(&recent, Begin::After(300)), Some((1_300, vec![], true)), "too much");
        assert_eq!(told(&recent, Begin::After(1_301)), None, "only the rows know");
        assert_eq!(told(&recent, Begin::After(100)), None, "no longer held");
        let since = Begin::Since(NOW.plus(-1_000 + APART));
        assert_eq!(told(&recent, since), Some((1_298, vec![1_299, 1_300], false)));
        assert_eq!(told(&recent, Begin::Since(NOW.plus(9_000))), Some((1_300, vec![], false)));
        let few = filled(1_290..=1_300, true);
        assert_eq!(told(&few, Begin::After(5)), Some((1_300, vec![], true)), "pruned long ago");
        assert_eq!(told(&few, Begin::Since(NOW.plus(-60_000))).unwrap().1.len(), 11);
        assert_eq!(told(&filled(1_290..=1_300, false), Begin::Since(NOW.plus(-60_000))), None);
    }

    #[test]
    fn what_is_no_longer_kept_is_not_told_from_memory() {
        let missed =
            filled(1_290..=1_300, true).missed(Begin::After(1_295), NOW.plus(KEPT + 9_000));
        assert!(missed.is_some_and(|missed| missed.resync));
    }

    #[test]
    fn nothing_is_said_from_memory_while_the_rows_are_not_read() {
        let mut recent = filled(1..=9, true);
        recent.looked = None;
        assert_eq!(told(&recent, Begin::Now), None);
    }
}
