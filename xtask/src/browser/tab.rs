//! What the browser says of a tab's work, and putting it out of sight.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::Session;

/// For how long the main thread of a tab has worked since it began, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    /// All that Chromium calls a task: scripts, style, layout, paint, and its own housekeeping.
    pub tasks: f64,
    /// The scripts and programs of the page alone.
    pub scripts: f64,
}

impl Session<'_> {
    /// From now on [`Self::work`] tells.
    pub fn count_work(&self) -> Result<()> {
        self.chromium("Performance.enable", &json!({})).map(|_| ())
    }

    /// What the tab has worked so far.
    pub fn work(&self) -> Result<Work> {
        let answer = self.chromium("Performance.getMetrics", &json!({}))?;
        work(&answer).context("Chromium does not tell how long the tab has worked")
    }

    /// Minimises the window, as a phone hides a tab behind another app; fails if the page does not know
    /// that it is hidden.
    pub fn hide(&self) -> Result<()> {
        self.call("POST", "/window/minimize", &json!({}))?;
        self.must_be("hidden")
    }

    /// Fails unless the page is `visible` or `hidden`, as it should be.
    pub fn must_be(&self, wanted: &str) -> Result<()> {
        let state = self.script("return document.visibilityState", &[])?;
        if state != wanted {
            bail!("the page should be {wanted}, and the browser says {state}");
        }
        Ok(())
    }
}

fn work(answer: &Value) -> Option<Work> {
    let metrics = answer["metrics"].as_array()?;
    let value = |name| metrics.iter().find(|it| it["name"] == name)?["value"].as_f64();
    Some(Work { tasks: value("TaskDuration")?, scripts: value("ScriptDuration")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_is_found_among_the_metrics() {
        let metric = |name, value| json!({ "name": name, "value": value });
        let known = [metric("Nodes", 7.0), metric("TaskDuration", 0.25)];
        assert_eq!(work(&json!({ "metrics": known })), None, "half of it is none");
        let all = [known.as_slice(), &[metric("ScriptDuration", 0.125)]].concat();
        let found = work(&json!({ "metrics": all }));
        assert_eq!(found, Some(Work { tasks: 0.25, scripts: 0.125 }));
    }
}
