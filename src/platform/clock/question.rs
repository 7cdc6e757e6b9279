//! When the server is asked for the time: one question at a time, the next one after a growing pause.

/// Longest pause after the first question that brought nothing, in milliseconds.
const PAUSE_FIRST: f64 = 1_000.0;
/// Longest pause of all.
const PAUSE_MAX: f64 = 30_000.0;

/// The questions of one stretch of doubt. A new doubt begins with a new one: it asks at once, whatever an
/// earlier question is still waiting for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    /// Whether an answer is being waited for.
    out: bool,
    /// Monotonic time before which nothing is asked.
    due: f64,
    /// Longest pause after the next failure.
    pause: f64,
}

impl Default for Question {
    fn default() -> Self {
        Self { out: false, due: f64::NEG_INFINITY, pause: PAUSE_FIRST }
    }
}

impl Question {
    /// Whether to ask now; the question then counts as put.
    pub fn put(&mut self, mono: f64) -> bool {
        let now = !self.out && mono >= self.due;
        self.out |= now;
        now
    }

    /// Nothing is waited for any more. If it has to be asked again, then after half the pause at least;
    /// `fraction` from 0 to 1 spreads phones over the other half.
    pub fn ended(&mut self, mono: f64, fraction: f64) {
        self.out = false;
        self.due = mono + self.pause * (1.0 + fraction) / 2.0;
        self.pause = (self.pause * 2.0).min(PAUSE_MAX);
    }

    /// In how many milliseconds the next question is due; none while an answer is waited for.
    pub fn wait(&self, mono: f64) -> Option<f64> {
        (!self.out).then_some((self.due - mono).max(0.0))
    }
}
