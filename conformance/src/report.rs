//! What a run found, rule by rule.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

use crate::{
    Level,
    rules::{self, Rule},
};

/// One place where a rule did not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The request, and the place in the answer.
    pub at: String,
    /// What the contract asks for.
    pub expected: String,
    /// What was there.
    pub got: String,
}

/// What is known of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// It held wherever it was looked for.
    Pass {
        /// In how many places.
        places: usize,
    },
    /// It did not hold somewhere.
    Fail {
        /// Where, the first few.
        failures: Vec<Failure>,
        /// In how many places in all.
        places: usize,
    },
    /// Nothing is known.
    NotChecked {
        /// For want of what.
        want: String,
    },
}

/// A rule with its verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's stable id.
    pub rule: &'static str,
    /// What the contract promises.
    pub promise: &'static str,
    /// What is known of it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// A whole run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The API's base.
    pub base: String,
    /// How far the run was to go.
    pub level: &'static str,
    /// Every rule, in the order of the list.
    pub findings: Vec<Finding>,
}

/// Failures kept of one rule; the rest is counted.
const KEPT: usize = 5;
/// Longest piece of an answer quoted, in characters.
const QUOTED: usize = 200;

/// What is found while the run goes on.
#[derive(Debug, Default)]
pub(crate) struct Record {
    passed: BTreeMap<&'static str, usize>,
    failed: BTreeMap<&'static str, (Vec<Failure>, usize)>,
    wants: BTreeMap<&'static str, String>,
}

impl Record {
    /// Notes whether `rule` holds at a place.
    pub(crate) fn check(
        &mut self,
        rule: &Rule,
        at: &str,
        holds: bool,
        expected: impl fmt::Display,
        got: impl fmt::Display,
    ) -> bool {
        if holds {
            *self.passed.entry(rule.id).or_default() += 1;
        } else {
            let (kept, places) = self.failed.entry(rule.id).or_default();
            *places += 1;
            if kept.len() < KEPT {
                let got: String = got.to_string().chars().take(QUOTED).collect();
                kept.push(Failure { at: at.into(), expected: expected.to_string(), got });
            }
        }
        holds
    }

    /// Notes why a rule may stay unchecked; the first reason stands.
    pub(crate) fn want(&mut self, rules: &[&Rule], want: &str) {
        for rule in rules {
            self.wants.entry(rule.id).or_insert_with(|| want.into());
        }
    }

    /// Every rule with its verdict.
    pub(crate) fn report(mut self, base: &str, level: Level) -> Report {
        let findings = rules::ALL.iter().map(|rule| Finding {
            rule: rule.id,
            promise: rule.promise,
            verdict: self.verdict(rule, level),
        });
        Report { base: base.into(), level: level.as_str(), findings: findings.collect() }
    }

    fn verdict(&mut self, rule: &Rule, level: Level) -> Verdict {
        if rule.level != Level::Read {
            let want = format!("this version has no rules of level {} yet", rule.level.as_str());
            return Verdict::NotChecked { want };
        }
        if let Some((failures, places)) = self.failed.remove(rule.id) {
            return Verdict::Fail { failures, places };
        }
        if let Some(places) = self.passed.remove(rule.id) {
            return Verdict::Pass { places };
        }
        let want = match level {
            Level::Read => self.wants.remove(rule.id).unwrap_or("an answer to look at".into()),
            _ => "a run of level read".into(),
        };
        Verdict::NotChecked { want }
    }
}

impl Report {
    /// How many rules passed, failed and were not checked.
    pub fn count(&self) -> (usize, usize, usize) {
        let count = |is: fn(&Verdict) -> bool| {
            self.findings.iter().filter(|finding| is(&finding.verdict)).count()
        };
        (
            count(|verdict| matches!(verdict, Verdict::Pass { .. })),
            count(|verdict| matches!(verdict, Verdict::Fail { .. })),
            count(|verdict| matches!(verdict, Verdict::NotChecked { .. })),
        )
    }

    /// The ids of the rules that failed.
    pub fn failed(&self) -> Vec<&'static str> {
        let failed = |finding: &&Finding| matches!(finding.verdict, Verdict::Fail { .. });
        self.findings.iter().filter(failed).map(|finding| finding.rule).collect()
    }

    /// 0 when something was checked and nothing failed, 1 when something failed, 2 when nothing was
    /// checked.
    pub fn exit_code(&self) -> u8 {
        match self.count() {
            (_, 1.., _) => 1,
            (1.., 0, _) => 0,
            _ => 2,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} at level {}\n", self.base, self.level)?;
        for finding in &self.findings {
            match &finding.verdict {
                Verdict::Pass { places } => {
                    writeln!(f, "pass         {} ({places})", finding.rule)?;
                }
                Verdict::Fail { failures, places } => {
                    writeln!(f, "FAIL         {}: {}", finding.rule, finding.promise)?;
                    for failure in failures {
                        writeln!(f, "             at       {}", failure.at)?;
                        writeln!(f, "             expected {}", failure.expected)?;
                        writeln!(f, "             got      {}", failure.got)?;
                    }
                    if *places > failures.len() {
                        writeln!(f, "             and {} more", places - failures.len())?;
                    }
                }
                Verdict::NotChecked { want } => {
                    writeln!(f, "not checked  {}: for want of: {want}", finding.rule)?;
                }
            }
        }
        let (passed, failed, unchecked) = self.count();
        write!(f, "\n{passed} passed, {failed} failed, {unchecked} not checked")
    }
}
