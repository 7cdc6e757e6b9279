//! How server time is kept and when it is asked for, without a browser: every clock is an argument.

use picklive_contract::UnixMillis;

use super::question::Question;

/// By how much the phone's two clocks may drift apart before the time is unsure, in milliseconds.
const DRIFT_MAX: f64 = 500.0;
/// By how much a measurement may be wrong and still make the time certain, in milliseconds: the promise.
const DOUBT_MAX: f64 = 1_000.0;

/// One answer with server time.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Monotonic time when the question left, in milliseconds.
    pub sent: f64,
    /// Monotonic time when the answer came.
    pub came: f64,
    /// What the server said.
    pub server: UnixMillis,
}

/// What is noted when a question leaves, to see whether the page slept before the answer came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    generation: u32,
    gap: f64,
}

/// What is known of server time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Model {
    base: Option<Base>,
    sure: bool,
    /// The phone's wall clock minus its monotonic clock, when nothing was wrong with them.
    gap: Option<f64>,
    /// Raised by every doubt: answers to questions of an older one count for nothing.
    generation: u32,
    question: Question,
}

#[derive(Clone, Copy, Debug)]
struct Base {
    /// Server time minus monotonic time.
    offset: f64,
    /// Half the round trip: by how much the offset can be wrong at most.
    doubt: f64,
}

impl Model {
    /// A first idea, never certain: the time the page was drawn at.
    pub fn hint(&mut self, server: UnixMillis, mono: f64) {
        if self.base.is_none() {
            let offset = server.0 as f64 - mono;
            self.base = Some(Base { offset, doubt: f64::INFINITY });
        }
    }

    /// To be noted when any question leaves whose answer may tell the time.
    pub fn asked(&self, mono: f64, wall: f64) -> Asked {
        Asked { generation: self.generation, gap: wall - mono }
    }

    /// Whether the clock's own question is to be put now; it then counts as put.
    pub fn ask(&mut self, mono: f64) -> bool {
        !self.sure && self.question.put(mono)
    }

    /// The clock's own question has ended, with or without an answer. `fraction` from 0 to 1 spreads the
    /// next one.
    pub fn ended(&mut self, asked: Asked, mono: f64, fraction: f64) {
        if asked.generation == self.generation {
            self.question.ended(mono, fraction);
        }
    }

    /// Takes a measurement: the server spoke somewhere between question and answer, the midpoint is
    /// wrong by half the round trip at most. While the time is sure only a better one replaces it.
    ///
    /// It counts for nothing when there was a doubt since the question left, or when one of the phone's
    /// clocks stood still meanwhile: the round trip then looks shorter than it was.
    pub fn measured(&mut self, asked: Asked, sample: Sample, wall: f64) {
        let (doubt, gap) = ((sample.came - sample.sent) / 2.0, wall - sample.came);
        if doubt < 0.0
            || asked.generation != self.generation
            || (gap - asked.gap).abs() > DRIFT_MAX
            || (self.sure && self.base.is_some_and(|base| base.doubt <= doubt))
        {
            return;
        }
        let offset = sample.server.0 as f64 - (sample.sent + doubt);
        self.sure = doubt <= DOUBT_MAX;
        // An answer too slow to be certain only corrects an idea that it proves wrong.
        if self.sure || self.base.is_none_or(|base| (base.offset - offset).abs() > doubt) {
            self.base = Some(Base { offset, doubt });
        }
        if self.sure {
            self.gap = Some(gap);
        }
    }

    /// Compares the phone's clocks: when one ran and the other stood, the page slept or somebody set the
    /// time, and nothing is certain until the next measurement.
    pub fn watch(&mut self, mono: f64, wall: f64) {
        let gap = wall - mono;
        if (gap - *self.gap.get_or_insert(gap)).abs() > DRIFT_MAX {
            // One jump is one doubt.
            self.gap = Some(gap);
            self.doubt();
        }
    }

    /// From now on unsure; what was asked before is forgotten and a new question is due at once.
    pub fn doubt(&mut self) {
        self.sure = false;
        self.generation = self.generation.wrapping_add(1);
        self.question = Question::default();
    }

    /// Whether the time is certain.
    pub fn sure(&self) -> bool {
        self.sure
    }

    /// Server time at a monotonic time, as well as it is known.
    pub fn now(&self, mono: f64) -> Option<UnixMillis> {
        self.base.map(|base| UnixMillis((mono + base.offset).floor() as i64))
    }

    /// In how many milliseconds there is something to do: the server's next full second, or a question.
    pub fn pause(&self, mono: f64) -> f64 {
        let second = self.now(mono).map_or(1_000, |now| 1_000 - now.0.rem_euclid(1_000)) as f64;
        let question = if self.sure { None } else { self.question.wait(mono) };
        question.map_or(second, |question| question.min(second))
    }
}

#[cfg(test)]
mod tests;
