//! What happened so far, for who watches the terminal.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use picklive_contract::CommentId;

use super::delays::Delays;

/// How long it is remembered when a comment was posted, or read before its own answer came.
const KEPT: Duration = Duration::from_secs(30);
/// Kinds of trouble that are told.
const TOLD: usize = 3;

/// Counts that many write to.
#[derive(Debug, Default)]
pub struct Tally(Mutex<Counts>);

/// The counts.
#[derive(Debug, Default)]
pub struct Counts {
    /// People who hold their line.
    pub here: usize,
    /// Comments that were sent.
    pub sent: u64,
    /// Of these, comments that the server kept.
    pub kept: u64,
    /// Orders that were placed.
    pub placed: u64,
    /// Of these, orders that were paid.
    pub paid: u64,
    /// Coupons that were claimed.
    pub claimed: u64,
    /// Entries to lucky bags.
    pub entered: u64,
    /// From posting to reading, since it was last told.
    recent: Delays,
    /// Since the begin.
    all: Delays,
    /// What went wrong, in words, since it was last told.
    troubles: BTreeMap<String, u64>,
    failures: u64,
    posted: HashMap<CommentId, Instant>,
    /// Read before the answer came that says which comment it is.
    early: HashMap<CommentId, Vec<Instant>>,
}

impl Tally {
    /// The counts, to change them.
    pub fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what went wrong.
    pub fn trouble(&self, what: &str, why: &str) {
        let mut counts = self.counts();
        counts.failures += 1;
        *counts.troubles.entry(format!("{what}: {why}")).or_default() += 1;
    }
}

impl Counts {
    /// A comment was kept, which was posted at that moment.
    pub fn posted(&mut self, comment: CommentId, at: Instant) {
        self.kept += 1;
        for read in self.early.remove(&comment).unwrap_or_default() {
            self.delay(at, read);
        }
        self.posted.insert(comment, at);
    }

    /// Somebody read a comment, perhaps one of another's.
    pub fn read(&mut self, comment: &CommentId, at: Instant) {
        match self.posted.get(comment).copied() {
            Some(posted) => self.delay(posted, at),
            None => self.early.entry(comment.clone()).or_default().push(at),
        }
    }

    fn delay(&mut self, posted: Instant, read: Instant) {
        self.recent.add(read.saturating_duration_since(posted));
    }

    /// What happened since it was last told, in a line.
    pub fn line(&mut self, elapsed: Duration) -> String {
        let recent = std::mem::take(&mut self.recent);
        self.all.merge(&recent);
        self.posted.retain(|_, at| at.elapsed() < KEPT);
        self.early.retain(|_, at| at.iter().any(|at| at.elapsed() < KEPT));
        let troubles = troubles(&std::mem::take(&mut self.troubles));
        self.words(elapsed, &recent, troubles)
    }

    /// All that happened, in a line.
    pub fn sum(&mut self, elapsed: Duration) -> String {
        self.all.merge(&std::mem::take(&mut self.recent));
        let troubles = match self.failures {
            0 => "nothing went wrong".into(),
            many => format!("{many} things went wrong"),
        };
        self.words(elapsed, &self.all, troubles)
    }

    fn words(&self, elapsed: Duration, delays: &Delays, troubles: String) -> String {
        let mut parts = vec![
            format!("{:>4} s: {} viewers", elapsed.as_secs(), self.here),
            format!("comments {} sent, {} kept", self.sent, self.kept),
        ];
        if let (Some(half), Some(most)) = (delays.within(50), delays.within(99)) {
            parts.push(format!("read after {half} ms (half) and {most} ms (99 %)"));
        }
        if self.placed > 0 {
            parts.push(format!("orders {} placed, {} paid", self.placed, self.paid));
        }
        if self.claimed > 0 {
            parts.push(format!("coupons {} claimed", self.claimed));
        }
        if self.entered > 0 {
            parts.push(format!("lucky bags {} entered", self.entered));
        }
        parts.push(troubles);
        parts.join("; ")
    }
}

/// The most frequent ones.
fn troubles(all: &BTreeMap<String, u64>) -> String {
    let mut rows: Vec<_> = all.iter().collect();
    rows.sort_by_key(|(_, times)| std::cmp::Reverse(**times));
    let told = rows.iter().take(TOLD).map(|(words, times)| format!("{times} × {words}"));
    let mut told: Vec<_> = told.collect();
    if rows.len() > TOLD {
        let others: u64 = rows[TOLD..].iter().map(|(_, times)| **times).sum();
        told.push(format!("{others} × something else"));
    }
    if told.is_empty() { "no errors".into() } else { told.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_measured_whichever_comes_first_the_answer_or_the_event() {
        let (mut counts, start) = (Counts::default(), Instant::now());
        let later = |millis| start + Duration::from_millis(millis);
        counts.read(&"a".into(), later(20));
        counts.read(&"strange".into(), later(1));
        counts.posted("a".into(), start);
        counts.read(&"a".into(), later(40));
        counts.sent = 2;
        let line = counts.line(Duration::from_secs(5));
        let says = "   5 s: 0 viewers; comments 2 sent, 1 kept; read after 20 ms (half) and 40 ms (99 %); no errors";
        assert_eq!(line, says);
        assert!(!counts.line(Duration::from_secs(10)).contains("read after"), "told once");
        assert!(counts.sum(Duration::from_secs(10)).contains("read after 20 ms"));
    }

    #[test]
    fn what_goes_wrong_most_is_told_first() {
        let tally = Tally::default();
        for (what, times) in [("a", 1), ("b", 3), ("c", 2), ("d", 1)] {
            (0..times).for_each(|_| tally.trouble(what, "no"));
        }
        let line = tally.counts().line(Duration::ZERO);
        assert!(line.ends_with("3 × b: no; 2 × c: no; 1 × a: no; 1 × something else"), "{line}");
        assert!(tally.counts().sum(Duration::ZERO).ends_with("7 things went wrong"));
    }
}
