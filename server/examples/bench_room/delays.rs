//! How long things took, as counts by tenths of a millisecond: a few million of them are read in a round.

use std::time::Duration;

/// Of these a second has so many.
const PER_SECOND: usize = 10_000;
/// Longest that is told apart, seconds; what took longer counts as this.
const LONGEST: usize = 20;

/// Counts of delays.
pub struct Delays {
    counts: Vec<u32>,
    all: u64,
    longest: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self { counts: vec![0; LONGEST * PER_SECOND + 1], all: 0, longest: Duration::ZERO }
    }
}

impl Delays {
    /// Counts one.
    pub fn add(&mut self, delay: Duration) {
        let at = usize::try_from(delay.as_micros() / 100).unwrap_or(usize::MAX);
        self.counts[at.min(LONGEST * PER_SECOND)] += 1;
        self.all += 1;
        self.longest = self.longest.max(delay);
    }

    /// Within which time so many of a hundred came, a tenth of a millisecond more at most; for ever when there
    /// was none.
    pub fn within(&self, percent: u64) -> Duration {
        let wanted = (self.all * percent).div_ceil(100).max(1);
        let mut seen = 0;
        for (at, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count);
            if seen >= wanted {
                return Duration::from_micros(u64::try_from(at + 1).unwrap_or(u64::MAX) * 100);
            }
        }
        Duration::MAX
    }

    /// The longest.
    pub fn longest(&self) -> Duration {
        self.longest
    }

    /// How many there were.
    pub fn all(&self) -> u64 {
        self.all
    }
}
