//! How long things took, as counts by milliseconds: small, however many there are.

use std::time::Duration;

/// Longest that is told apart, in milliseconds; what took longer counts as this.
const LONGEST: usize = 10_000;

/// Counts of delays.
#[derive(Clone, Debug)]
pub struct Delays {
    by_millis: Vec<u32>,
    all: u64,
}

impl Default for Delays {
    fn default() -> Self {
        Self { by_millis: vec![0; LONGEST + 1], all: 0 }
    }
}

impl Delays {
    /// Counts one.
    pub fn add(&mut self, delay: Duration) {
        let millis = usize::try_from(delay.as_millis()).unwrap_or(LONGEST).min(LONGEST);
        self.by_millis[millis] += 1;
        self.all += 1;
    }

    /// Adds those of another.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.by_millis.iter_mut().zip(&other.by_millis) {
            *mine += theirs;
        }
        self.all += other.all;
    }

    /// Within how many milliseconds so many of a hundred came; `None` when there was none.
    pub fn within(&self, percent: u64) -> Option<usize> {
        let wanted = (self.all * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let reached = |count: &u32| {
            seen += u64::from(*count);
            seen >= wanted
        };
        self.by_millis.iter().position(reached)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_came_within_a_time() {
        let mut delays = Delays::default();
        assert_eq!(delays.within(50), None);
        (1..=100).for_each(|millis| delays.add(Duration::from_millis(millis)));
        assert_eq!((delays.within(50), delays.within(99)), (Some(50), Some(99)));
        let mut late = Delays::default();
        late.add(Duration::from_secs(60));
        delays.merge(&late);
        assert_eq!((delays.within(99), delays.within(100)), (Some(100), Some(LONGEST)));
    }
}
