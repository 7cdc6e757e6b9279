//! Asking axe-core what is hard to use on a page.

use std::{fs, time::Duration};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{Visit, program};

/// Asks for everything but best practices that no rule of WCAG names; waits for moving things to rest. Whatever lies
/// behind an open sheet is no target while that is open, which axe does not see.
const ASK: &str = "const done = arguments[arguments.length - 1];
const still = document.getAnimations().filter((it) => it.effect?.getTiming().iterations !== Infinity);
const sheet = document.querySelector('dialog:modal');
const behind = (rule, node) => rule.id === 'target-size' && sheet
  && node.target.every((css) => !sheet.contains(document.querySelector(css)));
Promise.allSettled(still.map((it) => it.finished)).then(() => axe.run(document, {
  resultTypes: ['violations'],
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
})).then((found) => done(found.violations
  .map((rule) => ({ id: rule.id, nodes: rule.nodes.filter((node) => !behind(rule, node)) }))
  .filter((rule) => rule.nodes.length > 0).map((rule) =>
  rule.id + ': ' + rule.nodes.map((node) => node.target.join(' ') + ' — ' + node.failureSummary).join(' | '))),
  (error) => done(['axe failed: ' + error]));";

impl Visit {
    /// What axe finds on the page, one line a rule; empty when it is fine.
    ///
    /// # Errors
    /// When axe is not there or the page does not answer.
    pub async fn axe(&self) -> Result<Vec<String>> {
        let path = program::axe()?;
        let source =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let web = &self.browser.web;
        web.set_script_timeout(Duration::from_secs(90)).await?;
        // As a script of the driver's own: the page's policy lets no other in.
        web.execute(source, Vec::new()).await?;
        let found = web.execute_async(ASK, Vec::new()).await?;
        let lines = found.json().as_array().cloned().unwrap_or_default();
        Ok(lines.iter().filter_map(Value::as_str).map(Into::into).collect())
    }
}
