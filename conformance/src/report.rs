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
    /// The level that checks it.
    pub level: &'static str,
    /// What the contract promises.
    pub promise: &'static str,
    /// What is known of it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl Finding {
    /// Whether a run of `level` could have checked it, or says why it did not.
    fn is_open(&self, level: &str) -> bool {
        let another = format!("a run of level {}", self.level);
        let told = |want: &String| *want != another;
        self.level == level || matches!(&self.verdict, Verdict::NotChecked { want } if told(want))
    }
}

/// A whole run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The API's base.
    pub base: String,
    /// The level of the run.
    pub level: &'static str,
    /// Every rule, in the order of the list.
    pub findings: Vec<Finding>,
    /// What is told beside the rules, such as figures of a crowd.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub information: Vec<String>,
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
    told: Vec<String>,
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

    /// Tells something beside the rules.
    pub(crate) fn tell(&mut self, what: String) {
        self.told.push(what);
    }

    /// Every rule with its verdict.
    pub(crate) fn report(mut self, base: &str, level: Level) -> Report {
        let findings = rules::all().map(|rule| Finding {
            rule: rule.id,
            level: rule.level.as_str(),
            promise: rule.promise,
            verdict: self.verdict(rule, level),
        });
        let findings = findings.collect();
        Report { base: base.into(), level: level.as_str(), findings, information: self.told }
    }

    fn verdict(&mut self, rule: &Rule, level: Level) -> Verdict {
        if let Some((failures, places)) = self.failed.remove(rule.id) {
            return Verdict::Fail { failures, places };
        }
        if let Some(places) = self.passed.remove(rule.id) {
            return Verdict::Pass { places };
        }
        let want = self.wants.remove(rule.id).unwrap_or_else(|| match rule.level {
            own if own == level => "an answer to look at".into(),
            other => format!("a run of level {}", other.as_str()),
        });
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

    /// 0 when a rule of the level was checked and nothing failed, 1 when something failed, 2 when none of
    /// the level's rules was checked.
    pub fn exit_code(&self) -> u8 {
        let passed = |finding: &Finding| {
            finding.level == self.level && matches!(finding.verdict, Verdict::Pass { .. })
        };
        match self.count() {
            (_, 1.., _) => 1,
            _ if self.findings.iter().any(passed) => 0,
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
                Verdict::NotChecked { want } if finding.is_open(self.level) => {
                    writeln!(f, "not checked  {}: for want of: {want}", finding.rule)?;
                }
                Verdict::NotChecked { .. } => {}
            }
        }
        // Rules of other levels are many, and all for want of the same.
        for level in [Level::Read, Level::Write, Level::Load].map(Level::as_str) {
            let other = |finding: &&Finding| {
                let unchecked = matches!(finding.verdict, Verdict::NotChecked { .. });
                unchecked && finding.level == level && !finding.is_open(self.level)
            };
            let count = self.findings.iter().filter(other).count();
            if count > 0 {
                let want = format!("for want of: a run of level {level}");
                writeln!(f, "not checked  {count} rules of level {level}: {want}")?;
            }
        }
        for line in &self.information {
            writeln!(f, "\nfor information: {line}")?;
        }
        let (passed, failed, unchecked) = self.count();
        write!(f, "\n{passed} passed, {failed} failed, {unchecked} not checked")
    }
}
