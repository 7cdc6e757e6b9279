//! What a round came to.

use std::time::Duration;

use crate::delays::Delays;

/// Where a core counts as full.
const FULL: f64 = 0.95;

/// A round.
pub struct Report {
    /// How many watched.
    pub viewers: usize,
    /// From posting to reading, of comments.
    pub comments: Delays,
    /// From posting to reading, of the host's acts.
    pub acts: Delays,
    /// From posting to the answer.
    pub answers: Delays,
    /// How often a viewer did not read what was kept.
    pub lost: usize,
    /// How often a viewer was told something again.
    pub twice: usize,
    /// How long it took until everybody was in.
    pub filled: Duration,
    /// Cores that the server used.
    pub server_cores: f64,
    /// Cores that the people used.
    pub own_cores: f64,
    /// Memory that the server held at the end.
    pub server_bytes: u64,
    /// What of it came with the viewers.
    pub viewers_bytes: u64,
}

impl Report {
    /// Whether nothing got lost, and all but a hundredth was read in this time.
    pub fn is_within(&self, most: Duration) -> bool {
        let slowest = self.comments.within(99).max(self.acts.within(99));
        self.lost == 0 && self.twice == 0 && slowest <= most
    }

    /// Prints it.
    pub fn print(&self, what: &str) {
        println!("{what}: all in after {:.1} s", self.filled.as_secs_f64());
        for (name, delays) in
            [("comments", &self.comments), ("acts", &self.acts), ("answers", &self.answers)]
        {
            let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
            println!(
                "  {name}: half within {:.0} ms, 99 % within {:.0} ms, the longest {:.0} ms ({})",
                millis(delays.within(50)),
                millis(delays.within(99)),
                millis(delays.longest()),
                delays.all(),
            );
        }
        let full = if self.own_cores > FULL { ": they are the limit" } else { "" };
        println!(
            "  lost {}, told twice {}; the server used {:.2} cores and {} MB, {:.1} KB a viewer; \
             the people {:.2} cores{full}",
            self.lost,
            self.twice,
            self.server_cores,
            self.server_bytes / 1_000_000,
            self.viewers_bytes as f64 / 1_000.0 / self.viewers as f64,
            self.own_cores,
        );
    }
}
