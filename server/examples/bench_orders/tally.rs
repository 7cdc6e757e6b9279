//! What buyers met.

use std::time::Duration;

use picklive_contract::problem::ProblemKind;

/// Counts of one rush.
#[derive(Debug, Default)]
pub struct Tally {
    /// Answers.
    pub answers: u64,
    /// Orders placed.
    pub placed: u64,
    /// Refusals because nothing is left.
    pub sold_out: u64,
    /// Refusals because the person has as many as one may.
    pub limited: u64,
    /// Buyers who gave up: their connection failed, or the answer was another one.
    pub failed: u64,
    /// Why the first of them did.
    pub why: Option<String>,
    /// How long it took.
    pub took: Duration,
    /// How long each answer took.
    pub waits: Vec<Duration>,
}

impl Tally {
    /// Counts an answer to a purchase.
    ///
    /// # Errors
    /// An answer that no buyer should get.
    pub fn count(&mut self, status: u16, body: &str) -> Result<(), String> {
        let is = |kind: &ProblemKind| body.contains(kind.as_str());
        let count = match status {
            201 => &mut self.placed,
            409 if is(&ProblemKind::SoldOut) => &mut self.sold_out,
            409 if is(&ProblemKind::LimitReached) => &mut self.limited,
            _ => return Err(format!("the answer {status}: {body}")),
        };
        *count += 1;
        self.answers += 1;
        Ok(())
    }

    /// Counts a buyer who gave up.
    pub fn fail(&mut self, why: String) {
        self.failed += 1;
        self.why.get_or_insert(why);
    }

    /// Stops the program if any buyer gave up.
    pub fn nobody_failed(&self) {
        let why = self.why.as_deref().unwrap_or_default();
        assert_eq!(self.failed, 0, "buyers who gave up, the first for: {why}");
    }

    /// Answers a second.
    pub fn per_second(&self) -> f64 {
        self.answers as f64 / self.took.as_secs_f64()
    }

    /// Prints it in a line.
    pub fn print(&mut self, name: &str) {
        self.waits.sort_unstable();
        let at = |part: usize| {
            self.waits.get(self.waits.len() * part / 100).map_or(0, Duration::as_millis)
        };
        println!(
            "{name}: {:.0} answers/s ({} answers: {} orders, {} sold out, {} over the limit; \
             half within {} ms, 99 % within {} ms)",
            self.per_second(),
            self.answers,
            self.placed,
            self.sold_out,
            self.limited,
            at(50),
            at(99),
        );
    }
}
