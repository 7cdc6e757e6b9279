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

/// What a tab holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// Of scripts, in bytes.
    pub heap: f64,
    /// Nodes of documents, also of those that are on no page.
    pub nodes: f64,
}

impl Session<'_> {
    /// From now on [`Self::work`] tells.
    pub fn count_work(&self) -> Result<()> {
        self.chromium("Performance.enable", &json!({})).map(|_| ())
    }

    /// The same, but of the time that the main thread had a processor: what else runs on the machine is not counted.
    pub fn count_thread_work(&self) -> Result<()> {
        let ask = json!({ "timeDomain": "threadTicks" });
        self.chromium("Performance.enable", &ask).map(|_| ())
    }

    /// What the tab has worked so far.
    pub fn work(&self) -> Result<Work> {
        let answer = self.chromium("Performance.getMetrics", &json!({}))?;
        work(&answer).context("Chromium does not tell how long the tab has worked")
    }

    /// Has the tab's main thread run so many times slower; 1 is its own speed.
    pub fn slow_down(&self, times: f64) -> Result<()> {
        self.chromium("Emulation.setCPUThrottlingRate", &json!({ "rate": times })).map(|_| ())
    }

    /// Runs a script in every page that is opened from now on, before its own.
    pub fn before_pages(&self, script: &str) -> Result<()> {
        let ask = json!({ "source": script });
        self.chromium("Page.addScriptToEvaluateOnNewDocument", &ask).map(|_| ())
    }

    /// What the tab holds, once what nobody needs is cleared away.
    pub fn held(&self) -> Result<Held> {
        self.chromium("HeapProfiler.collectGarbage", &json!({}))?;
        let answer = self.chromium("Performance.getMetrics", &json!({}))?;
        held(&answer).context("Chromium does not tell what the tab holds")
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
    let value = |name| metric(answer, name);
    Some(Work { tasks: value("TaskDuration")?, scripts: value("ScriptDuration")? })
}

fn held(answer: &Value) -> Option<Held> {
    Some(Held { heap: metric(answer, "JSHeapUsedSize")?, nodes: metric(answer, "Nodes")? })
}

fn metric(answer: &Value, name: &str) -> Option<f64> {
    answer["metrics"].as_array()?.iter().find(|it| it["name"] == name)?["value"].as_f64()
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
        assert_eq!(held(&json!({ "metrics": all })), None);
        let all = [metric("Nodes", 7.0), metric("JSHeapUsedSize", 1e6)];
        assert_eq!(held(&json!({ "metrics": all })), Some(Held { heap: 1e6, nodes: 7.0 }));
    }
}
