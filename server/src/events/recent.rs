//! The latest events of a topic, held once for all who listen or come back: what waits for a listener is their place
//! in it, so a slow one costs nothing; and after a restart thousands of pages ask at once for what they missed, and
//! none of them needs the database for it.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use picklive_contract::UnixMillis;

use super::{
    KEPT,
    told::{APART, Begin, MOST, Missed},
};
use crate::db::entities::event;

/// How many are held. Who is further behind is told to read everything again.
pub const HELD: usize = 2_048;
/// How long the texts are together that are held; one is held in any case.
const HELD_BYTES: usize = 4 << 20;
/// When the rows were not looked at for so long, they are asked, and not this.
const FRESH: Duration = Duration::from_secs(5);

/// An event as it is handed on.
#[derive(Clone, Debug)]
pub struct Handed {
    /// Its number.
    pub seq: i64,
    /// When it was written, milliseconds since 1970.
    pub at: i64,
    /// The contract's event, JSON.
    pub body: Arc<str>,
}

impl From<event::Model> for Handed {
    fn from(row: event::Model) -> Self {
        Self { seq: row.seq, at: row.at, body: row.body.into() }
    }
}

/// The latest events.
#[derive(Debug, Default)]
pub struct Recent {
    /// Number of the last event that was read.
    pub last: i64,
    /// The rows were looked at up to `last` at this moment.
    pub looked: Option<Instant>,
    /// Without a gap, up to `last`.
    events: VecDeque<Handed>,
    bytes: usize,
    /// Whether no earlier one can be told.
    whole: bool,
}

impl Recent {
    /// What there is when a process begins to read, in order; `whole` when that is all. Behind a gap nothing can be
    /// told: some rows of it were old.
    pub fn begin(last: i64, events: VecDeque<Handed>, whole: bool) -> Self {
        let mut recent = Self { last, whole, ..Self::default() };
        for event in events {
            if recent.events.back().is_some_and(|before| before.seq + 1 != event.seq) {
                recent = Self { last, whole: true, ..Self::default() };
            }
            recent.hold(event);
        }
        recent
    }

    /// Adds the next one. Where rows before it are gone, none of what was held can be counted from any more.
    pub fn add(&mut self, event: Handed) {
        if event.seq != self.last + 1 {
            (self.bytes, self.whole) = (0, false);
            self.events.clear();
        }
        self.last = event.seq;
        self.hold(event);
    }

    fn hold(&mut self, event: Handed) {
        self.bytes += event.body.len();
        self.events.push_back(event);
        while self.events.len() > HELD || (self.bytes > HELD_BYTES && self.events.len() > 1) {
            let gone = self.events.pop_front().map_or(0, |gone| gone.body.len());
            self.bytes -= gone;
            self.whole = false;
        }
    }

    /// What comes after the event with this number; `None` when some of it is not held any more.
    pub fn after(&self, known: i64) -> Option<impl Iterator<Item = &Handed>> {
        let first = self.events.front().map_or(self.last + 1, |first| first.seq);
        let from = usize::try_from((known + 1).max(first) - first).unwrap_or(usize::MAX);
        (known >= self.last || first <= known + 1).then(|| self.events.iter().skip(from))
    }

    /// What was missed; `None` when only the rows can say.
    pub fn missed(&self, begin: Begin, now: UnixMillis) -> Option<Missed> {
        self.looked.filter(|at| at.elapsed() < FRESH)?;
        let nothing = |resync| Some(Missed { known: self.last, events: VecDeque::new(), resync });
        let much = i64::try_from(MOST).unwrap_or(i64::MAX);
        let from = match begin {
            Begin::Now => return nothing(false),
            Begin::Lost => return nothing(true),
            Begin::After(seq) if seq == self.last => return nothing(false),
            // Maybe another server was quicker than the reader here.
            Begin::After(seq) if !(0..self.last).contains(&seq) => return None,
            Begin::After(seq) if self.last - seq > much => return nothing(true),
            Begin::After(seq) => match self.events.front() {
                Some(first) if first.seq <= seq + 1 => usize::try_from(seq + 1 - first.seq).ok()?,
                _ if self.whole => return nothing(true),
                _ => return None,
            },
            Begin::Since(at) if at < now.plus(-KEPT) => return nothing(true),
            Begin::Since(at) => {
                let since = at.plus(-APART).0;
                let from = self.events.iter().position(|event| event.at >= since);
                let from = from.unwrap_or(self.events.len());
                if from == 0 && !self.whole && self.events.len() <= MOST {
                    return None;
                }
                from
            }
        };
        let events: VecDeque<_> = self.events.iter().skip(from).take(MOST + 1).cloned().collect();
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
        assert_eq!(told(&recent, Begin::Lost), Some((1_300, vec![], true)));
        let part = filled(1_290..=1_300, false);
        assert_eq!(told(&part, Begin::After(1_200)), None, "not held");
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

    fn held(recent: &Recent, known: i64) -> Option<Vec<i64>> {
        Some(recent.after(known)?.map(|event| event.seq).collect())
    }

    #[test]
    fn a_listener_gets_what_follows_or_hears_that_it_is_gone() {
        let recent = filled(5..=8, false);
        assert_eq!(held(&recent, 6), Some(vec![7, 8]));
        assert_eq!(held(&recent, 4), Some(vec![5, 6, 7, 8]));
        assert_eq!((held(&recent, 8), held(&recent, 9)), (Some(vec![]), Some(vec![])));
        assert_eq!(held(&recent, 3), None);
        let none = Recent::begin(7, VecDeque::new(), true);
        assert_eq!((held(&none, 7), held(&none, 6)), (Some(vec![]), None));
    }

    #[test]
    fn no_more_is_held_than_fits() {
        let mut recent = Recent::begin(0, VecDeque::new(), true);
        for seq in 1..=9 {
            recent.add(Handed { seq, at: NOW.0, body: "x".repeat(HELD_BYTES / 4).into() });
        }
        assert_eq!((held(&recent, 5).map(|held| held.len()), held(&recent, 4)), (Some(4), None));
        recent.add(Handed { seq: 10, at: NOW.0, body: "x".repeat(2 * HELD_BYTES).into() });
        assert_eq!(held(&recent, 9), Some(vec![10]));
    }

    #[test]
    fn what_lies_before_a_gap_is_not_told() {
        let event = |seq| Handed { seq, at: NOW.0, body: "{}".into() };
        let mut recent = Recent::begin(9, [4, 5, 8, 9].map(event).into(), false);
        recent.looked = Some(Instant::now());
        assert_eq!(told(&recent, Begin::After(7)), Some((7, vec![8, 9], false)));
        assert_eq!(told(&recent, Begin::After(4)), Some((9, vec![], true)));
    }
}
